//! A JavaScript value owned by Rust, and what can be asked of it without running JavaScript.

use std::mem::ManuallyDrop;

use rquickjs::qjs;

use super::{Cx, Error, Result, realm};

/// A strong reference to a JavaScript value, sixteen bytes, of the shard that made it.
///
/// It is freed through the runtime of the current thread; one that outlives its runtime is forgotten, never
/// touched. The engine's cycle collector does not see what Rust holds: keep values in JavaScript properties
/// unless an operation in flight needs them.
#[repr(transparent)]
pub struct Value(pub(super) qjs::JSValue);

/// What `typeof` and a little more would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are JavaScript's own")]
pub enum Kind {
    Undefined,
    Null,
    Bool,
    Number,
    BigInt,
    String,
    Symbol,
    Object,
}

impl Value {
    /// `undefined`.
    pub const UNDEFINED: Value = Value(qjs::JS_UNDEFINED);
    /// `null`.
    pub const NULL: Value = Value(qjs::JS_NULL);
    /// `true`.
    pub const TRUE: Value = Value(qjs::JS_TRUE);
    /// `false`.
    pub const FALSE: Value = Value(qjs::JS_FALSE);

    /// Takes over a reference that the engine handed out.
    ///
    /// # Safety
    /// `raw` carries one reference that nobody else will free, and belongs to this thread's runtime.
    #[inline]
    pub unsafe fn from_raw(raw: qjs::JSValue) -> Value {
        Value(raw)
    }

    /// The engine's own form, still owned by `self`.
    #[inline]
    pub fn as_raw(&self) -> qjs::JSValue {
        self.0
    }

    /// Gives the reference away.
    #[inline]
    pub fn into_raw(self) -> qjs::JSValue {
        ManuallyDrop::new(self).0
    }

    #[inline]
    pub(super) fn tag(&self) -> i32 {
        // SAFETY: reads the tag of a value that is alive.
        unsafe { qjs::JS_VALUE_GET_TAG(self.0) }
    }

    /// What kind of value this is.
    pub fn kind(&self) -> Kind {
        match self.tag() {
            qjs::JS_TAG_UNDEFINED | qjs::JS_TAG_UNINITIALIZED | qjs::JS_TAG_EXCEPTION => Kind::Undefined,
            qjs::JS_TAG_NULL => Kind::Null,
            qjs::JS_TAG_BOOL => Kind::Bool,
            qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE => Kind::String,
            qjs::JS_TAG_SYMBOL => Kind::Symbol,
            qjs::JS_TAG_BIG_INT | qjs::JS_TAG_SHORT_BIG_INT => Kind::BigInt,
            qjs::JS_TAG_OBJECT => Kind::Object,
            _ => Kind::Number,
        }
    }

    /// Whether this is `undefined`.
    #[inline]
    pub fn is_undefined(&self) -> bool {
        self.tag() == qjs::JS_TAG_UNDEFINED
    }

    /// Whether this is `null`.
    #[inline]
    pub fn is_null(&self) -> bool {
        self.tag() == qjs::JS_TAG_NULL
    }

    /// Whether this is `undefined` or `null`.
    #[inline]
    pub fn is_nullish(&self) -> bool {
        self.is_undefined() || self.is_null()
    }

    /// Whether this is an object, functions included.
    #[inline]
    pub fn is_object(&self) -> bool {
        self.tag() == qjs::JS_TAG_OBJECT
    }

    /// Whether this is a primitive string.
    #[inline]
    pub fn is_string(&self) -> bool {
        matches!(self.tag(), qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE)
    }

    /// Whether this can be called.
    pub fn is_function(&self) -> bool {
        // SAFETY: the context is the current thread's; asking does not run JavaScript.
        self.is_object() && unsafe { qjs::JS_IsFunction(realm::current_raw(), self.0) }
    }

    /// Whether this is an array.
    pub fn is_array(&self) -> bool {
        // SAFETY: reads the class of a live object.
        self.is_object() && unsafe { qjs::JS_IsArray(self.0) }
    }

    /// Whether this is an object made by `Error` or a class derived from it.
    pub fn is_error(&self) -> bool {
        // SAFETY: reads the class of a live object.
        self.is_object() && unsafe { qjs::JS_IsError(self.0) }
    }

    /// The boolean this is, if it is one.
    #[inline]
    pub fn as_bool(&self) -> Option<bool> {
        // SAFETY: the tag was checked.
        (self.tag() == qjs::JS_TAG_BOOL).then(|| unsafe { qjs::JS_VALUE_GET_BOOL(self.0) })
    }

    /// The number this is, if it is one.
    #[inline]
    pub fn as_f64(&self) -> Option<f64> {
        let tag = self.tag();
        if tag == qjs::JS_TAG_INT {
            // SAFETY: the tag was checked.
            Some(f64::from(unsafe { qjs::JS_VALUE_GET_INT(self.0) }))
        } else if tag == qjs::JS_TAG_FLOAT64 {
            // SAFETY: the tag was checked.
            Some(unsafe { qjs::JS_VALUE_GET_FLOAT64(self.0) })
        } else {
            None
        }
    }

