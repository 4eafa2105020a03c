//! The handle to the engine: making values, reading and writing properties, calling.

use std::ffi::CString;
use std::marker::PhantomData;

use rquickjs::qjs;

use super::{Error, ErrorClass, Result, Value, realm};

/// A handle to one context of this thread's realm. Copying it is free; it cannot leave the thread.
#[derive(Clone, Copy)]
pub struct Cx {
    pub(super) raw: *mut qjs::JSContext,
    _not_send: PhantomData<*mut ()>,
}

/// How [`Cx::define`] makes a property.
#[derive(Clone, Copy, Debug)]
pub struct Attributes(u32);

impl Attributes {
    /// As by assignment.
    pub const ALL: Attributes = Attributes(qjs::JS_PROP_C_W_E);
    /// As methods of built-in prototypes: writable, configurable, not enumerable.
    pub const HIDDEN: Attributes = Attributes(qjs::JS_PROP_CONFIGURABLE | qjs::JS_PROP_WRITABLE);
    /// Enumerable only: a constant.
    pub const CONSTANT: Attributes = Attributes(qjs::JS_PROP_ENUMERABLE);

    pub(super) fn bits(self) -> i32 {
        self.0 as i32
    }
}

impl Cx {
    /// The main context of this thread's realm.
    ///
    /// # Panics
    /// On a thread without a realm.
    pub fn current() -> Cx {
        let raw = realm::current_raw();
        assert!(!raw.is_null(), "no realm on this thread");
        Cx { raw, _not_send: PhantomData }
    }

    /// # Safety
    /// `raw` is a live context of this thread's runtime.
    #[inline]
    pub(super) unsafe fn from_raw(raw: *mut qjs::JSContext) -> Cx {
        Cx { raw, _not_send: PhantomData }
    }

    /// Whether this thread has a realm at present.
    pub fn exists() -> bool {
        !realm::current_raw().is_null()
    }

    /// The engine's context pointer, for the façade's own neighbours.
    #[inline]
    pub(super) fn rt(self) -> *mut qjs::JSRuntime {
        realm::current_runtime_raw()
    }

    /// Turns what the engine returned into a result: an exception stays pending.
    #[inline]
    pub(super) fn checked(self, raw: qjs::JSValue) -> Result<Value> {
        // SAFETY: reads the tag only.
        if unsafe { qjs::JS_IsException(raw) } { Err(Error::Pending) } else { Ok(Value(raw)) }
    }

    fn succeeded(self, status: i32) -> Result<bool> {
        if status < 0 { Err(Error::Pending) } else { Ok(status > 0) }
    }

    /// The global object.
    pub fn global(self) -> Value {
        // SAFETY: the context is alive.
        Value(unsafe { qjs::JS_GetGlobalObject(self.raw) })
    }

    /// A string. Text that is not valid UTF-8 cannot be given; see [`Cx::string_utf16`] for lone surrogates.
    #[inline]
    pub fn string(self, text: &str) -> Value {
        if text.is_ascii() || text.len() < 64 {
            // SAFETY: pointer and length describe `text`; the engine copies it.
            return Value(unsafe { qjs::JS_NewStringLen(self.raw, text.as_ptr().cast(), text.len() as _) });
        }
        // The engine's own decoder takes 20 us for 16 KiB that is not ASCII.
        let units: Vec<u16> = text.encode_utf16().collect();
        self.string_utf16(&units)
    }

    /// A string of UTF-16 code units, lone surrogates included.
    pub fn string_utf16(self, units: &[u16]) -> Value {
        // SAFETY: pointer and length describe `units`; the engine copies them.
        Value(unsafe { qjs::JS_NewStringUTF16(self.raw, units.as_ptr(), units.len() as _) })
    }

    /// A string of bytes that stand for the code points U+0000 to U+00FF.
    pub fn string_latin1(self, bytes: &[u8]) -> Value {
        if bytes.is_ascii() {
            // SAFETY: ASCII is valid UTF-8; the engine copies it.
            return Value(unsafe { qjs::JS_NewStringLen(self.raw, bytes.as_ptr().cast(), bytes.len() as _) });
        }
        let units: Vec<u16> = bytes.iter().map(|byte| u16::from(*byte)).collect();
        self.string_utf16(&units)
    }

    /// A `BigInt`.
    pub fn bigint(self, value: i64) -> Value {
        // SAFETY: the context is alive.
        Value(unsafe { qjs::JS_NewBigInt64(self.raw, value) })
    }

