//! What our patches add to QuickJS-ng's C interface; README.md here says why each is there.
//!
//! These are the declarations only: a build whose engine was not patched does not link, because
//! [`assert_level`] refers to a symbol of the patches. The usual cause is a `CC_<target>` or
//! `TARGET_CC` in the environment, which hides the compiler wrapper that `.cargo/config.toml` names.

use rquickjs::qjs::{JSAtom, JSContext, JSModuleDef, JSRuntime, JSValue, JSValueConst};
use std::ffi::{c_int, c_void};

/// The level of the patches in this folder. Every change of them raises it, here and in
/// `patch-level.patch`: cargo does not see that the engine must be compiled again, this does.
pub const LEVEL: c_int = 16;

/// Makes the value of a lazy property: see [`JS_DefineLazyProperty`].
///
/// Returns a value that the engine then owns, or `JS_EXCEPTION` with an exception pending.
/// It must not unwind.
pub type JSLazyPropertyFunc = unsafe extern "C" fn(
    ctx: *mut JSContext,
    obj: JSValueConst,
    prop: JSAtom,
    opaque: *mut c_void,
) -> JSValue;

/// Answers `import()`: see [`JS_SetDynamicImport`]. It must not unwind.
pub type JSDynamicImportFunc = unsafe extern "C" fn(
    ctx: *mut JSContext,
    referrer: JSValueConst,
    specifier: JSValueConst,
    attributes: JSValueConst,
    resolve: JSValueConst,
    reject: JSValueConst,
) -> JSValue;

/// What is known about a runtime's heap without walking it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JSHeapCounters {
    /// Bytes taken from the allocator.
    pub malloc_size: usize,
    /// Blocks taken from the allocator.
    pub malloc_count: usize,
    /// Runs of the cycle collector.
    pub gc_run_count: u64,
    /// Objects in cycles that it freed, in all runs.
    pub gc_freed_count: u64,
}

/// A property of a plain object, borrowed: see [`JS_GetPlainProperties`].
#[repr(C)]
#[derive(Clone, Copy)]
pub struct JSPlainProperty {
    /// Its name's characters, of one byte or, if `is_wide`, of two.
    pub key: *const c_void,
    pub key_len: u32,
    pub is_wide: bool,
    pub value: JSValue,
}

