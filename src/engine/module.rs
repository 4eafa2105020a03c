//! ES modules: compiling, surveying and evaluating them, modules made by scripts, and the hook that finds imports.
//!
//! The engine resolves the imports of a module while it compiles it. If that failed half-way it would free a module
//! that others of a cycle already point to; so here an import never fails: one that cannot be had is answered by a
//! module that carries the error ([`Cx::failed_module`]), and [`Module::survey`] finds it before anything is
//! evaluated.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;

use rquickjs::qjs;

use super::call::guard;
use super::{Call, Class, Cx, Error, Origin, Result, Value, patch};

/// A module of this thread's realm. The engine keeps modules as long as the realm, so that this is a plain pointer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Module(*mut qjs::JSModuleDef);

impl Class for Module {
    const NAME: &'static str = "ModuleRecord";
}

/// One `import` that waits for its module.
pub struct Import<'a> {
    /// The name of the module, or the file name of the script, that imports.
    pub base: &'a str,
    /// What it asks for.
    pub specifier: &'a str,
    /// Its `with { … }` as an object; `undefined` without one.
    pub attributes: &'a Value,
    /// The module that is being compiled and has this import. It must be answered: see [`Cx::failed_module`].
    pub parent: Module,
}

/// Finds the module that an import means.
pub type ImportHook = fn(Cx, &Import) -> Result<Module>;

/// One `import()`, to be answered by calling `resolve` or `reject`.
pub struct ImportCall<'a> {
    /// The file name of the script that imports, or the symbol that names it; `null` when there is none.
    pub referrer: &'a Value,
    /// What it asks for, a string.
    pub specifier: &'a Value,
    /// Its `with` as an object; `undefined` without one.
    pub attributes: &'a Value,
    /// Takes the namespace.
    pub resolve: &'a Value,
    /// Takes the error.
    pub reject: &'a Value,
}

/// Answers an `import()`; what it throws rejects the promise.
pub type ImportCallHook = fn(Cx, &ImportCall) -> Result<()>;

/// What [`Module::survey`] finds among a module and everything that it imports, near and far.
#[derive(Clone, Copy, Default)]
pub struct Survey {
    /// The error of an import that could not be had.
    pub failed: Option<Module>,
    /// A module whose own imports are still being compiled.
    pub is_incomplete: bool,
    /// A module that is being evaluated at this moment.
    pub is_evaluating: bool,
    /// A module with a top-level `await`.
    pub awaits: bool,
}

/// How far a module is; the numbers are those of QuickJS-ng 0.16, which a test checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are ECMA-262's own")]
pub enum ModuleStatus {
    Unlinked = 0,
    Linking = 1,
    Linked = 2,
    Evaluating = 3,
    EvaluatingAsync = 4,
    Evaluated = 5,
}

thread_local! {
    static HOOK: Cell<Option<ImportHook>> = const { Cell::new(None) };
    /// What the normaliser found, for the loader that the engine calls right after it.
    static FOUND: Cell<*mut qjs::JSModuleDef> = const { Cell::new(ptr::null_mut()) };
    /// What the engine compiles at this moment.
    static COMPILING: Cell<Compiling> = const { Cell::new(Compiling::Nothing) };
    static CALL_HOOK: Cell<Option<ImportCallHook>> = const { Cell::new(None) };
    /// What a module that is compiled unlinked asks for.
    static REQUESTS: RefCell<Vec<Request>> = RefCell::default();
    /// The modules made by `failed_module`.
    static FAILED: RefCell<HashSet<*mut qjs::JSModuleDef>> = RefCell::default();
}

/// A name that no module has: the engine must ask the loader each time.
const ASK: &CStr = c"\x01ask";

#[derive(Clone, Copy)]
enum Compiling {
    Nothing,
    /// A module that has not asked for an import yet: it is the youngest of the list then.
    Youngest,
    Known(Module),
    /// A module whose imports are only listed: this one stands for each of them.
    Unlinked(Module),
}

/// One import of a module that was compiled without looking for it.
pub struct Request {
    /// What it asks for.
    pub specifier: String,
    /// Its `with { … }` as an object; `undefined` without one.
    pub attributes: Value,
}

