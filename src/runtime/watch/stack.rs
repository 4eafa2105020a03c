//! The JavaScript that runs at this moment, seen from an interrupt.

use crate::engine::{Cx, ErrorClass, Result, Value};

/// The frames of what runs now, as `Error.stack` shows them (`    at name (file:line:column)`), at most `frames`.
///
/// Nothing of the program's runs: its `Error.prepareStackTrace` is set aside meanwhile. Empty where no JavaScript runs.
pub fn capture(cx: Cx, frames: u32) -> String {
    match frames_of(cx, frames) {
        Ok(text) => text,
        Err(error) => {
            // A program that froze `Error` has no stack to show; what ran must not see the exception.
            drop(error.into_value(cx));
            String::new()
        }
    }
}

fn frames_of(cx: Cx, frames: u32) -> Result<String> {
    let constructor = cx.get(&cx.global(), "Error")?;
    let _limit = Aside::new(cx, &constructor, "stackTraceLimit", Value::from(frames))?;
    let _prepare = Aside::new(cx, &constructor, "prepareStackTrace", Value::UNDEFINED)?;
    let error = cx.new_error(ErrorClass::Error, None, "");
    let stack = cx.get(&error, "stack")?;
    let text = cx.text(&stack)?;
    Ok(text.to_utf8().lines().skip(1).collect::<Vec<_>>().join("\n"))
}

/// A data property with another value for a while.
struct Aside<'a> {
    cx: Cx,
    object: &'a Value,
    name: &'static str,
    before: Option<Value>,
}

impl<'a> Aside<'a> {
    fn new(cx: Cx, object: &'a Value, name: &'static str, value: Value) -> Result<Aside<'a>> {
        let is_own = cx.has_own(object, &cx.atom(name))?;
        let before = if is_own { Some(cx.get(object, name)?) } else { None };
        if before.is_some() {
            cx.set(object, name, value)?;
        }
        Ok(Aside { cx, object, name, before })
    }
}

impl Drop for Aside<'_> {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            // It was set a moment ago: a program that froze `Error` meanwhile is not possible.
            let restored = self.cx.set(self.object, self.name, before);
            debug_assert!(restored.is_ok(), "what could be set can be set again");
        }
    }
}
