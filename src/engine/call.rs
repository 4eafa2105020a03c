//! Native functions: Rust called from JavaScript.
//!
//! A native is a plain function `fn(&Call) -> R`. It is registered raw, so that a call costs what a C function
//! costs; a panic inside is caught and thrown as an error, as nothing may unwind through the engine.

use std::ffi::CString;
use std::mem::size_of;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rquickjs::qjs;

use super::{Cx, Error, Result, Value, bytes};

/// One call of a native function: its receiver and its arguments, borrowed.
pub struct Call<'a> {
    cx: Cx,
    this: &'a Value,
    args: &'a [Value],
    data: &'a Value,
}

static UNDEFINED: Undefined = Undefined(Value::UNDEFINED);

/// A shared `undefined`, for arguments that are not there.
struct Undefined(Value);
// SAFETY: `undefined` has no heap cell; nothing is shared but its tag.
unsafe impl Sync for Undefined {}

impl<'a> Call<'a> {
    pub(super) fn new(cx: Cx, this: &'a Value, args: &'a [Value]) -> Call<'a> {
        Call { cx, this, args, data: &UNDEFINED.0 }
    }

    /// The handle to the engine.
    #[inline]
    pub fn cx(&self) -> Cx {
        self.cx
    }

    /// The receiver.
    #[inline]
    pub fn this(&self) -> &'a Value {
        self.this
    }

    /// All arguments.
    #[inline]
    pub fn args(&self) -> &'a [Value] {
        self.args
    }

    /// What the function was made with; see [`Cx::function_with`].
    #[inline]
    pub fn data(&self) -> &'a Value {
        self.data
    }

    /// How many arguments were given.
    #[inline]
    pub fn len(&self) -> usize {
        self.args.len()
    }

    /// Whether no argument was given.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.args.is_empty()
    }

    /// An argument; `undefined` when it was not given.
    #[inline]
    pub fn arg(&self, index: usize) -> &'a Value {
        self.args.get(index).unwrap_or(&UNDEFINED.0)
    }

    /// An argument as `ToInt32` has it.
    #[inline]
    pub fn i32(&self, index: usize) -> Result<i32> {
        self.cx.to_i32(self.arg(index))
    }

    /// An argument as `ToUint32` has it.
    #[inline]
    pub fn u32(&self, index: usize) -> Result<u32> {
        self.i32(index).map(|number| number as u32)
    }

    /// An argument as a whole number, saturating; NaN is 0. `BigInt`s are taken too.
    pub fn i64(&self, index: usize) -> Result<i64> {
        let mut number = 0;
        // SAFETY: the value is alive; the result lands in a local.
        match unsafe { qjs::JS_ToInt64Ext(self.cx.raw, &mut number, self.arg(index).0) } {
            0 => Ok(number),
            _ => Err(Error::Pending),
        }
    }

    /// An argument as an index or a length: negative numbers become 0.
    #[inline]
    pub fn usize(&self, index: usize) -> Result<usize> {
        self.i64(index).map(|number| usize::try_from(number).unwrap_or(0))
    }

    /// An argument as `ToNumber` has it.
    #[inline]
    pub fn f64(&self, index: usize) -> Result<f64> {
        self.cx.to_f64(self.arg(index))
    }

    /// An argument's truth.
    #[inline]
    pub fn bool(&self, index: usize) -> bool {
        // SAFETY: the value is alive; `ToBoolean` runs no user code.
        unsafe { qjs::JS_ToBool(self.cx.raw, self.arg(index).0) > 0 }
    }

    /// An argument as an owned string, lone surrogates replaced.
    pub fn string(&self, index: usize) -> Result<String> {
        self.cx.to_string(self.arg(index))
    }

    /// An argument's bytes: a typed array, a `DataView` or an `ArrayBuffer`.
    ///
    /// Read the scalar arguments first: converting an object may run user code that detaches the buffer.
    #[inline]
    pub fn bytes(&self, index: usize) -> Result<&'a [u8]> {
        self.bytes_mut(index).map(|bytes| &*bytes)
    }

    /// As [`Call::bytes`], to be written to.
    #[inline]
    #[allow(clippy::mut_from_ref, reason = "JavaScript's buffers are shared and mutable by nature")]
    pub fn bytes_mut(&self, index: usize) -> Result<&'a mut [u8]> {
        bytes::view(self.cx, self.arg(index)).ok_or_else(|| {
            Error::type_error("argument must be a buffer")
        })
    }
}

/// What a native may return.
pub trait Return {
    /// The value for JavaScript.
    fn into_value(self, cx: Cx) -> Result<Value>;
}

impl<T: Into<Value>> Return for T {
    #[inline]
    fn into_value(self, _: Cx) -> Result<Value> {
        Ok(self.into())
    }
}

impl Return for () {
    #[inline]
    fn into_value(self, _: Cx) -> Result<Value> {
        Ok(Value::UNDEFINED)
    }
}

impl Return for String {
    fn into_value(self, cx: Cx) -> Result<Value> {
        Ok(cx.string(&self))
    }
}

impl Return for &str {
    fn into_value(self, cx: Cx) -> Result<Value> {
        Ok(cx.string(self))
    }
}

impl<T: Return> Return for Option<T> {
    /// `None` is `undefined`.
    fn into_value(self, cx: Cx) -> Result<Value> {
        self.map_or(Ok(Value::UNDEFINED), |value| value.into_value(cx))
    }
}

impl<T: Return> Return for Result<T> {
    #[inline]
    fn into_value(self, cx: Cx) -> Result<Value> {
        self.and_then(|value| value.into_value(cx))
    }
}

