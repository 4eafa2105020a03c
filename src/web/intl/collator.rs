//! Collation through ICU4X.

use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CaseLevel, CollatorOptions, Strength};
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale::Locale;

use crate::engine::{Call, Class, Error, Instance, Result};

pub(super) struct Collator(CollatorBorrowed<'static>);

impl Class for Collator {
    const NAME: &'static str = "Collator";
}

/// `collator(tag, sensitivity, ignorePunctuation)`. The tag says with `-u-co-`, `-kn-` and `-kf-` what is not plain; an
/// undefined `ignorePunctuation` leaves it to the language.
pub(super) fn collator(call: &Call) -> Result<Instance<Collator>> {
    let tag = call.string(0)?;
    let locale = Locale::try_from_str(&tag).map_err(|_| Error::range_error(format!("Incorrect locale: {tag}")))?;
    let mut options = CollatorOptions::default();
    options.strength = Some(match call.string(1)?.as_str() {
        "base" | "case" => Strength::Primary,
        "accent" => Strength::Secondary,
        _ => Strength::Tertiary,
    });
    options.case_level = (call.string(1)? == "case").then_some(CaseLevel::On);
    if !call.arg(2).is_undefined() {
        options.alternate_handling =
            Some(if call.bool(2) { AlternateHandling::Shifted } else { AlternateHandling::NonIgnorable });
    }
    let collator = CollatorBorrowed::try_new(CollatorPreferences::from(&locale), options);
    Ok(Instance(Collator(collator.map_err(|error| Error::range_error(error.to_string()))?)))
}

/// `compare(collator, a, b)`: -1, 0 or 1.
pub(super) fn compare(call: &Call) -> Result<i32> {
    let Collator(collator) = call.arg_as::<Collator>(0)?;
    let (a, b) = (call.cx().utf16(call.arg(1))?, call.cx().utf16(call.arg(2))?);
    Ok(match collator.compare_utf16(&a, &b) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    })
}