    /// A `BigInt` of an unsigned number.
    pub fn bigint_unsigned(self, value: u64) -> Value {
        // SAFETY: the context is alive.
        Value(unsafe { qjs::JS_NewBigUint64(self.raw, value) })
    }

    /// `{}`.
    pub fn object(self) -> Value {
        // SAFETY: the context is alive.
        Value(unsafe { qjs::JS_NewObject(self.raw) })
    }

    /// `Object.create(null)`.
    pub fn null_object(self) -> Value {
        // SAFETY: the context is alive; null is a valid prototype.
        Value(unsafe { qjs::JS_NewObjectProto(self.raw, qjs::JS_NULL) })
    }

    /// An array that takes the values over.
    pub fn array(self, values: impl IntoIterator<Item = Value>) -> Value {
        let mut raws: Vec<qjs::JSValue> = values.into_iter().map(Value::into_raw).collect();
        // SAFETY: the engine takes over each of the `len` references.
        Value(unsafe { qjs::JS_NewArrayFrom(self.raw, raws.len() as i32, raws.as_mut_ptr()) })
    }

    /// A new error object.
    pub fn new_error(self, class: ErrorClass, code: Option<&'static str>, message: &str) -> Value {
        let made = (|| {
            let constructor = self.get(&self.global(), class.name())?;
            let error = self.construct(&constructor, &[self.string(message)])?;
            if let Some(code) = code {
                self.set(&error, "code", self.string(code))?;
            }
            Ok(error)
        })();
        made.unwrap_or_else(|_: Error| self.take_exception())
    }

    /// Takes the pending exception; `undefined` without one.
    pub fn take_exception(self) -> Value {
        // SAFETY: the context is alive; the reference is handed over.
        let value = Value(unsafe { qjs::JS_GetException(self.raw) });
        if value.tag() == qjs::JS_TAG_UNINITIALIZED { Value::UNDEFINED } else { value }
    }

    /// Makes `value` the pending exception.
    pub fn throw(self, value: Value) -> Error {
        // SAFETY: the reference is handed over.
        unsafe { qjs::JS_Throw(self.raw, value.into_raw()) };
        Error::Pending
    }

    /// `object[name]`.
    pub fn get(self, object: &Value, name: &str) -> Result<Value> {
        let atom = self.atom(name);
        // SAFETY: object and atom are alive.
        let raw = unsafe { qjs::JS_GetProperty(self.raw, object.0, atom.0) };
        self.checked(raw)
    }

    /// `object[index]`.
    pub fn get_index(self, object: &Value, index: u32) -> Result<Value> {
        // SAFETY: the object is alive.
        let raw = unsafe { qjs::JS_GetPropertyUint32(self.raw, object.0, index) };
        self.checked(raw)
    }

    /// `object[key]` for a key kept as an [`Atom`].
    #[inline]
    pub fn get_atom(self, object: &Value, key: &Atom) -> Result<Value> {
        // SAFETY: object and atom are alive.
        let raw = unsafe { qjs::JS_GetProperty(self.raw, object.0, key.0) };
        self.checked(raw)
    }

    /// `object[name] = value`.
    pub fn set(self, object: &Value, name: &str, value: Value) -> Result<()> {
        let atom = self.atom(name);
        self.set_atom(object, &atom, value)
    }

    /// `object[index] = value`.
    pub fn set_index(self, object: &Value, index: u32, value: Value) -> Result<()> {
        // SAFETY: the object is alive; the value's reference is handed over.
        let status = unsafe { qjs::JS_SetPropertyUint32(self.raw, object.0, index, value.into_raw()) };
        self.succeeded(status).map(drop)
    }

    /// Defines an element, whatever the prototypes say.
    pub fn define_index(self, object: &Value, index: u32, value: Value) -> Result<()> {
        // SAFETY: the object is alive; the value's reference is handed over.
        let status = unsafe {
            qjs::JS_DefinePropertyValueUint32(self.raw, object.0, index, value.into_raw(), Attributes::ALL.bits())
        };
        self.succeeded(status).map(drop)
    }

    /// `object[key] = value` for a key kept as an [`Atom`].
    #[inline]
    pub fn set_atom(self, object: &Value, key: &Atom, value: Value) -> Result<()> {
        // SAFETY: object and atom are alive; the value's reference is handed over.
        let status = unsafe { qjs::JS_SetProperty(self.raw, object.0, key.0, value.into_raw()) };
        self.succeeded(status).map(drop)
    }