unsafe extern "C" {
    /// The level of the patches that the engine was compiled with; see [`assert_level`].
    pub safe fn JS_RnodePatchLevel() -> c_int;

    /// The runtime's current async context, as a new reference; `undefined` at first.
    ///
    /// One value for the runtime, which the engine keeps and never looks into. A promise reaction
    /// (`then`, `await`) captures it when it is registered, a queued job when it is queued; it is
    /// current again while that job runs, and what was current before returns after it. The
    /// callbacks of a `FinalizationRegistry` run with `undefined`. Generators run in the context of
    /// whoever calls `next`.
    pub fn JS_GetAsyncContext(rt: *mut JSRuntime) -> JSValue;

    /// Makes `context` current; takes ownership of it.
    pub fn JS_SetAsyncContext(rt: *mut JSRuntime, context: JSValue);

    /// Makes `context` current and returns the previous one; ownership of both moves.
    pub fn JS_SwapAsyncContext(rt: *mut JSRuntime, context: JSValue) -> JSValue;

    /// A shallow copy of a plain object (own properties, their flags, prototype) that shares its
    /// hidden class: 60 ns for 20 properties. Throws a `TypeError` unless `template` is a plain
    /// extensible object that has data properties only.
    pub fn JS_CloneTemplate(ctx: *mut JSContext, template: JSValueConst) -> JSValue;

    /// The properties of an object made by a literal, by `JSON.parse` or the like: own, enumerable data properties named
    /// by strings that are no numbers, and nothing else. Returns their count, which may be over `max`: nothing is filled in
    /// then; -1 for any other object. What is filled in is borrowed, until anything else runs.
    pub fn JS_GetPlainProperties(
        ctx: *mut JSContext,
        obj: JSValueConst,
        props: *mut JSPlainProperty,
        max: c_int,
    ) -> c_int;

    /// The elements of an array without holes and without other properties, borrowed as above; null for any other object.
    pub fn JS_GetPlainElements(obj: JSValueConst, count: *mut u32) -> *const JSValue;

    /// The characters of a string, borrowed from it, of one byte or, if `is_wide`, of two; null if memory does not suffice
    /// to put them into one place.
    pub fn JS_GetChars(ctx: *mut JSContext, str: JSValueConst, len: *mut u32, is_wide: *mut bool) -> *const c_void;

    /// A string of characters of one byte or of two. `chars` need not be aligned.
    pub fn JS_NewStringChars(ctx: *mut JSContext, chars: *const c_void, len: u32, is_wide: bool) -> JSValue;

    /// Marks an object, or takes the mark away; returns whether it was marked. Whoever marks takes all marks away before
    /// anything else runs.
    pub fn JS_SetTemporaryMark(obj: JSValueConst, mark: bool) -> bool;

    /// Gives the property at `index` of an object that [`JS_CloneTemplate`] has made, and that nobody else has seen, its
    /// value; takes ownership of it.
    pub fn JS_SetTemplateProperty(ctx: *mut JSContext, obj: JSValueConst, index: u32, value: JSValue);

    /// The entries of a `Map`, `Set`, `WeakMap` or `WeakSet`, or those that an iterator of a map or
    /// set has yet to give, as an array: keys and values in turn, and `is_key_value` true, for maps
    /// and for iterators of entries. Nothing of the program's runs, and iterators do not move.
    /// `JS_UNDEFINED` for any other value.
    pub fn JS_PreviewEntries(
        ctx: *mut JSContext,
        value: JSValueConst,
        is_key_value: *mut bool,
    ) -> JSValue;

    /// The name of an object's class for display, found without running anything of the program's:
    /// by the data properties `constructor` and `Symbol.toStringTag` of its prototypes.
    /// `JS_UNDEFINED` for a primitive.
    pub fn JS_GetConstructorName(ctx: *mut JSContext, obj: JSValueConst) -> JSValue;

    /// The line of source in which `func`, which runs, was called, as an array of two strings: up to the call's position
    /// and from it. `JS_UNDEFINED` if that is not known.
    pub fn JS_GetCallerSource(ctx: *mut JSContext, func: JSValueConst) -> JSValue;

    /// Fills `counters` without walking the heap.
    pub fn JS_GetHeapCounters(rt: *mut JSRuntime, counters: *mut JSHeapCounters);

    /// From here on, objects that no collection has seen are kept apart, for [`JS_RunYoungGC`]: 2^15 of them, and what is
    /// made while there are so many counts as seen.
    pub fn JS_TrackYoung(rt: *mut JSRuntime);

    /// Frees garbage cycles among those objects, and older ones that only these referred to; its time does not depend on
    /// the heap's size. What an older object refers to stays, even if that is garbage.
    pub fn JS_RunYoungGC(rt: *mut JSRuntime);

    /// Counts memory that was taken elsewhere for objects of the runtime as if its allocator had given it out.
    pub fn JS_CountForeignBytes(rt: *mut JSRuntime, delta: i64);

    /// An `ArrayBuffer` over memory of `owner`, an object that it keeps alive, visibly to the cycle collector. Programs can
    /// neither transfer nor detach it; `JS_DetachArrayBuffer` does, before the memory moves.
    pub fn JS_NewLentArrayBuffer(ctx: *mut JSContext, buf: *mut u8, len: usize, owner: JSValueConst) -> JSValue;

    /// Whether a value was made by [`JS_NewLentArrayBuffer`] and not detached since.
    pub fn JS_IsLentArrayBuffer(obj: JSValueConst) -> bool;

    /// `func(error, callsites)` makes the value of `stack` where the program has not set
    /// `Error.prepareStackTrace`; `undefined` for the engine's own text. Takes ownership of `func`.
    pub fn JS_SetPrepareStackTrace(ctx: *mut JSContext, func: JSValue);

    /// The stack of an error that has a property `mark`, own or inherited, begins with
    /// `Name [code]: message`, as Node's own errors do, instead of `Name: message`.
    pub fn JS_SetCodedErrorMark(ctx: *mut JSContext, mark: JSAtom);

    /// Where `thrown` comes from: a syntax error's place in the source; for another error the place
    /// where it was thrown first (`where_thrown`) or else made; for any other value the place of the
    /// last throw of a value that is not an error. Lines and columns count from 1, columns in
    /// UTF-16 code units. Returns 1, with an atom to be freed in `filename`, or 0 if nothing is known.
    pub fn JS_GetErrorPosition(
        ctx: *mut JSContext,
        thrown: JSValueConst,
        where_thrown: bool,
        filename: *mut JSAtom,
        line: *mut c_int,
        column: *mut c_int,
    ) -> c_int;

    /// Gives a context another global object, which may be exotic; owns `obj`. The one before keeps
    /// what was defined on it. An exotic global object's `get_property` may return
    /// `JS_UNINITIALIZED`: not here, look further.
    pub fn JS_SetGlobalObject(ctx: *mut JSContext, obj: JSValue);

    /// Whether the code that runs now is strict.
    pub fn JS_IsStrictCaller(ctx: *mut JSContext) -> bool;

    /// The jobs of this context wait for [`JS_ExecuteOwnJob`] from now on.
    pub fn JS_SetOwnJobs(ctx: *mut JSContext);

    /// Runs the first job of a context that [`JS_SetOwnJobs`] was called for; results are those of
    /// `JS_ExecutePendingJob`.
    pub fn JS_ExecuteOwnJob(ctx: *mut JSContext) -> c_int;

    /// What is compiled from now on is named by this symbol, whose description is its file name, so
    /// that `import()` and `import.meta` can tell it from others of that name. `JS_ATOM_NULL` for
    /// plain file names. Ownership of the argument and of the result, the one before, moves.
    pub fn JS_SetScriptSymbol(rt: *mut JSRuntime, symbol: JSAtom) -> JSAtom;

    /// `func` answers every `import()` of the runtime by calling `resolve` or `reject`, now or later.
    /// The referrer is the symbol or the file name of the script, or null.
    pub fn JS_SetDynamicImport(rt: *mut JSRuntime, func: JSDynamicImportFunc);

    /// The module of the context that was made last; null if there is none.
    pub fn JS_GetYoungestModule(ctx: *mut JSContext) -> *mut JSModuleDef;

    /// Links a module whose imports are all known, and those; -1 with an exception pending.
    pub fn JS_LinkModule(ctx: *mut JSContext, module: *mut JSModuleDef) -> c_int;

    /// Defines a data property whose value `func` makes when it is first needed: when it is read or
    /// redefined, or its descriptor taken; not when it is listed, assigned or deleted.
    ///
    /// `flags` are `JS_PROP_C_W_E`. A configurable property of that name is replaced. `obj` must be
    /// extensible and not exotic (no array, no proxy). While `func` runs, the property reads as
    /// `undefined`, and a value stored meanwhile wins; when `func` throws, the access throws and the
    /// property is lazy again. `opaque` is handed to `func` and must outlive the property.
    /// Returns -1 with an exception pending, or 1.
    pub fn JS_DefineLazyProperty(
        ctx: *mut JSContext,
        obj: JSValueConst,
        prop: JSAtom,
        func: JSLazyPropertyFunc,
        opaque: *mut c_void,
        flags: c_int,
    ) -> c_int;
}

/// Panics when the engine was compiled with another level of the patches than these declarations.
///
/// Call it before the first runtime is made.
pub fn assert_level() {
    let compiled = JS_RnodePatchLevel();
    assert!(
        compiled == LEVEL,
        "the engine carries patch level {compiled}, this program needs {LEVEL}: \
         run `cargo clean -p rquickjs-sys` and build again"
    );
}

#[cfg(test)]
mod tests;