/// The head of the engine's `JSModuleDef`, and its entry for one import. The engine offers no way to ask for these
/// fields; the build compiles exactly the source that has them in these places, and a test reads each.
#[repr(C)]
struct Head {
    name: qjs::JSAtom,
    link: [*const c_void; 2],
    imports: *const ImportEntry,
    imports_count: i32,
    imports_size: i32,
    exports: *const c_void,
    exports_count: i32,
    exports_size: i32,
    stars: *const c_void,
    stars_count: i32,
    stars_size: i32,
    bindings: *const c_void,
    bindings_count: i32,
    bindings_size: i32,
    attributes: qjs::JSValue,
    namespace: qjs::JSValue,
    function: qjs::JSValue,
    init: *const c_void,
    has_await: bool,
    is_resolved: bool,
    is_created: bool,
    status: u8,
    depths: [i32; 2],
    stack_previous: *const c_void,
    async_parents: *const c_void,
    async_parents_count: i32,
    async_parents_size: i32,
    pending_async_dependencies: i32,
    is_async: bool,
    async_order: i64,
    cycle_root: *const c_void,
    promise: qjs::JSValue,
    settle: [qjs::JSValue; 2],
    has_failed: bool,
    failure: qjs::JSValue,
}

#[repr(C)]
struct ImportEntry {
    name: qjs::JSAtom,
    module: *mut qjs::JSModuleDef,
    attributes: qjs::JSValue,
}

impl Module {
    fn head(self) -> &'static Head {
        // SAFETY: the engine keeps the module as long as the realm; the fields are where `Head` says.
        unsafe { &*self.0.cast::<Head>() }
    }

    /// How far the module is.
    pub fn status(self) -> ModuleStatus {
        match self.head().status {
            0 => ModuleStatus::Unlinked,
            1 => ModuleStatus::Linking,
            2 => ModuleStatus::Linked,
            3 => ModuleStatus::Evaluating,
            4 => ModuleStatus::EvaluatingAsync,
            _ => ModuleStatus::Evaluated,
        }
    }

    /// What the evaluation of the module threw, if it did.
    pub fn evaluation_error(self) -> Option<Value> {
        let head = self.head();
        // SAFETY: the value is alive as long as the module; the copy gets a reference of its own.
        head.has_failed.then(|| Value(unsafe { qjs::JS_DupValue(ptr::null_mut(), head.failure) }))
    }

    /// Whether the module itself has a top-level `await`.
    pub fn has_await(self) -> bool {
        self.head().has_await
    }

    /// Looks at the module and everything that it imports.
    pub fn survey(self) -> Survey {
        let mut survey = Survey::default();
        let mut seen = HashSet::from([self.0]);
        let mut waiting = vec![self];
        while let Some(module) = waiting.pop() {
            let head = module.head();
            if survey.failed.is_none() && FAILED.with_borrow(|failed| failed.contains(&module.0)) {
                survey.failed = Some(module);
            }
            survey.is_evaluating |= module.status() == ModuleStatus::Evaluating;
            survey.awaits |= head.has_await;
            if head.imports_count == 0 {
                continue;
            }
            // SAFETY: the engine keeps that many entries there.
            let imports = unsafe { std::slice::from_raw_parts(head.imports, head.imports_count as usize) };
            // The first import is looked at first.
            for import in imports.iter().rev() {
                if import.module.is_null() {
                    survey.is_incomplete = true;
                } else if seen.insert(import.module) {
                    waiting.push(Module(import.module));
                }
            }
        }
        survey
    }
}

impl Cx {
    /// Sets the hooks that find static imports and answer dynamic ones.
    pub fn set_import_hook(self, hook: ImportHook, call: ImportCallHook) {
        HOOK.set(Some(hook));
        CALL_HOOK.set(Some(call));
        FAILED.with_borrow_mut(HashSet::clear);
        // SAFETY: the runtime is alive, the callbacks stay valid for ever.
        unsafe {
            qjs::JS_SetModuleLoaderFunc2(self.rt(), None, Some(load), None, ptr::null_mut());
            qjs::JS_SetModuleNormalizeFunc2(self.rt(), Some(normalize));
            patch::JS_SetDynamicImport(self.rt(), import_call);
        }
    }

