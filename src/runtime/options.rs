//! The command line's options as built-in scripts see them.

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

/// `{ '--name': value … }`.
pub(super) fn to_object(cx: Cx, values: &OptionValues) -> Result<Value> {
    let object = cx.null_object();
    for (name, value) in values {
        let value = match value {
            OptionValue::Bool(value) => Value::from(*value),
            OptionValue::Number(value) => Value::from(*value),
            OptionValue::Text(value) => cx.string(value),
            OptionValue::List(values) => cx.array(values.iter().map(|value| cx.string(value))),
            OptionValue::Absent => Value::UNDEFINED,
        };
        cx.set(&object, name, value)?;
    }
    Ok(object)
}