/// A function that can be registered: without state of its own, so that the engine needs no closure for it.
pub trait Native: Copy + 'static {
    /// Runs the function.
    fn run(self, call: &Call) -> Result<Value>;
}

impl<F, R> Native for F
where
    F: Fn(&Call) -> R + Copy + 'static,
    R: Return,
{
    #[inline]
    fn run(self, call: &Call) -> Result<Value> {
        self(call).into_value(call.cx)
    }
}

/// Runs `body` for the engine: errors become the pending exception, panics become errors.
pub(super) fn guard(cx: Cx, body: impl FnOnce() -> Result<Value>) -> qjs::JSValue {
    let error = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => return value.into_raw(),
        Ok(Err(error)) => error,
        Err(panic) => {
            let text = panic
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "unknown cause".to_owned());
            Error::coded(
                super::ErrorClass::Error,
                "ERR_INTERNAL_ASSERTION",
                format!("A native function panicked: {text}\nThis is caused by a bug in rnode."),
            )
        }
    };
    if !matches!(error, Error::Pending) {
        let value = error.into_value(cx);
        cx.throw(value);
    }
    qjs::JS_EXCEPTION
}

/// # Safety
/// Called by the engine, with a live context and `argc` live arguments.
unsafe extern "C" fn trampoline<F: Native>(
    context: *mut qjs::JSContext,
    this: qjs::JSValue,
    argc: i32,
    argv: *mut qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: `F` has no size (asserted where it is registered), so any pattern of no bytes is a valid `F`.
    let function: F = unsafe { std::mem::zeroed() };
    // SAFETY: the context is alive during the call.
    let cx = unsafe { Cx::from_raw(context) };
    let this = std::mem::ManuallyDrop::new(Value(this));
    let args: &[Value] = if argc == 0 {
        &[]
    } else {
        // SAFETY: the engine keeps `argc` values there during the call; `Value` is transparent over them.
        unsafe { std::slice::from_raw_parts(argv.cast::<Value>(), argc as usize) }
    };
    let call = Call::new(cx, &this, args);
    guard(cx, || function.run(&call))
}

impl Cx {
    /// A JavaScript function for a native one. `arity` is its `length`.
    pub fn function<F: Native>(self, name: &str, arity: u32, _function: F) -> Value {
        const { assert!(size_of::<F>() == 0, "a native function has no state of its own") };
        let text = CString::new(name).expect("function names are literals without NUL");
        // SAFETY: the name is copied; the trampoline has the signature of a generic C function.
        Value(unsafe {
            qjs::JS_NewCFunction2(
                self.raw,
                Some(trampoline::<F>),
                text.as_ptr(),
                arity as i32,
                qjs::JSCFunctionEnum_JS_CFUNC_generic,
                0,
            )
        })
    }
}

/// # Safety
/// Called by the engine, with a live context, `argc` live arguments and the one value of data.
unsafe extern "C" fn trampoline_with<F: Native>(
    context: *mut qjs::JSContext,
    this: qjs::JSValue,
    argc: i32,
    argv: *mut qjs::JSValue,
    _magic: i32,
    data: *mut qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: as in `trampoline`.
    let function: F = unsafe { std::mem::zeroed() };
    // SAFETY: the context is alive during the call.
    let cx = unsafe { Cx::from_raw(context) };
    let this = std::mem::ManuallyDrop::new(Value(this));
    // SAFETY: as in `trampoline`.
    let args: &[Value] =
        if argc == 0 { &[] } else { unsafe { std::slice::from_raw_parts(argv.cast::<Value>(), argc as usize) } };
    // The function may go while it runs, and its data with it.
    // SAFETY: the function was made with one value of data.
    let data = unsafe { (*data.cast::<Value>()).clone() };
    let call = Call { cx, this: &this, args, data: &data };
    guard(cx, || function.run(&call))
}

impl Cx {
    /// As [`Cx::function`], with a value that the function gets at each call ([`Call::data`]) and keeps alive, visibly to
    /// the cycle collector. It cannot be constructed.
    pub fn function_with<F: Native>(self, name: &str, arity: u32, _function: F, data: &Value) -> Result<Value> {
        const { assert!(size_of::<F>() == 0, "a native function has no state of its own") };
        let text = CString::new(name).expect("function names are without NUL");
        let mut data = data.0;
        // SAFETY: the name is copied; the data are one live value, to which the engine adds a reference.
        self.checked(unsafe {
            qjs::JS_NewCFunctionData2(
                self.raw,
                Some(trampoline_with::<F>),
                text.as_ptr(),
                arity as i32,
                0,
                1,
                &mut data,
            )
        })
    }
}

/// An object that native functions and constants are put on: what `internalBinding(name)` returns.
pub struct Binding {
    cx: Cx,
    object: Value,
}

impl Binding {
    /// An empty binding.
    pub fn new(cx: Cx) -> Binding {
        Binding { cx, object: cx.object() }
    }

    /// The handle to the engine.
    pub fn cx(&self) -> Cx {
        self.cx
    }

    /// The object itself.
    pub fn object(&self) -> &Value {
        &self.object
    }

    /// Adds a native function.
    pub fn function<F: Native>(&self, name: &str, arity: u32, function: F) -> Result<()> {
        self.value(name, self.cx.function(name, arity, function))
    }

    /// Adds any value.
    pub fn value(&self, name: &str, value: impl Return) -> Result<()> {
        let value = value.into_value(self.cx)?;
        self.cx.set(&self.object, name, value)
    }

    /// Gives the object away.
    pub fn into_object(self) -> Value {
        self.object
    }
}