    /// Compiles a module; the hook is asked for each of its imports meanwhile.
    ///
    /// # Errors
    /// A `SyntaxError` of the source itself.
    pub fn compile_module(self, source: &str, name: &str) -> Result<Module> {
        let outer = COMPILING.replace(Compiling::Youngest);
        let compiled =
            self.evaluate(source, name, 1, qjs::JS_EVAL_TYPE_MODULE | qjs::JS_EVAL_FLAG_COMPILE_ONLY);
        COMPILING.set(outer);
        // The value's reference is given up: the engine's list of modules keeps the module.
        // SAFETY: a compiled module's payload is its definition.
        compiled.map(|value| Module(unsafe { qjs::JS_VALUE_GET_PTR(value.into_raw()).cast() }))
    }

    /// Compiles a module of this context and lists its imports, for [`Cx::link_module`].
    pub fn compile_unlinked_module(self, source: &str, origin: &Origin) -> Result<(Module, Vec<Request>)> {
        let placeholder = self.failed_module(Value::UNDEFINED)?;
        let outer = COMPILING.replace(Compiling::Unlinked(placeholder));
        let outer_requests = REQUESTS.take();
        let flags = qjs::JS_EVAL_TYPE_MODULE | qjs::JS_EVAL_FLAG_COMPILE_ONLY;
        let compiled = self.compile_named(source, origin, flags);
        let requests = REQUESTS.replace(outer_requests);
        COMPILING.set(outer);
        // As in `compile_module`.
        // SAFETY: a compiled module's payload is its definition.
        let module = compiled.map(|value| Module(unsafe { qjs::JS_VALUE_GET_PTR(value.into_raw()).cast() }))?;
        Ok((module, requests))
    }

    /// Answers the imports of a module that was compiled unlinked, in the order of their list.
    pub fn answer_imports(self, module: Module, answers: &[Module]) {
        let head = module.head();
        assert_eq!(answers.len(), head.imports_count as usize, "every import is answered");
        for (index, answer) in answers.iter().enumerate() {
            // SAFETY: the engine keeps that many entries there, and does not look at them now.
            unsafe { (*head.imports.add(index).cast_mut()).module = answer.0 };
        }
    }

    /// Links a module whose imports are answered, and those that it imports.
    ///
    /// # Errors
    /// A `SyntaxError` when an import does not find its export.
    pub fn link_module(self, module: Module) -> Result<()> {
        // SAFETY: the module is alive.
        if unsafe { patch::JS_LinkModule(self.raw, module.0) } < 0 { Err(Error::Pending) } else { Ok(()) }
    }

    /// A module without a source. When it is its turn to be evaluated, `evaluate(module)` is called, which sets the
    /// exports; what it throws is the module's error.
    pub fn synthetic_module(self, name: &str, exports: &[String], evaluate: Value) -> Result<Module> {
        let name = CString::new(name).unwrap_or_else(|_| c"<unnamed>".to_owned());
        // SAFETY: the name is copied.
        let module = unsafe { qjs::JS_NewCModule(self.raw, name.as_ptr(), Some(initialise)) };
        if module.is_null() {
            return Err(Error::Pending);
        }
        for export in exports {
            let Ok(export) = CString::new(export.as_str()) else { continue };
            // SAFETY: the module is alive and not linked yet; the name is copied.
            if unsafe { qjs::JS_AddModuleExport(self.raw, module, export.as_ptr()) } < 0 {
                return Err(Error::Pending);
            }
        }
        // SAFETY: the reference is handed over.
        unsafe { qjs::JS_SetModulePrivateValue(self.raw, module, evaluate.into_raw()) };
        Ok(Module(module))
    }

    /// A module that stands for an import which could not be had: no module that leads to it may be evaluated.
    pub fn failed_module(self, error: Value) -> Result<Module> {
        let module = self.synthetic_module("failed", &[], error)?;
        FAILED.with_borrow_mut(|failed| failed.insert(module.0));
        Ok(module)
    }

