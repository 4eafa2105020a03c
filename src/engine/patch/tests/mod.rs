//! Each of these fails, or does not link, on the engine as it comes.
//!
//! The expected texts of stacks and messages are what Node 24 prints for the same script.

mod inspect;
mod iteration;
mod jobs;
mod json;
mod messages;
mod objects;
mod short_cuts;
mod stacks;
mod young;

use super::*;
use rquickjs::context::EvalOptions;
use rquickjs::{Context, Runtime, qjs};
use std::ffi::CString;
use std::ptr;

/// A runtime with one context, raw functions as globals, and jobs run to the end after each script.
struct Engine {
    runtime: Runtime,
    context: Context,
}

type RawFunction = unsafe extern "C" fn(
    *mut JSContext,
    JSValueConst,
    c_int,
    *mut JSValueConst,
) -> JSValue;

impl Engine {
    fn new() -> Engine {
        assert_level();
        let runtime = Runtime::new().expect("a runtime");
        let context = Context::full(&runtime).expect("a context");
        let engine = Engine { runtime, context };
        engine.define("getContext", get_context);
        engine.define("setContext", set_context);
        engine.define("clone", clone);
        engine.define("lazy", lazy);
        engine
    }

    fn define(&self, name: &str, function: RawFunction) {
        self.context.with(|ctx| {
            let raw = ctx.as_raw().as_ptr();
            let c_name = CString::new(name).expect("no NUL in a name");
            // SAFETY: `raw` is a live context; the global object is released, the function moves in.
            unsafe {
                let global = qjs::JS_GetGlobalObject(raw);
                let generic = qjs::JSCFunctionEnum_JS_CFUNC_generic;
            let value =
                qjs::JS_NewCFunction2(raw, Some(function), c_name.as_ptr(), 0, generic, 0);
                qjs::JS_SetPropertyStr(raw, global, c_name.as_ptr(), value);
                qjs::JS_FreeValue(raw, global);
            }
        });
    }

    /// Runs a sloppy script named `test.js`, then all jobs, and returns the global `out` as a
    /// string, or `threw …`.
    fn out(&self, script: &str) -> String {
        let failure = self.context.with(|ctx| {
            let mut options = EvalOptions::default();
            options.strict = false;
            options.filename = Some("test.js".into());
            match ctx.eval_with_options::<(), _>(script, options) {
                Ok(()) => None,
                Err(_) => Some(ctx.eval_thrown()),
            }
        });
        if let Some(failure) = failure {
            return failure;
        }
        while self.runtime.execute_pending_job().expect("a job that does not throw") {}
        self.context.with(|ctx| ctx.eval::<String, _>("String(globalThis.out)").expect("out"))
    }
}

trait Thrown {
    fn eval_thrown(&self) -> String;
}

impl Thrown for rquickjs::Ctx<'_> {
    fn eval_thrown(&self) -> String {
        let thrown = self.catch();
        self.globals().set("thrown", thrown).expect("a global");
        self.eval::<String, _>("`threw ${thrown}`").expect("a string")
    }
}

unsafe extern "C" fn get_context(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    _argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: the engine calls with a live context.
    unsafe { JS_GetAsyncContext(qjs::JS_GetRuntime(ctx)) }
}

unsafe extern "C" fn set_context(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: as above; the tests call it with one argument.
    unsafe { JS_SwapAsyncContext(qjs::JS_GetRuntime(ctx), qjs::JS_DupValue(ctx, *argv)) }
}

unsafe extern "C" fn clone(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: as above.
    unsafe { JS_CloneTemplate(ctx, *argv) }
}

/// `lazy(object, name)`: the value is what the global function `make(name)` returns.
unsafe extern "C" fn lazy(
    ctx: *mut JSContext,
    _this: JSValueConst,
    _argc: c_int,
    argv: *mut JSValueConst,
) -> JSValue {
    // SAFETY: as above, with two arguments.
    unsafe {
        let name = qjs::JS_ValueToAtom(ctx, *argv.add(1));
        let flags = (qjs::JS_PROP_CONFIGURABLE | qjs::JS_PROP_WRITABLE) as c_int;
        let defined =
            JS_DefineLazyProperty(ctx, *argv, name, make_lazy, 0x7 as *mut c_void, flags);
        qjs::JS_FreeAtom(ctx, name);
        if defined < 0 { qjs::JS_EXCEPTION } else { qjs::JS_UNDEFINED }
    }
}

unsafe extern "C" fn make_lazy(
    ctx: *mut JSContext,
    _obj: JSValueConst,
    prop: JSAtom,
    opaque: *mut c_void,
) -> JSValue {
    assert_eq!(opaque as usize, 7);
    // SAFETY: a live context; every value that is made here is released here or returned.
    unsafe {
        let global = qjs::JS_GetGlobalObject(ctx);
        let make = qjs::JS_GetPropertyStr(ctx, global, c"make".as_ptr());
        let mut name = qjs::JS_AtomToString(ctx, prop);
        let value = qjs::JS_Call(ctx, make, qjs::JS_UNDEFINED, 1, ptr::addr_of_mut!(name));
        qjs::JS_FreeValue(ctx, name);
        qjs::JS_FreeValue(ctx, make);
        qjs::JS_FreeValue(ctx, global);
        value
    }
}
