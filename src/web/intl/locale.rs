//! Language tags and case: canonical forms, likely subtags, and the letters that a language changes its own way.

use icu_casemap::CaseMapper;
use icu_locale::{LanguageIdentifier, Locale, LocaleCanonicalizer, LocaleExpander};

use crate::engine::{Call, Result};

/// `canonicalize(tag)`: the canonical form (UTS 35, annex C); undefined for what is no tag.
pub(super) fn canonicalize(call: &Call) -> Result<Option<String>> {
    let Ok(mut locale) = Locale::try_from_str(&call.string(0)?) else { return Ok(None) };
    LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
    Ok(Some(locale.to_string()))
}

/// `maximize(languageId)`: with likely subtags added.
pub(super) fn maximize(call: &Call) -> Result<Option<String>> {
    likely(call, |expander, id| drop(expander.maximize(id)))
}

/// `minimize(languageId)`: without the subtags that are likely anyway.
pub(super) fn minimize(call: &Call) -> Result<Option<String>> {
    likely(call, |expander, id| drop(expander.minimize(id)))
}

fn likely(call: &Call, change: fn(&LocaleExpander, &mut LanguageIdentifier)) -> Result<Option<String>> {
    let Ok(mut id) = LanguageIdentifier::try_from_str(&call.string(0)?) else { return Ok(None) };
    change(&LocaleExpander::new_extended(), &mut id);
    Ok(Some(id.to_string()))
}

/// `toUpper(language, text)`.
pub(super) fn to_upper(call: &Call) -> Result<String> {
    let (language, text) = (language(call)?, call.string(1)?);
    Ok(CaseMapper::new().uppercase_to_string(&text, &language).into_owned())
}

/// `toLower(language, text)`.
pub(super) fn to_lower(call: &Call) -> Result<String> {
    let (language, text) = (language(call)?, call.string(1)?);
    Ok(CaseMapper::new().lowercase_to_string(&text, &language).into_owned())
}

fn language(call: &Call) -> Result<LanguageIdentifier> {
    Ok(LanguageIdentifier::try_from_str(&call.string(0)?).unwrap_or(LanguageIdentifier::UNKNOWN))
}
