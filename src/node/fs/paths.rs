//! Paths and descriptors as operations take them, names as operations give them, and failures that say which.

use std::ffi::{CStr, CString};
use std::os::fd::BorrowedFd;

use rustix::io::Errno;

use crate::engine::{Call, Cx, Error, Result, Return, SystemError, Value};

use super::operation::{Argument, Failure, Outcome};

/// A path: a string as UTF-8, or a buffer's bytes as they are.
#[derive(Clone, Debug)]
pub(super) struct Path(CString);

impl Argument for Path {
    fn take(call: &Call, index: usize) -> Result<Path> {
        let value = call.arg(index);
        let bytes = match call.cx().bytes(value) {
            Some(bytes) => bytes.to_vec(),
            None => call.cx().text(value)?.to_utf8().into_owned().into_bytes(),
        };
        // Scripts refuse such a path, naming the argument; this is for what gets past them.
        CString::new(bytes).map(Path).map_err(|_| Error::type_error("a path has no null bytes"))
    }
}

impl Path {
    /// From bytes that came from the system, which have no null bytes.
    pub(super) fn of(bytes: Vec<u8>) -> Path {
        Path(CString::new(bytes).expect("the system's names have no null bytes"))
    }

    pub(super) fn as_c(&self) -> &CStr {
        &self.0
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(super) fn shown(&self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }

    /// This folder's entry of that name.
    pub(super) fn join(&self, name: &[u8]) -> Path {
        let mut joined = self.bytes().to_vec();
        if joined.last().is_some_and(|last| *last != b'/') {
            joined.push(b'/');
        }
        joined.extend_from_slice(name);
        Path::of(joined)
    }
}

/// A descriptor by its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fd(pub(super) i32);

impl Argument for Fd {
    fn take(call: &Call, index: usize) -> Result<Fd> {
        call.i32(index).map(Fd)
    }
}

impl Fd {
    /// For one system call, which answers EBADF when the descriptor is not open.
    #[allow(unsafe_code, reason = "programs name descriptors by number, and asking first costs a system call")]
    pub(super) fn borrow(&self) -> BorrowedFd<'_> {
        // SAFETY: scripts let no negative number through, so it is not the niche of -1; and the number goes to a
        // system call that checks it, and to nothing that closes or keeps it.
        unsafe { BorrowedFd::borrow_raw(self.0.max(0)) }
    }

    #[allow(unsafe_code, reason = "programs close descriptors by number")]
    pub(super) fn close(self) -> rustix::io::Result<()> {
        // SAFETY: closes what the program says that it owns; a number that is not open is an error, no harm.
        match unsafe { libc::close(self.0) } {
            // The descriptor is closed also when a signal came.
            0 => Ok(()),
            _ => match Errno::from_io_error(&std::io::Error::last_os_error()) {
                Some(Errno::INTR) | None => Ok(()),
                Some(errno) => Err(errno),
            },
        }
    }
}

/// Either, as `readFile` and `writeFile` take it.
#[derive(Clone, Debug)]
pub(super) enum PathOrFd {
    Path(Path),
    Fd(Fd),
}

impl Argument for PathOrFd {
    fn take(call: &Call, index: usize) -> Result<PathOrFd> {
        match call.arg(index).as_i32() {
            Some(fd) => Ok(PathOrFd::Fd(Fd(fd))),
            None => Path::take(call, index).map(PathOrFd::Path),
        }
    }
}

/// Names a failed system call, and what it was about.
pub(super) trait Blame<T> {
    fn of(self, syscall: &'static str) -> Outcome<T>;
    fn at(self, syscall: &'static str, path: &Path) -> Outcome<T>;
    fn between(self, syscall: &'static str, path: &Path, dest: &Path) -> Outcome<T>;
}

impl<T> Blame<T> for rustix::io::Result<T> {
    fn of(self, syscall: &'static str) -> Outcome<T> {
        self.map_err(|errno| failure(errno, syscall, None, None))
    }

    fn at(self, syscall: &'static str, path: &Path) -> Outcome<T> {
        self.map_err(|errno| failure(errno, syscall, Some(path.shown()), None))
    }

    fn between(self, syscall: &'static str, path: &Path, dest: &Path) -> Outcome<T> {
        self.map_err(|errno| failure(errno, syscall, Some(path.shown()), Some(dest.shown())))
    }
}

pub(super) fn failure(errno: Errno, syscall: &'static str, path: Option<String>, dest: Option<String>) -> Failure {
    Failure::System(Box::new(SystemError { errno: errno.raw_os_error(), syscall, path, dest }))
}

/// A name or path for JavaScript: a string, or a `Buffer` when its bytes are to be decoded otherwise.
pub(super) struct Name {
    pub(super) bytes: Vec<u8>,
    pub(super) as_buffer: bool,
}

impl Return for Name {
    fn into_value(self, cx: Cx) -> Result<Value> {
        if self.as_buffer {
            return cx.buffer(self.bytes);
        }
        Ok(cx.string(&String::from_utf8_lossy(&self.bytes)))
    }
}
