//! How an operation becomes a native: one Rust function over plain data, offered in three faces.
//!
//! `offer(binding, "rename", rename)` makes `binding.rename(from, to, face, target)`. The `face` decides how the
//! whole operation runs:
//! - `undefined`: inline; the result is returned, a failure thrown.
//! - a function: on the blocking pool; it is called with `(error)` or `(null, result)`.
//! - a symbol: on the blocking pool; a promise is returned.
//!
//! `target` is what some results are written to, such as the array that takes a file's numbers.

use crate::engine::{Binding, Call, Cx, Error, ErrorClass, Result, Return, SystemError, Value};

use super::requests;

/// What an operation comes to, on whatever thread.
pub(super) type Outcome<T> = std::result::Result<T, Failure>;

/// Why an operation failed: plain data, so that it can come from the pool.
#[derive(Debug)]
pub(super) enum Failure {
    /// A system call did.
    System(Box<SystemError>),
    /// One of Node's own errors.
    Coded(ErrorClass, &'static str, String),
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        match failure {
            Failure::System(error) => Error::System(error),
            Failure::Coded(class, code, message) => Error::coded(class, code, message),
        }
    }
}

/// An argument as plain data. It may take several of the call's arguments.
pub(super) trait Argument: Send + Sized + 'static {
    /// How many of the call's arguments it takes.
    const WIDTH: usize = 1;

    fn take(call: &Call, index: usize) -> Result<Self>;
}

/// A result that JavaScript can be given.
pub(super) trait Output: Send + 'static {
    fn deliver(self, cx: Cx, target: &Value) -> Result<Value>;
}

impl<T: Return + Send + 'static> Output for T {
    fn deliver(self, cx: Cx, _: &Value) -> Result<Value> {
        self.into_value(cx)
    }
}

/// A function of up to six arguments that can be offered.
pub(super) trait Operation<A>: Copy + Send + 'static {
    /// How many of the call's arguments it takes.
    const ARITY: usize;
    type Input: Send + 'static;
    type Output: Output;

    fn take(call: &Call) -> Result<Self::Input>;
    fn run(self, input: Self::Input) -> Outcome<Self::Output>;
}

macro_rules! operations {
    ($($T:ident $t:ident),+) => {
        impl<F, R, $($T),+> Operation<($($T,)+)> for F
        where
            F: Fn($($T),+) -> Outcome<R> + Copy + Send + 'static,
            R: Output,
            $($T: Argument),+
        {
            const ARITY: usize = 0 $(+ $T::WIDTH)+;
            type Input = ($($T,)+);
            type Output = R;

            fn take(call: &Call) -> Result<Self::Input> {
                let mut next = 0;
                $(let $t = $T::take(call, next)?; next += $T::WIDTH;)+
                debug_assert_eq!(next, Self::ARITY);
                Ok(($($t,)+))
            }

            fn run(self, ($($t,)+): Self::Input) -> Outcome<R> {
                self($($t),+)
            }
        }
    };
}

operations!(A a);
operations!(A a, B b);
operations!(A a, B b, C c);
operations!(A a, B b, C c, D d);
operations!(A a, B b, C c, D d, E e);
operations!(A a, B b, C c, D d, E e, G g);

/// Puts an operation on the binding, in its three faces.
pub(super) fn offer<A: 'static, O: Operation<A>>(binding: &Binding, name: &str, operation: O) -> Result<()> {
    binding.function(name, O::ARITY as u32 + 2, move |call: &Call| -> Result<Value> {
        let input = O::take(call)?;
        let (face, target) = (call.arg(O::ARITY), call.arg(O::ARITY + 1));
        if face.is_undefined() {
            return operation.run(input)?.deliver(call.cx(), target);
        }
        requests::start(call.cx(), face, target, move || operation.run(input))
    })
}

impl Argument for i32 {
    fn take(call: &Call, index: usize) -> Result<i32> {
        call.i32(index)
    }
}

impl Argument for u32 {
    fn take(call: &Call, index: usize) -> Result<u32> {
        call.u32(index)
    }
}

impl Argument for u64 {
    /// Negative numbers become 0.
    fn take(call: &Call, index: usize) -> Result<u64> {
        call.i64(index).map(|number| u64::try_from(number).unwrap_or(0))
    }
}

impl Argument for f64 {
    fn take(call: &Call, index: usize) -> Result<f64> {
        call.f64(index)
    }
}

impl Argument for bool {
    fn take(call: &Call, index: usize) -> Result<bool> {
        Ok(call.bool(index))
    }
}