    /// Defines a data property, whatever the prototypes say.
    pub fn define(self, object: &Value, name: &str, value: Value, attributes: Attributes) -> Result<()> {
        let atom = self.atom(name);
        // SAFETY: object and atom are alive; the value's reference is handed over.
        let status = unsafe {
            qjs::JS_DefinePropertyValue(self.raw, object.0, atom.0, value.into_raw(), attributes.bits())
        };
        self.succeeded(status).map(drop)
    }

    /// Defines an accessor property, configurable and not enumerable; `undefined` for an absent half.
    pub fn define_accessor(self, object: &Value, name: &str, getter: Value, setter: Value) -> Result<()> {
        let atom = self.atom(name);
        // SAFETY: object and atom are alive; the references of both functions are handed over.
        let status = unsafe {
            let flags = qjs::JS_PROP_CONFIGURABLE as i32;
            qjs::JS_DefinePropertyGetSet(
                self.raw,
                object.0,
                atom.0,
                getter.into_raw(),
                setter.into_raw(),
                flags,
            )
        };
        self.succeeded(status).map(drop)
    }

    /// `name in object`.
    pub fn has(self, object: &Value, name: &str) -> Result<bool> {
        let atom = self.atom(name);
        // SAFETY: object and atom are alive.
        let status = unsafe { qjs::JS_HasProperty(self.raw, object.0, atom.0) };
        self.succeeded(status)
    }

    /// `Object.setPrototypeOf(object, prototype)`.
    pub fn set_prototype(self, object: &Value, prototype: &Value) -> Result<()> {
        // SAFETY: both are alive.
        let status = unsafe { qjs::JS_SetPrototype(self.raw, object.0, prototype.0) };
        self.succeeded(status).map(drop)
    }

    /// `Object.getPrototypeOf(object)`.
    pub fn prototype(self, object: &Value) -> Result<Value> {
        // SAFETY: the object is alive.
        let raw = unsafe { qjs::JS_GetPrototype(self.raw, object.0) };
        self.checked(raw)
    }

    /// The `length` of an array or array-like.
    pub fn length(self, object: &Value) -> Result<u32> {
        let mut length = 0i64;
        // SAFETY: the object is alive; the result lands in a local.
        let status = unsafe { qjs::JS_GetLength(self.raw, object.0, &mut length) };
        self.succeeded(status)?;
        Ok(u32::try_from(length).unwrap_or(u32::MAX))
    }

    /// The elements of an array or array-like.
    pub fn elements(self, object: &Value) -> Result<Vec<Value>> {
        (0..self.length(object)?).map(|index| self.get_index(object, index)).collect()
    }

    /// Calls a function. Code that runs a program's callbacks goes through the runtime's door instead.
    #[inline]
    pub fn call(self, function: &Value, this: &Value, args: &[Value]) -> Result<Value> {
        // SAFETY: `Value` is transparent over the engine's value, so the slice is its argument vector; the
        // engine only borrows it.
        let raw = unsafe {
            qjs::JS_Call(self.raw, function.0, this.0, args.len() as i32, args.as_ptr().cast_mut().cast())
        };
        self.checked(raw)
    }

    /// `new constructor(...args)`.
    pub fn construct(self, constructor: &Value, args: &[Value]) -> Result<Value> {
        // SAFETY: as in `call`.
        let raw = unsafe {
            qjs::JS_CallConstructor(self.raw, constructor.0, args.len() as i32, args.as_ptr().cast_mut().cast())
        };
        self.checked(raw)
    }

    /// `object[name](...args)`.
    pub fn invoke(self, object: &Value, name: &str, args: &[Value]) -> Result<Value> {
        let method = self.get(object, name)?;
        self.call(&method, object, args)
    }

    /// A pending promise and the functions that resolve and reject it.
    pub fn promise(self) -> Result<(Value, Value, Value)> {
        let mut functions = [qjs::JS_UNDEFINED; 2];
        // SAFETY: the two functions land in a local array of that size.
        let raw = unsafe { qjs::JS_NewPromiseCapability(self.raw, functions.as_mut_ptr()) };
        let promise = self.checked(raw)?;
        let [resolve, reject] = functions.map(Value);
        Ok((promise, resolve, reject))
    }

    /// Interns a property key.
    pub fn atom(self, name: &str) -> Atom {
        // SAFETY: pointer and length describe `name`; the engine copies it.
        Atom(unsafe { qjs::JS_NewAtomLen(self.raw, name.as_ptr().cast(), name.len() as _) })
    }

