//! Plural rules through ICU4X.

use fixed_decimal::{CompactDecimal, Decimal};
use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules, PluralRulesOptions, PluralRulesWithRanges};

use crate::engine::{Call, Class, Error, Instance, Result};

pub(super) struct Plural(PluralRulesWithRanges<PluralRules>);

impl Class for Plural {
    const NAME: &'static str = "PluralRules";
}

/// `pluralRules(tag, isOrdinal)`.
pub(super) fn plural_rules(call: &Call) -> Result<Instance<Plural>> {
    let tag = call.string(0)?;
    let locale = Locale::try_from_str(&tag).map_err(|_| Error::range_error(format!("Incorrect locale: {tag}")))?;
    let kind = if call.bool(1) { PluralRuleType::Ordinal } else { PluralRuleType::Cardinal };
    let options = PluralRulesOptions::default().with_type(kind);
    let rules = PluralRulesWithRanges::try_new((&locale).into(), options);
    Ok(Instance(Plural(rules.map_err(|error| Error::range_error(error.to_string()))?)))
}

/// `pluralCategory(rules, digits, exponent)`: of a number as it is shown, such as "1.50", times ten to the exponent
/// that a compact form leaves away.
pub(super) fn plural_category(call: &Call) -> Result<&'static str> {
    let Plural(rules) = call.arg_as::<Plural>(0)?;
    let number = decimal(call, 1)?;
    let exponent = call.i32(2)? as u8; // of a pattern, at most 15
    let number = CompactDecimal::from_significand_and_exponent(number, exponent);
    Ok(name(rules.rules().category_for(&number)))
}

/// `pluralRange(rules, start, end)`: the category of a range of two numbers.
pub(super) fn plural_range(call: &Call) -> Result<&'static str> {
    let Plural(rules) = call.arg_as::<Plural>(0)?;
    let (start, end) = (decimal(call, 1)?, decimal(call, 2)?);
    Ok(name(rules.category_for_range(&start, &end)))
}

/// `pluralCategories(rules)`: those that the language has, with spaces between.
pub(super) fn plural_categories(call: &Call) -> Result<String> {
    let Plural(rules) = call.arg_as::<Plural>(0)?;
    let names: Vec<_> = rules.rules().categories().map(name).collect();
    Ok(names.join(" "))
}

fn decimal(call: &Call, index: usize) -> Result<Decimal> {
    let text = call.string(index)?;
    Decimal::try_from_str(&text).map_err(|_| Error::range_error(format!("Invalid number: {text}")))
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}
