//! `Intl` (ECMA-402), and the locale-dependent methods of the engine's own prototypes.
//!
//! Scripts resolve locales and options and do the formatting; natives give collation, boundaries, plural rules, case
//! mapping, tags and calendars through ICU4X, and time zones through jiff. Patterns and names come from CLDR 48, the
//! version in Node 24's ICU, rather than from ICU4X's formatters: those know dates by their few "semantic skeletons", so
//! that `toLocaleDateString('de')` would be `22.01.2025` where Node says `22.1.2025`, and have other texts where a
//! currency, a unit or a compact form is concerned.
//!
//! The data (`data/cldr.bin`, which `data/generate.mjs` makes) hold the 429 locales of CLDR's modern coverage in 3.3 MB,
//! a zstd frame for each section and language; the 529 that have any coverage are 4.4 MB, and what they add is half
//! English. A locale that is not there falls back as ECMA-402 says. Nothing is read or run before a program touches `Intl`
//! or one of the methods, and then only the frames that it needs.
//!
//! Absent: calendars other than `gregory`, `iso8601`, `buddhist`, `japanese`, `persian` and the Islamic ones; `Intl` in other
//! contexts of `vm`; the zone's name in what `Date()` returns when it is called as a function.

use std::sync::OnceLock;

use crate::engine::{Attributes, Binding, Call, Cx, Result, Value};
use crate::runtime::builtin::{Module, private, shared};
use crate::runtime::{LazyExport, current};

mod calendar;
mod collator;
mod data;
mod locale;
mod plural;
mod segmenter;
mod zone;

pub use zone::zone_version;

/// The declaration.
pub const MODULE: Module = Module {
    name: "intl",
    scripts: &[
        shared("internal/intl", "intl.js"),
        shared("internal/intl/methods", "methods.js"),
        private("internal/intl/locales", "locales.js"),
        private("internal/intl/options", "options.js"),
        private("internal/intl/locale", "locale.js"),
        private("internal/intl/digits", "digits.js"),
        private("internal/intl/number_options", "number_options.js"),
        private("internal/intl/number_parts", "number_parts.js"),
        private("internal/intl/number_format", "number_format.js"),
        private("internal/intl/date_options", "date_options.js"),
        private("internal/intl/date_patterns", "date_patterns.js"),
        private("internal/intl/date_fields", "date_fields.js"),
        private("internal/intl/date_ranges", "date_ranges.js"),
        private("internal/intl/date_time_format", "date_time_format.js"),
        private("internal/intl/zones", "zones.js"),
        private("internal/intl/zone_names", "zone_names.js"),
        private("internal/intl/collator", "collator.js"),
        private("internal/intl/plural_rules", "plural_rules.js"),
        private("internal/intl/relative_time_format", "relative_time_format.js"),
        private("internal/intl/list_format", "list_format.js"),
        private("internal/intl/segmenter", "segmenter.js"),
        private("internal/intl/display_names", "display_names.js"),
        private("internal/intl/duration_format", "duration_format.js"),
        private("internal/intl/supported_values", "supported_values.js"),
    ],
    bindings: &[("intl", bind)],
    globals: &[("Intl", "internal/intl")],
    start: Some(start),
    ..Module::EMPTY
};