    /// The number this is, if it is one that fits `i32` exactly.
    #[inline]
    pub fn as_i32(&self) -> Option<i32> {
        if self.tag() == qjs::JS_TAG_INT {
            // SAFETY: the tag was checked.
            return Some(unsafe { qjs::JS_VALUE_GET_INT(self.0) });
        }
        let number = self.as_f64()?;
        let whole = number as i32;
        (f64::from(whole) == number).then_some(whole)
    }

    /// Whether both are the same object, symbol, or identical primitive (`Object.is`).
    pub fn same(&self, other: &Value) -> bool {
        // SAFETY: compares two live values; no user code runs.
        unsafe { qjs::JS_IsSameValue(realm::current_raw(), self.0, other.0) }
    }

    /// Whether both are the same object.
    #[inline]
    pub fn is(&self, other: &Value) -> bool {
        self.is_object() && self.address() == other.address()
    }

    /// Whether this is a `Uint8Array`, a `Buffer` included.
    pub fn is_uint8_array(&self) -> bool {
        // SAFETY: reads the class of a live object.
        self.is_object()
            && unsafe { qjs::JS_GetTypedArrayType(self.0) } == qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8 as i32
    }

    /// The address of the heap cell: an identity key while the object is alive, 0 for a primitive.
    pub fn address(&self) -> usize {
        if self.is_object() {
            // SAFETY: the tag says that the payload is a pointer.
            unsafe { qjs::JS_VALUE_GET_PTR(self.0) as usize }
        } else {
            0
        }
    }
}

impl Clone for Value {
    #[inline]
    fn clone(&self) -> Value {
        // SAFETY: adds a reference to a live value.
        Value(unsafe { qjs::JS_DupValue(std::ptr::null_mut(), self.0) })
    }
}

impl Drop for Value {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: reads the tag only.
        if unsafe { qjs::JS_VALUE_HAS_REF_COUNT(self.0) } {
            let rt = realm::current_runtime_raw();
            if !rt.is_null() {
                // SAFETY: this reference is ours, and its runtime is alive.
                unsafe { qjs::JS_FreeValueRT(rt, self.0) };
            }
        }
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Value({:?})", self.kind())
    }
}

impl From<bool> for Value {
    #[inline]
    fn from(value: bool) -> Value {
        if value { Value::TRUE } else { Value::FALSE }
    }
}

impl From<i32> for Value {
    #[inline]
    fn from(value: i32) -> Value {
        Value(qjs::JS_MKVAL(qjs::JS_TAG_INT, value))
    }
}

impl From<f64> for Value {
    #[inline]
    fn from(value: f64) -> Value {
        Value(qjs::JS_NewFloat64(value))
    }
}

impl From<u32> for Value {
    #[inline]
    fn from(value: u32) -> Value {
        i32::try_from(value).map_or_else(|_| Value::from(f64::from(value)), Value::from)
    }
}

impl From<i64> for Value {
    /// Above 2^53 the number is rounded, as JavaScript's numbers are.
    #[inline]
    fn from(value: i64) -> Value {
        i32::try_from(value).map_or_else(|_| Value::from(value as f64), Value::from)
    }
}

impl From<usize> for Value {
    #[inline]
    fn from(value: usize) -> Value {
        i32::try_from(value).map_or_else(|_| Value::from(value as f64), Value::from)
    }
}

impl From<u64> for Value {
    #[inline]
    fn from(value: u64) -> Value {
        i32::try_from(value).map_or_else(|_| Value::from(value as f64), Value::from)
    }
}

/// What ECMA-262 calls type conversion: it may run JavaScript.
impl Cx {
    /// `ToInt32(value)`.
    #[inline]
    pub fn to_i32(self, value: &Value) -> Result<i32> {
        if value.tag() == qjs::JS_TAG_INT {
            // SAFETY: the tag was checked.
            return Ok(unsafe { qjs::JS_VALUE_GET_INT(value.0) });
        }
        let mut number = 0;
        // SAFETY: the value is alive; the result lands in a local.
        match unsafe { qjs::JS_ToInt32(self.raw, &mut number, value.0) } {
            0 => Ok(number),
            _ => Err(Error::Pending),
        }
    }

    /// `ToNumber(value)`.
    #[inline]
    pub fn to_f64(self, value: &Value) -> Result<f64> {
        if let Some(number) = value.as_f64() {
            return Ok(number);
        }
        let mut number = 0.0;
        // SAFETY: the value is alive; the result lands in a local.
        match unsafe { qjs::JS_ToFloat64(self.raw, &mut number, value.0) } {
            0 => Ok(number),
            _ => Err(Error::Pending),
        }
    }

    /// `ToBigInt64(value)`: a number is a `TypeError`.
    pub fn to_bigint64(self, value: &Value) -> Result<i64> {
        if matches!(value.kind(), Kind::Number | Kind::Undefined | Kind::Null) {
            return Err(Error::type_error(format!("Cannot convert {} to a BigInt", self.describe(value))));
        }
        let mut number = 0;
        // SAFETY: the value is alive; the result lands in a local.
        match unsafe { qjs::JS_ToBigInt64(self.raw, &mut number, value.0) } {
            0 => Ok(number),
            _ => Err(Error::Pending),
        }
    }
}