    /// The error that a failed module carries.
    pub fn failed_module_error(self, module: Module) -> Value {
        // SAFETY: the module is alive; the reference is ours.
        Value(unsafe { qjs::JS_GetModulePrivateValue(self.raw, module.0) })
    }

    /// Sets an export of a synthetic module; `false` when it has none of that name.
    pub fn set_module_export(self, module: Module, export: &str, value: Value) -> bool {
        let Ok(export) = CString::new(export) else { return false };
        // SAFETY: the module is alive; the reference is handed over.
        unsafe { qjs::JS_SetModuleExport(self.raw, module.0, export.as_ptr(), value.into_raw()) == 0 }
    }

    /// Links the module and what it imports, and evaluates what was not yet. Returns the promise of the module.
    ///
    /// # Errors
    /// A `SyntaxError` when an import does not find its export; an error of ours when the survey forbids it.
    pub fn evaluate_module(self, module: Module) -> Result<Value> {
        let survey = module.survey();
        if survey.is_incomplete || survey.is_evaluating || survey.failed.is_some() {
            return Err(Error::type_error("The module cannot be evaluated now"));
        }
        // SAFETY: the call consumes one reference, which is added for it.
        let promise = unsafe {
            let value = qjs::JS_MKPTR(qjs::JS_TAG_MODULE, module.0.cast());
            qjs::JS_EvalFunction(self.raw, qjs::JS_DupValue(self.raw, value))
        };
        self.checked(promise)
    }

    /// The module's namespace object.
    pub fn module_namespace(self, module: Module) -> Result<Value> {
        // SAFETY: the module is alive.
        let namespace = unsafe { qjs::JS_GetModuleNamespace(self.raw, module.0) };
        self.checked(namespace)
    }

    /// The module's `import.meta`.
    pub fn import_meta(self, module: Module) -> Result<Value> {
        // SAFETY: the module is alive.
        let meta = unsafe { qjs::JS_GetImportMeta(self.raw, module.0) };
        self.checked(meta)
    }
}

impl Call<'_> {
    /// An argument that is a module.
    pub fn module(&self, index: usize) -> Result<Module> {
        self.arg_as::<Module>(index).copied()
    }
}

/// # Safety
/// Called by the engine with text that ends in NUL.
unsafe extern "C" fn normalize(
    context: *mut qjs::JSContext,
    base: *const c_char,
    specifier: *const c_char,
    attributes: qjs::JSValue,
    _: *mut c_void,
) -> *mut c_char {
    // SAFETY: the context is alive during the call, and so is the text.
    let (cx, base, specifier) = unsafe {
        let text = |text: *const c_char| CStr::from_ptr(text).to_string_lossy();
        (Cx::from_raw(context), text(base), text(specifier))
    };
    let attributes = std::mem::ManuallyDrop::new(Value(attributes));
    let parent = match COMPILING.get() {
        Compiling::Nothing => unreachable!("static imports belong to a module that is compiled"),
        Compiling::Youngest => youngest(cx),
        Compiling::Known(module) => module,
        Compiling::Unlinked(placeholder) => {
            let attributes = (*attributes).clone();
            REQUESTS.with_borrow_mut(|list| list.push(Request { specifier: specifier.into_owned(), attributes }));
            FOUND.set(placeholder.0);
            // SAFETY: the engine frees the copy.
            return unsafe { qjs::js_strdup(context, ASK.as_ptr()) };
        }
    };
    // Scripts that the hook runs may import on their own account.
    COMPILING.set(Compiling::Nothing);
    let import = Import { base: &base, specifier: &specifier, attributes: &attributes, parent };
    let mut found = ptr::null_mut();
    let outcome = guard(cx, || {
        let hook = HOOK.get().expect("the callback is installed with a hook");
        found = hook(cx, &import)?.0;
        Ok(Value::UNDEFINED)
    });
    COMPILING.set(Compiling::Known(parent));
    // SAFETY: reads the tag only.
    if unsafe { qjs::JS_IsException(outcome) } {
        return ptr::null_mut();
    }
    FOUND.set(found);
    // SAFETY: the engine frees the copy.
    unsafe { qjs::js_strdup(context, ASK.as_ptr()) }
}

