//! Further contexts of the realm: each has its own built-ins and global object, and shares the heap and the jobs.
//!
//! A *contextified* context's global object is a face: what is read is looked for on an object of the program's first,
//! and what is written goes there. The context's own global object, with the built-ins, stands behind it.

use rquickjs::qjs;

use super::cx::MakeLazy;
use super::face::Face;
use super::{Class, Cx, Error, Result, Value, patch};

/// A context, kept alive.
pub struct Context {
    raw: *mut qjs::JSContext,
    /// A function of the context: it keeps it alive, and shows it to the cycle collector.
    function: Value,
    has_own_jobs: bool,
}

impl Class for Context {
    const NAME: &'static str = "ContextifyContext";

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.function);
    }
}

impl Context {
    /// The handle to it.
    pub fn cx(&self) -> Cx {
        // SAFETY: `function` keeps the context alive, as long as its owner keeps `self`.
        unsafe { Cx::from_raw(self.raw) }
    }

    /// Runs the jobs of a context that has its own queue, until none is left.
    ///
    /// # Errors
    /// What a job throws.
    pub fn run_own_jobs(&self) -> Result<()> {
        if !self.has_own_jobs {
            return Ok(());
        }
        loop {
            // SAFETY: the context is alive.
            match unsafe { patch::JS_ExecuteOwnJob(self.raw) } {
                0 => return Ok(()),
                1.. => {}
                _ => return Err(Error::Pending),
            }
        }
    }
}

impl Cx {
    /// A new context. With a `sandbox` it is contextified; with `own_jobs` its promise jobs wait for
    /// [`Context::run_own_jobs`]; it has these globals beside the built-in ones, the `lazy` ones made when first touched.
    pub fn new_context(
        self,
        sandbox: Option<&Value>,
        own_jobs: bool,
        globals: &[(&str, &Value)],
        lazy: &[(&str, &'static &'static MakeLazy)],
    ) -> Result<Context> {
        // SAFETY: the runtime is alive.
        let raw = unsafe { qjs::JS_NewContext(self.rt()) };
        if raw.is_null() {
            return Err(Error::range_error("Not enough memory for a context"));
        }
        // SAFETY: the context is alive: this reference is given up only after `function` has its own.
        let cx = unsafe { Cx::from_raw(raw) };
        let made = cx.furnish(sandbox, globals, lazy);
        // SAFETY: this reference is ours. Functions of the context keep their own.
        unsafe {
            if own_jobs {
                patch::JS_SetOwnJobs(raw);
            }
            qjs::JS_FreeContext(raw);
        }
        Ok(Context { raw, function: made?, has_own_jobs: own_jobs })
    }

    /// Makes the global object of a new context what Node's is; returns a function of the context.
    fn furnish(
        self,
        sandbox: Option<&Value>,
        globals: &[(&str, &Value)],
        lazy: &[(&str, &'static &'static MakeLazy)],
    ) -> Result<Value> {
        let inner = self.global();
        let function = self.get(&inner, "eval")?;
        for name in ENGINES_OWN {
            let atom = self.atom(name);
            // SAFETY: object and atom are alive.
            unsafe { qjs::JS_DeleteProperty(self.raw, inner.0, atom.0, 0) };
        }
        self.define_lazy(&inner, "console", &MAKE_CONSOLE)?;
        for (name, value) in globals {
            self.define(&inner, name, (*value).clone(), super::Attributes::HIDDEN)?;
        }
        for (name, make) in lazy {
            self.define_lazy(&inner, name, make)?;
        }
        let Some(sandbox) = sandbox else { return Ok(function) };
        let face = Face::make(self, sandbox, &inner)?;
        self.define(&inner, "globalThis", face.clone(), super::Attributes::HIDDEN)?;
        // SAFETY: the reference is handed over.
        unsafe { patch::JS_SetGlobalObject(self.raw, face.into_raw()) };
        Ok(function)
    }

    /// The context of a function, or of the function that a proxy or a bound function stands for.
    pub fn is_extensible(self, object: &Value) -> Result<bool> {
        // SAFETY: the object is alive.
        match unsafe { qjs::JS_IsExtensible(self.raw, object.0) } {
            -1 => Err(Error::Pending),
            answer => Ok(answer > 0),
        }
    }
}

