//! Numbers of fixed width in buffers, as methods of the buffer.
//!
//! Each does at once what it can: a number within its range, within bounds. Anything else goes to the script, which
//! converts, or says what is wrong.

use crate::engine::{Binding, Call, Cx, Error, Result, Value};
use crate::runtime::current;

/// The script with the slow forms, and the function in it.
const SCRIPT: &str = "internal/buffer/numbers";
const SLOWLY: &str = "slowly";

/// The `N` bytes at the offset that is argument `at`, 0 when it is not given; `None` is for the script.
#[inline]
fn place<'a, const N: usize>(call: &Call<'a>, at: usize) -> Option<(&'a mut [u8; N], usize)> {
    let offset = match call.arg(at) {
        offset if offset.is_undefined() => 0,
        offset => usize::try_from(offset.as_i32()?).ok()?,
    };
    let end = offset + N;
    let bytes = call.cx().bytes(call.this())?.get_mut(offset..end)?;
    Some((bytes.try_into().expect("as long as it was cut"), end))
}

#[cold]
fn slowly(call: &Call, name: &str) -> Result<Value> {
    let cx = call.cx();
    let function = cx.get(&current().builtins().require(cx, SCRIPT)?, SLOWLY)?;
    cx.call(&function, call.this(), &[cx.string(name), call.arg(0).clone(), call.arg(1).clone()])
}

/// A number that buffers hold, on its way to JavaScript.
trait Readable {
    fn into_value(self, cx: Cx) -> Value;
}

/// A number on its way into a buffer.
trait Writable: Sized {
    /// The number that a value is, where it needs no conversion and is in range.
    fn of_value(value: &Value) -> Option<Self>;
}

macro_rules! whole {
    ($type:ty) => {
        impl Readable for $type {
            #[inline]
            fn into_value(self, _: Cx) -> Value {
                Value::from(i64::from(self))
            }
        }

        impl Writable for $type {
            /// Fractions are cut off, and NaN is 0, as `ToInt32` has it.
            #[inline]
            fn of_value(value: &Value) -> Option<$type> {
                let number = value.as_f64()?;
                let inside = number >= f64::from(<$type>::MIN) && number <= f64::from(<$type>::MAX);
                (inside || number.is_nan()).then_some(number as $type)
            }
        }
    };
}

whole!(u8);
whole!(i8);
whole!(u16);
whole!(i16);
whole!(u32);
whole!(i32);

impl Readable for f32 {
    fn into_value(self, _: Cx) -> Value {
        Value::from(f64::from(self))
    }
}

impl Writable for f32 {
    fn of_value(value: &Value) -> Option<f32> {
        value.as_f64().map(|number| number as f32)
    }
}

impl Readable for f64 {
    fn into_value(self, _: Cx) -> Value {
        Value::from(self)
    }
}

impl Writable for f64 {
    fn of_value(value: &Value) -> Option<f64> {
        value.as_f64()
    }
}

impl Readable for i64 {
    fn into_value(self, cx: Cx) -> Value {
        cx.bigint(self)
    }
}

impl Readable for u64 {
    fn into_value(self, cx: Cx) -> Value {
        cx.bigint_unsigned(self)
    }
}

macro_rules! reader {
    ($binding:expr, $name:literal, $type:ty, $from:ident) => {
        $binding.function(concat!("read", $name), 1, |call: &Call| -> Result<Value> {
            match place::<{ size_of::<$type>() }>(call, 0) {
                Some((bytes, _)) => Ok(<$type>::$from(*bytes).into_value(call.cx())),
                None => slowly(call, concat!("read", $name)),
            }
        })?
    };
}

macro_rules! number {
    ($binding:expr, $name:literal, $type:ty, $from:ident, $to:ident) => {
        reader!($binding, $name, $type, $from);
        $binding.function(concat!("write", $name), 2, |call: &Call| -> Result<Value> {
            let place = place::<{ size_of::<$type>() }>(call, 1);
            match <$type>::of_value(call.arg(0)).zip(place) {
                Some((number, (bytes, end))) => {
                    *bytes = number.$to();
                    Ok(Value::from(end))
                }
                None => slowly(call, concat!("write", $name)),
            }
        })?
    };
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    number!(binding, "UInt8", u8, from_ne_bytes, to_ne_bytes);
    number!(binding, "Int8", i8, from_ne_bytes, to_ne_bytes);
    number!(binding, "UInt16LE", u16, from_le_bytes, to_le_bytes);
    number!(binding, "UInt16BE", u16, from_be_bytes, to_be_bytes);
    number!(binding, "Int16LE", i16, from_le_bytes, to_le_bytes);
    number!(binding, "Int16BE", i16, from_be_bytes, to_be_bytes);
    number!(binding, "UInt32LE", u32, from_le_bytes, to_le_bytes);
    number!(binding, "UInt32BE", u32, from_be_bytes, to_be_bytes);
    number!(binding, "Int32LE", i32, from_le_bytes, to_le_bytes);
    number!(binding, "Int32BE", i32, from_be_bytes, to_be_bytes);
    number!(binding, "FloatLE", f32, from_le_bytes, to_le_bytes);
    number!(binding, "FloatBE", f32, from_be_bytes, to_be_bytes);
    number!(binding, "DoubleLE", f64, from_le_bytes, to_le_bytes);
    number!(binding, "DoubleBE", f64, from_be_bytes, to_be_bytes);
    reader!(binding, "BigUInt64LE", u64, from_le_bytes);
    reader!(binding, "BigUInt64BE", u64, from_be_bytes);
    reader!(binding, "BigInt64LE", i64, from_le_bytes);
    reader!(binding, "BigInt64BE", i64, from_be_bytes);
    binding.function("writeBigInt64", 4, write_big_int64)
}

/// `writeBigInt64(buf, value, offset, littleEndian)`: a BigInt's low 64 bits, signed or not.
fn write_big_int64(call: &Call) -> Result<usize> {
    if call.arg(1).kind() != crate::engine::Kind::BigInt {
        return Err(Error::type_error("Cannot mix BigInt and other types, use explicit conversions"));
    }
    let (number, offset) = (call.i64(1)?, call.usize(2)?);
    let bytes = if call.bool(3) { number.to_le_bytes() } else { number.to_be_bytes() };
    let end = offset + bytes.len();
    let place = call.bytes_mut(0)?.get_mut(offset..end);
    place.ok_or_else(|| Error::type_error("argument must be a buffer"))?.copy_from_slice(&bytes);
    Ok(end)
}