    /// The property key that a value stands for: a symbol, or what `String(value)` gives.
    pub fn atom_of(self, value: &Value) -> Result<Atom> {
        // SAFETY: the value is alive.
        let atom = unsafe { qjs::JS_ValueToAtom(self.raw, value.0) };
        if atom == qjs::JS_ATOM_NULL { Err(Error::Pending) } else { Ok(Atom(atom)) }
    }

    /// A copy of a plain object with data properties only that shares its hidden class: 60 ns for 20 properties.
    ///
    /// # Errors
    /// A `TypeError` for any other template.
    pub fn clone_template(self, template: &Value) -> Result<Value> {
        // SAFETY: the template is alive.
        let raw = unsafe { super::patch::JS_CloneTemplate(self.raw, template.0) };
        self.checked(raw)
    }

    /// `delete object[key]`; false if it cannot be.
    pub fn delete_atom(self, object: &Value, key: &Atom) -> Result<bool> {
        // SAFETY: object and atom are alive.
        let status = unsafe { qjs::JS_DeleteProperty(self.raw, object.0, key.0, 0) };
        self.succeeded(status)
    }

    /// Whether the object has a property of its own under this key.
    pub fn has_own(self, object: &Value, key: &Atom) -> Result<bool> {
        // SAFETY: object and atom are alive; no descriptor is asked for.
        let status = unsafe { qjs::JS_GetOwnProperty(self.raw, std::ptr::null_mut(), object.0, key.0) };
        self.succeeded(status)
    }

    /// A symbol: `Symbol(description)`, or `Symbol.for(description)` when `registered`.
    pub fn symbol(self, description: &str, registered: bool) -> Value {
        let text = CString::new(description).expect("descriptions are literals without NUL");
        // SAFETY: the text outlives the call.
        Value(unsafe { qjs::JS_NewSymbol(self.raw, text.as_ptr(), registered) })
    }

    /// Runs one pending job (a promise reaction, a queued microtask). `Ok(false)` when none is pending.
    pub fn run_job(self) -> Result<bool> {
        let mut context = std::ptr::null_mut();
        // SAFETY: the runtime is alive; the job's context lands in a local.
        let status = unsafe { qjs::JS_ExecutePendingJob(self.rt(), &mut context) };
        self.succeeded(status)
    }

    /// Whether a job is pending.
    #[inline]
    pub fn has_jobs(self) -> bool {
        // SAFETY: the runtime is alive.
        unsafe { qjs::JS_IsJobPending(self.rt()) }
    }

    /// Runs the cycle collector now. It stops the shard: 3 to 4 ms at 10^5 objects.
    pub fn collect(self) {
        // SAFETY: the runtime is alive and not inside a collection.
        unsafe { qjs::JS_RunGC(self.rt()) };
    }

    /// From here on, what is made counts as young until a collection has seen it, unless 2^15 objects already do.
    pub fn track_young(self) {
        // SAFETY: the runtime is alive and not inside a collection.
        unsafe { super::patch::JS_TrackYoung(self.rt()) };
    }

    /// Runs the cycle collector on what is young: up to 0.1 µs for each of those objects, so 3 ms at the most, and what
    /// freeing takes; nothing for the rest of the heap.
    pub fn collect_young(self) {
        // SAFETY: the runtime is alive and not inside a collection.
        unsafe { super::patch::JS_RunYoungGC(self.rt()) };
    }

    /// `JSON.parse(text)`.
    pub fn json_parse(self, text: &str) -> Result<Value> {
        let parse = self.get(&self.get(&self.global(), "JSON")?, "parse")?;
        self.call(&parse, &Value::UNDEFINED, &[self.string(text)])
    }
}

/// An interned property key.
#[derive(PartialEq, Eq)]
pub struct Atom(pub(super) qjs::JSAtom);

impl Atom {
    /// Whether both are the same key.
    #[inline]
    pub fn is(&self, other: &Atom) -> bool {
        self.0 == other.0
    }
}

impl Clone for Atom {
    fn clone(&self) -> Atom {
        // SAFETY: adds a reference to a live atom.
        Atom(unsafe { qjs::JS_DupAtom(realm::current_raw(), self.0) })
    }
}

impl Drop for Atom {
    fn drop(&mut self) {
        let rt = realm::current_runtime_raw();
        if !rt.is_null() {
            // SAFETY: this reference is ours, and its runtime is alive.
            unsafe { qjs::JS_FreeAtomRT(rt, self.0) };
        }
    }
}