/// The module of the context that was made last.
fn youngest(cx: Cx) -> Module {
    // SAFETY: the context is alive.
    let module = unsafe { patch::JS_GetYoungestModule(cx.raw) };
    assert!(!module.is_null(), "a module is being compiled");
    Module(module)
}

/// # Safety
/// Called by the engine with live values.
unsafe extern "C" fn import_call(
    context: *mut qjs::JSContext,
    referrer: qjs::JSValue,
    specifier: qjs::JSValue,
    attributes: qjs::JSValue,
    resolve: qjs::JSValue,
    reject: qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: the context is alive during the call.
    let cx = unsafe { Cx::from_raw(context) };
    let [referrer, specifier, attributes, resolve, reject] =
        [referrer, specifier, attributes, resolve, reject].map(|raw| std::mem::ManuallyDrop::new(Value(raw)));
    guard(cx, || {
        let hook = CALL_HOOK.get().expect("the callback is installed with a hook");
        let call = ImportCall {
            referrer: &referrer,
            specifier: &specifier,
            attributes: &attributes,
            resolve: &resolve,
            reject: &reject,
        };
        hook(cx, &call).map(|()| Value::UNDEFINED)
    })
}

/// # Safety
/// Called by the engine right after [`normalize`].
unsafe extern "C" fn load(
    _: *mut qjs::JSContext,
    _: *const c_char,
    _: *mut c_void,
    _: qjs::JSValue,
) -> *mut qjs::JSModuleDef {
    FOUND.replace(ptr::null_mut())
}

/// # Safety
/// Called by the engine when a synthetic module is evaluated.
unsafe extern "C" fn initialise(context: *mut qjs::JSContext, module: *mut qjs::JSModuleDef) -> i32 {
    // SAFETY: the context and the module are alive; the private value is taken out, as it is needed once.
    let (cx, evaluate) = unsafe {
        let evaluate = Value(qjs::JS_GetModulePrivateValue(context, module));
        qjs::JS_SetModulePrivateValue(context, module, qjs::JS_UNDEFINED);
        (Cx::from_raw(context), evaluate)
    };
    let outcome = guard(cx, || cx.call(&evaluate, &Value::UNDEFINED, &[cx.instance(Module(module))?]));
    // SAFETY: reads the tag; a returned value is freed.
    if unsafe { qjs::JS_IsException(outcome) } {
        return -1;
    }
    drop(Value(outcome));
    0
}

#[cfg(test)]
mod tests {
    use super::super::{PromiseState, Realm, RealmLimits};
    use super::*;

    thread_local! {
        static MODULES: RefCell<Vec<(String, Module)>> = RefCell::default();
    }

    fn find(cx: Cx, import: &Import) -> Result<Module> {
        if import.specifier == "self" {
            return Ok(import.parent);
        }
        let known = MODULES.with_borrow(|modules| {
            modules.iter().find(|(name, _)| name == import.specifier).map(|(_, module)| *module)
        });
        match known {
            Some(module) => Ok(module),
            None => cx.failed_module(cx.string(import.specifier)),
        }
    }

    fn with_realm(body: impl FnOnce(Cx)) {
        let realm = Realm::new(RealmLimits { stack_bytes_max: 1 << 20, heap_bytes_max: None }).unwrap();
        let cx = realm.cx();
        cx.set_import_hook(find, |_, _| Err(Error::type_error("none")));
        MODULES.with_borrow_mut(Vec::clear);
        body(cx);
    }

    fn add(cx: Cx, name: &str, source: &str) -> Module {
        let module = cx.compile_module(source, name).ok().expect("it compiles");
        MODULES.with_borrow_mut(|modules| modules.push((name.to_owned(), module)));
        module
    }

    fn set_five(call: &Call) -> Result<()> {
        assert!(call.cx().set_module_export(call.module(0)?, "five", Value::from(5)));
        Ok(())
    }