/// Puts the locale-dependent methods on the engine's prototypes: natives that load their script when they are called, since
/// prototypes of strings and arrays take no lazy properties.
fn start(cx: Cx) -> Result<()> {
    let global = cx.global();
    let prototype = |constructor: &str| cx.get(&cx.get(&global, constructor)?, "prototype");
    let define = |target: &Value, name: &str, function: Value| cx.define(target, name, function, Attributes::HIDDEN);
    macro_rules! method {
        ($target:expr, $name:literal, $arity:literal, $export:literal) => {
            define($target, $name, cx.function($name, $arity, |call: &Call| forward(call, $export)))?
        };
    }
    let string = prototype("String")?;
    method!(&string, "localeCompare", 1, "String.localeCompare");
    method!(&string, "toLocaleLowerCase", 0, "String.toLocaleLowerCase");
    method!(&string, "toLocaleUpperCase", 0, "String.toLocaleUpperCase");
    method!(&prototype("Number")?, "toLocaleString", 0, "Number.toLocaleString");
    method!(&prototype("BigInt")?, "toLocaleString", 0, "BigInt.toLocaleString");
    let date = prototype("Date")?;
    method!(&date, "toLocaleString", 0, "Date.toLocaleString");
    method!(&date, "toLocaleDateString", 0, "Date.toLocaleDateString");
    method!(&date, "toLocaleTimeString", 0, "Date.toLocaleTimeString");
    method!(&date, "toString", 0, "Date.toString");
    method!(&date, "toTimeString", 0, "Date.toTimeString");
    method!(&prototype("Array")?, "toLocaleString", 0, "listToLocaleString");
    // What views share is on the prototype above theirs.
    method!(&cx.prototype(&prototype("Uint8Array")?)?, "toLocaleString", 0, "listToLocaleString");
    Ok(())
}

/// Calls an export of the script of methods.
fn forward(call: &Call, export: &str) -> Result<Value> {
    // The main context's, even where another one's code calls.
    let cx = Cx::current();
    let exports = current().builtins().require(cx, "internal/intl/methods")?;
    cx.call(&cx.get(&exports, export)?, call.this(), call.args())
}

/// The constructors of `Intl`, in V8's order.
const CONSTRUCTORS: &[(&str, &str)] = &[
    ("DateTimeFormat", "internal/intl/date_time_format"),
    ("NumberFormat", "internal/intl/number_format"),
    ("Collator", "internal/intl/collator"),
    ("PluralRules", "internal/intl/plural_rules"),
    ("RelativeTimeFormat", "internal/intl/relative_time_format"),
    ("ListFormat", "internal/intl/list_format"),
    ("Locale", "internal/intl/locale"),
    ("DisplayNames", "internal/intl/display_names"),
    ("Segmenter", "internal/intl/segmenter"),
    ("DurationFormat", "internal/intl/duration_format"),
];

fn bind(binding: &Binding) -> Result<()> {
    binding.function("defineConstructors", 1, define_constructors)?;
    binding.function("data", 2, data::data)?;
    binding.function("canonicalize", 1, locale::canonicalize)?;
    binding.function("maximize", 1, locale::maximize)?;
    binding.function("minimize", 1, locale::minimize)?;
    binding.function("toUpper", 2, locale::to_upper)?;
    binding.function("toLower", 2, locale::to_lower)?;
    binding.function("collator", 3, collator::collator)?;
    binding.function("compare", 3, collator::compare)?;
    binding.function("boundaries", 2, segmenter::boundaries)?;
    binding.function("pluralRules", 2, plural::plural_rules)?;
    binding.function("pluralCategory", 3, plural::plural_category)?;
    binding.function("pluralRange", 3, plural::plural_range)?;
    binding.function("pluralCategories", 1, plural::plural_categories)?;
    binding.function("zoneOffset", 2, zone::zone_offset)?;
    binding.function("zoneNames", 0, zone::zone_names)?;
    binding.function("hostZone", 0, zone::host_zone)?;
    binding.function("calendarDate", 4, calendar::calendar_date)
}

/// `defineConstructors(Intl)`: each is loaded when it is first touched.
fn define_constructors(call: &Call) -> Result<()> {
    static EXPORTS: OnceLock<Vec<LazyExport>> = OnceLock::new();
    let exports = EXPORTS.get_or_init(|| CONSTRUCTORS.iter().map(|&(name, script)| LazyExport::new(name, script)).collect());
    exports.iter().try_for_each(|export| export.define(call.cx(), call.arg(0)))
}