/// Globals of the engine that are not JavaScript's, and so not in a bare context.
const ENGINES_OWN: &[&str] = &["performance", "DOMException", "queueMicrotask", "InternalError", "atob", "btoa"];

/// V8 gives every context a console for its inspector; without one it is silent.
const SILENT_CONSOLE: &str = r#"({
    ...Object.fromEntries(["debug", "error", "info", "log", "warn", "dir", "dirxml", "table", "trace", "group",
        "groupCollapsed", "groupEnd", "clear", "count", "countReset", "assert", "profile", "profileEnd", "time", "timeLog",
        "timeEnd", "timeStamp", "context"].map((name) => [name, { [name]() {} }[name]])),
    [Symbol.toStringTag]: "console",
})"#;

static MAKE_CONSOLE: &MakeLazy = &|cx| cx.eval(SILENT_CONSOLE, "node:vm");

#[cfg(test)]
mod tests {
    use super::super::{Realm, RealmLimits};
    use super::*;

    fn with_context(body: impl FnOnce(Cx, &Value, &Context)) {
        let realm = Realm::new(RealmLimits { stack_bytes_max: 1 << 20, heap_bytes_max: None }).unwrap();
        let cx = realm.cx();
        let sandbox = cx.object();
        let context = cx.new_context(Some(&sandbox), false, &[], &[]).ok().unwrap();
        body(cx, &sandbox, &context);
    }

    fn run(context: &Context, source: &str) -> String {
        match context.cx().eval(source, "test.js") {
            Ok(value) => context.cx().describe(&value),
            Err(error) => format!("threw {}", context.cx().describe(&error.into_value(context.cx()))),
        }
    }

    #[test]
    fn globals_go_through_to_the_sandbox() {
        with_context(|cx, sandbox, context| {
            cx.set(sandbox, "given", Value::from(1)).unwrap();
            assert_eq!(run(context, "var made = given + 1; undeclared = 3; function f() {} made"), "2");
            assert_eq!(cx.get(sandbox, "made").unwrap().as_i32(), Some(2));
            assert_eq!(cx.get(sandbox, "undeclared").unwrap().as_i32(), Some(3));
            assert!(cx.get(sandbox, "f").unwrap().is_function());
            assert_eq!(run(context, "let lexical = 5; lexical"), "5");
            assert!(cx.get(sandbox, "lexical").unwrap().is_undefined());
            assert_eq!(run(context, "delete globalThis.undeclared; typeof undeclared"), "undefined");
            assert_eq!(run(context, "'use strict'; nowhere = 1"), "threw ReferenceError: nowhere is not defined");
            assert_eq!(run(context, "nowhere"), "threw ReferenceError: nowhere is not defined");
            assert_eq!(run(context, "Object.keys(globalThis).join()"), "made,f,given");
        });
    }

    #[test]
    fn a_context_has_built_ins_of_its_own() {
        with_context(|cx, _, context| {
            let other = context.cx().eval("Array", "test.js").ok().unwrap();
            assert!(!other.same(&cx.get(&cx.global(), "Array").unwrap()));
            assert_eq!(run(context, "[] instanceof Array && globalThis.Array === Array"), "true");
            assert_eq!(run(context, "typeof performance"), "undefined");
        });
    }

    #[test]
    fn jobs_outlive_their_context() {
        with_context(|cx, sandbox, context| {
            run(context, "Promise.resolve().then(() => { ran = true })");
            let another = cx.new_context(None, false, &[], &[]).ok().unwrap();
            another.cx().eval("Promise.resolve().then(() => 1)", "test.js").ok().unwrap();
            drop(another);
            cx.collect();
            while cx.run_job().ok().unwrap() {}
            assert_eq!(cx.get(sandbox, "ran").unwrap().as_bool(), Some(true));
        });
    }

    #[test]
    fn own_jobs_wait_for_their_turn() {
        let realm = Realm::new(RealmLimits { stack_bytes_max: 1 << 20, heap_bytes_max: None }).unwrap();
        let cx = realm.cx();
        let context = cx.new_context(None, true, &[], &[]).ok().unwrap();
        run(&context, "Promise.resolve().then(() => { globalThis.ran = true })");
        assert!(!cx.has_jobs());
        context.run_own_jobs().ok().unwrap();
        assert_eq!(run(&context, "ran"), "true");
    }
}