    #[test]
    fn the_mirrored_fields_are_where_they_are_read() {
        with_realm(|cx| {
            let leaf = add(cx, "leaf", "export let n = 1;");
            let waits = add(cx, "waits", "import 'leaf'; await 0; export default 2;");
            let top = add(cx, "top", "import { n } from 'leaf'; import 'waits'; globalThis.seen = n;");
            assert!(!leaf.has_await() && waits.has_await() && !top.has_await());
            assert_eq!(top.head().imports_count, 2);
            assert!(top.survey().awaits && !leaf.survey().awaits);
            assert!(!top.survey().is_incomplete && top.survey().failed.is_none());
            assert_eq!(top.status(), ModuleStatus::Unlinked);
            let promise = cx.evaluate_module(top).ok().unwrap();
            assert_eq!(leaf.status(), ModuleStatus::Evaluated);
            assert_eq!(waits.status(), ModuleStatus::EvaluatingAsync);
            while cx.run_job().ok().unwrap() {}
            assert!(matches!(cx.promise_state(&promise), Some(PromiseState::Fulfilled(_))));
            assert_eq!(top.status(), ModuleStatus::Evaluated);
            assert_eq!(cx.get(&cx.global(), "seen").ok().unwrap().as_i32(), Some(1));
        });
    }

    #[test]
    fn the_module_that_imports_is_known_while_it_is_compiled() {
        with_realm(|cx| {
            add(cx, "leaf", "export let n = 1;");
            let own = add(cx, "own", "import { n } from 'leaf'; import { f as g } from 'self'; export const f = () => n;");
            let head = own.head();
            // SAFETY: the module has two imports.
            assert!(unsafe { (*head.imports.add(1)).module } == own.0);
            assert!(cx.evaluate_module(own).is_ok());
        });
    }

    #[test]
    fn imports_of_an_unlinked_module_are_answered_later() {
        with_realm(|cx| {
            let origin = Origin { file: "m", first_line: 1, symbol: None };
            let compile = |source: &str| cx.compile_unlinked_module(source, &origin).ok().expect("it compiles");
            let (leaf, none) = compile("export let n = 7; throw n;");
            let (top, requests) = compile("import { n } from 'a'; import 'b'; import { n as m } from 'a';");
            assert!(none.is_empty() && requests.len() == 2 && requests[1].specifier == "b");
            assert!(cx.evaluate_module(top).is_err());
            let (other, _) = compile("");
            cx.answer_imports(top, &[leaf, other]);
            cx.link_module(top).ok().unwrap();
            assert_eq!(top.status(), ModuleStatus::Linked);
            assert!(leaf.evaluation_error().is_none());
            cx.evaluate_module(top).ok().unwrap();
            while cx.run_job().ok().unwrap() {}
            assert_eq!(leaf.evaluation_error().unwrap().as_i32(), Some(7));
            assert_eq!(top.evaluation_error().unwrap().as_i32(), Some(7));
            assert!(other.evaluation_error().is_none());
        });
    }

    #[test]
    fn a_failed_import_stops_every_module_that_leads_to_it() {
        with_realm(|cx| {
            let a = add(cx, "a", "import 'nowhere'; globalThis.ran = true;");
            let b = add(cx, "b", "import 'a';");
            let failed = b.survey().failed.expect("the survey finds it");
            assert_eq!(cx.describe(&cx.failed_module_error(failed)), "nowhere");
            assert!(cx.evaluate_module(a).is_err());
            assert!(cx.get(&cx.global(), "ran").ok().unwrap().is_undefined());
        });
    }

    #[test]
    fn synthetic_modules_run_in_their_place() {
        with_realm(|cx| {
            let evaluate = cx.function("evaluate", 1, set_five);
            let module = cx.synthetic_module("made", &["five".to_owned()], evaluate).ok().unwrap();
            MODULES.with_borrow_mut(|modules| modules.push(("made".to_owned(), module)));
            let user = add(cx, "user", "import { five } from 'made'; export const got = five;");
            cx.evaluate_module(user).ok().unwrap();
            let namespace = cx.module_namespace(user).ok().unwrap();
            assert_eq!(cx.get(&namespace, "got").ok().unwrap().as_i32(), Some(5));
        });
    }
}