/// Makes the value of a lazy property; see [`Cx::define_lazy`].
pub type MakeLazy = dyn Fn(Cx) -> Result<Value> + Send + Sync;

/// # Safety
/// Called by the engine with the pointer given in `define_lazy`.
unsafe extern "C" fn make_lazy(
    context: *mut qjs::JSContext,
    _object: qjs::JSValue,
    _key: qjs::JSAtom,
    opaque: *mut std::ffi::c_void,
) -> qjs::JSValue {
    // SAFETY: the context is alive; the pointer is a leaked reference.
    let (cx, make) = unsafe { (Cx::from_raw(context), &*opaque.cast::<&'static MakeLazy>()) };
    super::call::guard(cx, || make(cx))
}

impl Cx {
    /// Defines a writable, configurable, hidden data property whose value is made when it is first touched.
    pub fn define_lazy(self, object: &Value, name: &str, make: &'static &'static MakeLazy) -> Result<()> {
        self.define_lazy_as(object, name, make, Attributes::HIDDEN)
    }

    /// As [`Cx::define_lazy`], with attributes of the caller's choice.
    pub fn define_lazy_as(
        self,
        object: &Value,
        name: &str,
        make: &'static &'static MakeLazy,
        attributes: Attributes,
    ) -> Result<()> {
        let atom = self.atom(name);
        let opaque = std::ptr::from_ref(make).cast_mut().cast();
        // SAFETY: object and atom are alive; what the opaque pointer leads to lives for ever.
        let status = unsafe {
            let flags = attributes.bits();
            super::patch::JS_DefineLazyProperty(self.raw, object.0, atom.0, make_lazy, opaque, flags)
        };
        self.succeeded(status).map(drop)
    }

    /// Bytes that the engine has allocated and not freed.
    pub fn heap_bytes(self) -> usize {
        let mut counters = super::patch::JSHeapCounters::default();
        // SAFETY: the runtime is alive; the counters land in a local.
        unsafe { super::patch::JS_GetHeapCounters(self.rt(), &mut counters) };
        counters.malloc_size
    }
}

impl Cx {
    /// Makes an exception pending that no `catch` and no `finally` sees: it ends the JavaScript that runs now.
    pub fn throw_uncatchable(self) -> Error {
        let error = self.new_error(ErrorClass::Error, None, "terminated");
        // SAFETY: the value is an error object of this context.
        unsafe { qjs::JS_SetUncatchableError(self.raw, error.0) };
        self.throw(error)
    }
}

impl Cx {
    /// An own data property's value; `undefined` when there is none, whatever the prototypes have.
    pub fn get_own_atom(self, object: &Value, key: &Atom) -> Result<Value> {
        let mut descriptor = qjs::JSPropertyDescriptor {
            flags: 0,
            value: qjs::JS_UNDEFINED,
            getter: qjs::JS_UNDEFINED,
            setter: qjs::JS_UNDEFINED,
        };
        // SAFETY: object and atom are alive; the descriptor's references are taken over.
        let status = unsafe { qjs::JS_GetOwnProperty(self.raw, &mut descriptor, object.0, key.0) };
        if !self.succeeded(status)? {
            return Ok(Value::UNDEFINED);
        }
        drop((Value(descriptor.getter), Value(descriptor.setter)));
        Ok(Value(descriptor.value))
    }

    /// Interns a string, a symbol or a number as a property key.
    pub fn key(self, value: &Value) -> Atom {
        // SAFETY: the value is alive; primitives are converted without running anything of the program's.
        Atom(unsafe { qjs::JS_ValueToAtom(self.raw, value.0) })
    }

    /// `String(value)`, still in the engine.
    pub fn to_string_value(self, value: &Value) -> Result<Value> {
        // SAFETY: the value is alive.
        let raw = unsafe { qjs::JS_ToString(self.raw, value.0) };
        self.checked(raw)
    }

    /// `new Date(milliseconds)`.
    pub fn date(self, milliseconds: f64) -> Result<Value> {
        // SAFETY: the context is alive.
        let raw = unsafe { qjs::JS_NewDate(self.raw, milliseconds) };
        self.checked(raw)
    }

    /// Defines an enumerable data property by an interned key.
    pub fn define_atom(self, object: &Value, key: &Atom, value: Value) -> Result<()> {
        // SAFETY: object and atom are alive; the value's reference is handed over.
        let status = unsafe {
            qjs::JS_DefinePropertyValue(self.raw, object.0, key.0, value.into_raw(), Attributes::ALL.bits())
        };
        self.succeeded(status).map(drop)
    }
}
