//! `--script FILE`: JavaScript that makes the requests and looks at the responses.
//!
//! The file exports `request(n)`, which gives a path or `{ method, path, headers, body }`; what is missing comes from
//! the command line. If it also exports `check(response)`, that is called with `{ n, status, headers, body }` (names
//! of headers in lower case, the body a `Buffer`) for each response with a status from 200 to 399, and fails it by
//! returning `false` or a text, or by throwing. Each thread of the generator loads the file for itself. Both functions
//! are called within the generator's loop: one that waits would make every request wait, so a promise is an error.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::super::parse::Parsed;
use super::super::program::{self, Plan, Source};
use crate::engine::{Cx, Result as JsResult, Value};
use crate::lab::load::{MakeScript, Request, Response, Script};
use crate::runtime::Runtime;

/// Makes each shard's script. `default` is what a request has unless the script says otherwise.
///
/// # Errors
/// There is no such file.
pub(super) fn maker(file: &str, default: Request) -> Result<Arc<MakeScript>, String> {
    if !Path::new(file).is_file() {
        return Err(format!("--script: there is no file {file}"));
    }
    let parsed = Parsed::parse("", []).map_err(|error| error.0)?;
    let plan = Plan {
        shards: 1,
        source: Source::File(file.to_owned()),
        check: false,
        arguments: Vec::new(),
        argv0: "rnode".to_owned(),
        metrics: None,
        spin: std::time::Duration::ZERO,
        heap_bytes_max: None,
        supervised: None,
        stall_ms: None,
        profile: crate::runtime::watch::profile::ProfileOptions::default(),
        parsed,
    };
    let file = file.to_owned();
    Ok(Arc::new(move |shard| {
        let (runtime, exports) = program::load(shard.clone(), &plan).map_err(|error| format!("{file}: {error}"))?;
        let cx = runtime.cx();
        let function = |name| cx.get(&exports, name).ok().filter(Value::is_function);
        let values = Values { request: function("request"), check: function("check") };
        if values.request.is_none() && values.check.is_none() {
            return Err(format!("{file} exports neither request nor check, of which it needs one"));
        }
        let script = Exports { runtime, values: RefCell::new(values), default: default.clone(), file: file.clone() };
        if script.checks() {
            // Bodies are buffers.
            script.call(|cx| script.runtime.builtins().require(cx, "buffer"))?;
        }
        Ok(Rc::new(script) as Rc<dyn Script>)
    }))
}

struct Exports {
    runtime: Rc<Runtime>,
    values: RefCell<Values>,
    default: Request,
    file: String,
}

/// Gone before the runtime is.
#[derive(Default)]
struct Values {
    request: Option<Value>,
    check: Option<Value>,
}

impl Exports {
    /// Calls into JavaScript; what it throws becomes a text.
    fn call<T>(&self, call: impl FnOnce(Cx) -> JsResult<T>) -> Result<T, String> {
        let mut outcome = Err("the script has ended the process".to_owned());
        self.runtime.enter(|cx| {
            outcome = call(cx).map_err(|error| cx.describe(&error.into_value(cx)));
            Ok(Value::UNDEFINED)
        });
        outcome
    }
}

impl Script for Exports {
    fn request(&self, number: u64) -> Result<Request, String> {
        let values = self.values.borrow();
        let Some(function) = &values.request else { return Ok(self.default.clone()) };
        let made = self.call(|cx| {
            let value = cx.call(function, &Value::UNDEFINED, &[Value::from(number as f64)])?;
            request(cx, &value, &self.default)
        });
        made.map_err(|error| format!("{}: request({number}): {error}", self.file))
    }

    fn checks(&self) -> bool {
        self.values.borrow().check.is_some()
    }

    fn check(&self, response: &Response<'_>) -> Result<(), String> {
        let values = self.values.borrow();
        let Some(function) = &values.check else { return Ok(()) };
        let verdict = self.call(|cx| {
            let value = cx.call(function, &Value::UNDEFINED, &[face(cx, response)?])?;
            if is_promise(cx, &value)? {
                return Ok(Some("check() gives a promise, and must not".to_owned()));
            }
            if value.is_string() {
                return Ok(Some(cx.text(&value)?.to_utf8().into_owned()));
            }
            Ok((value.as_bool() == Some(false)).then(|| "check() gives false".to_owned()))
        });
        match verdict? {
            Some(reason) => Err(reason),
            None => Ok(()),
        }
    }
}

impl Drop for Exports {
    fn drop(&mut self) {
        self.values.take();
        self.runtime.clone().stop();
    }
}

fn is_promise(cx: Cx, value: &Value) -> JsResult<bool> {
    Ok(value.is_object() && cx.get(value, "then")?.is_function())
}

fn request(cx: Cx, value: &Value, default: &Request) -> JsResult<Request> {
    let mut request = default.clone();
    if value.is_string() {
        request.target = cx.text(value)?.to_utf8().into_owned();
        return Ok(request);
    }
    if !value.is_object() {
        return Err(crate::engine::Error::type_error("a request is a path or an object"));
    }
    if is_promise(cx, value)? {
        return Err(crate::engine::Error::type_error("it gives a promise, and must not"));
    }
    let given = |name: &str| -> JsResult<Option<Value>> { Ok(Some(cx.get(value, name)?).filter(|v| !v.is_nullish())) };
    let text = |value: &Value| -> JsResult<String> {
        Ok(cx.text(&cx.to_string_value(value)?)?.to_utf8().into_owned())
    };
    if let Some(method) = given("method")? {
        request.method = text(&method)?;
    }
    if let Some(path) = given("path")? {
        request.target = text(&path)?;
    }
    if let Some(headers) = given("headers")? {
        let entries = cx.invoke(&cx.get(&cx.global(), "Object")?, "entries", &[headers])?;
        for entry in cx.elements(&entries)? {
            let name = text(&cx.get_index(&entry, 0)?)?;
            request.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
            request.headers.push((name, text(&cx.get_index(&entry, 1)?)?));
        }
    }
    if let Some(body) = given("body")? {
        request.body = match cx.bytes(&body) {
            Some(bytes) => bytes.to_vec(),
            None => text(&body)?.into_bytes(),
        };
        if request.method == "GET" && given("method")?.is_none() {
            request.method = "POST".to_owned();
        }
    }
    Ok(request)
}

/// The response as JavaScript sees it.
fn face(cx: Cx, response: &Response<'_>) -> JsResult<Value> {
    let headers = cx.object();
    for (name, value) in response.headers {
        cx.set(&headers, &name.to_ascii_lowercase(), cx.string(value))?;
    }
    let face = cx.object();
    cx.set(&face, "n", Value::from(response.number as f64))?;
    cx.set(&face, "status", Value::from(i32::from(response.status)))?;
    cx.set(&face, "headers", headers)?;
    cx.set(&face, "body", cx.buffer(response.body.to_vec())?)?;
    Ok(face)
}
