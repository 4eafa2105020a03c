//! The command line's options as built-in scripts see them.

use std::sync::OnceLock;

use crate::engine::{Cx, Result, Value};

/// The value of one option.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// A switch.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A repeatable text.
    List(Vec<String>),
    /// An option without a value that was not given.
    Absent,
}

/// All options by their long names, with dashes, as `getOptionValue` asks for them.
pub type OptionValues = Vec<(&'static str, OptionValue)>;

/// The value of one option for scripts; undefined for one that does not exist or was not given. `--no-x` is not `--x`.
pub(super) fn value(cx: Cx, values: &OptionValues, name: &str) -> Value {
    if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
        return to_value(cx, value);
    }
    let positive = name.strip_prefix("--no-");
    let switch = values.iter().find(|(known, _)| positive.is_some() && known.strip_prefix("--") == positive);
    match switch {
        Some((_, OptionValue::Bool(on))) => Value::from(!*on),
        _ => Value::UNDEFINED,
    }
}

fn to_value(cx: Cx, value: &OptionValue) -> Value {
    match value {
        OptionValue::Bool(value) => Value::from(*value),
        OptionValue::Number(value) => Value::from(*value),
        OptionValue::Text(value) => cx.string(value),
        OptionValue::List(values) => cx.array(values.iter().map(|value| cx.string(value))),
        OptionValue::Absent => Value::UNDEFINED,
    }
}

/// Reads options as a command line has them. The error names those that a thread cannot have.
pub type ParseOptions = fn(&[String]) -> std::result::Result<OptionValues, Vec<String>>;

/// `{ '--name': value … }`.
pub(super) fn to_object(cx: Cx, values: &OptionValues) -> Result<Value> {
    let object = cx.null_object();
    for (name, value) in values {
        cx.set(&object, name, to_value(cx, value))?;
    }
    Ok(object)
}

static ENVIRONMENT_FLAGS: OnceLock<fn() -> Vec<String>> = OnceLock::new();

/// Says which options may stand in `NODE_OPTIONS`; called once, by whoever reads them.
pub fn set_environment_flags(list: fn() -> Vec<String>) {
    ENVIRONMENT_FLAGS.get_or_init(|| list);
}

pub(super) fn environment_flags() -> Vec<String> {
    ENVIRONMENT_FLAGS.get().map(|list| list()).unwrap_or_default()
}
