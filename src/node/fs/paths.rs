//! Paths and descriptors as operations take them, names as operations give them, and failures that say which.

use std::ffi::{CStr, CString};
use std::mem::ManuallyDrop;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::io::Errno;

use crate::engine::{Call, Cx, Error, Result, Return, SystemError, Value, adopt_fd};

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

/// A descriptor by its number: the program's, so it is not closed with this.
#[derive(Debug)]
pub(super) struct Fd(ManuallyDrop<OwnedFd>);

impl Argument for Fd {
    fn take(call: &Call, index: usize) -> Result<Fd> {
        match call.i32(index)? {
            // Scripts let no negative number through.
            ..0 => Err(Error::errno(libc::EBADF, "open")),
            fd => Ok(Fd::from(adopt_fd(fd))),
        }
    }
}

impl From<OwnedFd> for Fd {
    fn from(fd: OwnedFd) -> Fd {
        Fd(ManuallyDrop::new(fd))
    }
}

impl Fd {
    /// For system calls, which answer EBADF when the descriptor is not open.
    pub(super) fn borrow(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }

    /// Closes it; an error when it is not open.
    pub(super) fn close(self) -> rustix::io::Result<()> {
        rustix::io::fcntl_getfd(self.borrow())?;
        drop(ManuallyDrop::into_inner(self.0));
        Ok(())
    }
}

/// Either, as `readFile` and `writeFile` take it.
#[derive(Debug)]
pub(super) enum PathOrFd {
    Path(Path),
    Fd(Fd),
}

impl Argument for PathOrFd {
    fn take(call: &Call, index: usize) -> Result<PathOrFd> {
        match call.arg(index).as_i32() {
            Some(_) => Fd::take(call, index).map(PathOrFd::Fd),
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
