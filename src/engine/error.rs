//! An error on its way into JavaScript: it knows which class, `code`, `errno` and `syscall` it will carry.

use super::{Attributes, Cx, Value, errno};

/// The result of anything that may throw.
pub type Result<T> = std::result::Result<T, Error>;

/// The JavaScript class of an error made in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are JavaScript's own")]
pub enum ErrorClass {
    Error,
    TypeError,
    RangeError,
    SyntaxError,
    ReferenceError,
}

impl ErrorClass {
    pub(super) fn name(self) -> &'static str {
        match self {
            ErrorClass::Error => "Error",
            ErrorClass::TypeError => "TypeError",
            ErrorClass::RangeError => "RangeError",
            ErrorClass::SyntaxError => "SyntaxError",
            ErrorClass::ReferenceError => "ReferenceError",
        }
    }
}

/// Why a native call failed.
#[derive(Debug)]
pub enum Error {
    /// An exception is already pending in the engine.
    Pending,
    /// Throw exactly this value.
    Value(Value),
    /// Throw a new error of a class, with Node's `code` if it has one.
    New {
        /// Which constructor.
        class: ErrorClass,
        /// The `code` property, such as `ERR_OUT_OF_RANGE`.
        code: Option<&'static str>,
        /// The message, as Node words it.
        message: String,
    },
    /// A failed system call, worded as Node words it: `ENOENT: no such file or directory, open 'x'`.
    System(Box<SystemError>),
}

/// A failed system call and what it was about.
#[derive(Clone, Debug)]
pub struct SystemError {
    /// The positive errno.
    pub errno: i32,
    /// The call's name as Node spells it, such as `open` or `connect`.
    pub syscall: &'static str,
    /// The path it was about.
    pub path: Option<String>,
    /// The second path of `rename`, `link` and their like.
    pub dest: Option<String>,
}

impl SystemError {
    /// Node's message: `CODE: description, syscall 'path' -> 'dest'`.
    pub fn message(&self) -> String {
        let (code, text) = errno::describe(self.errno);
        let mut message = format!("{code}: {text}, {}", self.syscall);
        if let Some(path) = &self.path {
            message.push_str(&format!(" '{path}'"));
        }
        if let Some(dest) = &self.dest {
            message.push_str(&format!(" -> '{dest}'"));
        }
        message
    }
}

impl Error {
    /// A `TypeError`.
    pub fn type_error(message: impl Into<String>) -> Error {
        Error::New { class: ErrorClass::TypeError, code: None, message: message.into() }
    }

    /// A `RangeError`.
    pub fn range_error(message: impl Into<String>) -> Error {
        Error::New { class: ErrorClass::RangeError, code: None, message: message.into() }
    }

    /// An error with Node's `code`.
    pub fn coded(class: ErrorClass, code: &'static str, message: impl Into<String>) -> Error {
        Error::New { class, code: Some(code), message: message.into() }
    }

    /// A failed system call.
    pub fn system(error: &std::io::Error, syscall: &'static str) -> Error {
        Error::errno(error.raw_os_error().unwrap_or(libc::EIO), syscall)
    }

    /// A failed system call by its positive errno.
    pub fn errno(errno: i32, syscall: &'static str) -> Error {
        Error::System(Box::new(SystemError { errno, syscall, path: None, dest: None }))
    }

    /// Names the path that the failed call was about.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Error {
        if let Error::System(system) = &mut self {
            system.path = Some(path.into());
        }
        self
    }

    /// The JavaScript value to throw: the pending exception is taken, anything else is made anew.
    pub fn into_value(self, cx: Cx) -> Value {
        match self {
            Error::Pending => cx.take_exception(),
            Error::Value(value) => value,
            Error::New { class, code, message } => cx.new_error(class, code, &message),
            Error::System(system) => system.to_value(cx),
        }
    }
}

impl SystemError {
    /// The error object, with Node's properties in Node's order.
    pub fn to_value(&self, cx: Cx) -> Value {
        let error = cx.new_error(ErrorClass::Error, None, &self.message());
        let (code, _) = errno::describe(self.errno);
        let set = |name: &str, value: Value| {
            // Defined, not set: what programs put on the prototypes has no say.
            cx.define(&error, name, value, Attributes::ALL).expect("a fresh error takes properties");
        };
        set("errno", Value::from(-self.errno));
        set("code", cx.string(code));
        set("syscall", cx.string(self.syscall));
        if let Some(path) = &self.path {
            set("path", cx.string(path));
        }
        if let Some(dest) = &self.dest {
            set("dest", cx.string(dest));
        }
        error
    }
}
