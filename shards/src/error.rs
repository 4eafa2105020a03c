//! What can go wrong before and around a shard's program. Each text says what is
//! missing and how to get it; errors of single fds are plain [`std::io::Error`]s.

use std::fmt;
use std::io;

use crate::limits;

/// Why a shard does not run, or no longer.
#[derive(Debug)]
pub enum Error {
    /// `io_uring_setup` is not allowed to this process, or not in this kernel.
    IoUring(io::Error),
    /// `RLIMIT_MEMLOCK` is too low.
    Memlock {
        /// The limit as it is.
        limit_bytes: u64,
    },
    /// The executor did not come up for another reason.
    Executor(String),
    /// A thread could not be started.
    Thread(io::Error),
    /// The core is not among those this process may use.
    Core {
        /// The core that was asked for.
        core: usize,
        /// What the kernel said, if it was asked.
        source: Option<io::Error>,
    },
    /// A number out of its limits.
    Option {
        /// The option's name.
        what: &'static str,
        /// What it was given.
        value: usize,
        /// The least it may be.
        min: usize,
        /// The most it may be.
        max: usize,
    },
    /// The shard's epoll or eventfd could not be made.
    Reactor(io::Error),
    /// The shard's program panicked.
    Panicked {
        /// The shard's name.
        shard: String,
        /// What it panicked with.
        message: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::IoUring(error) => write!(
                out,
                "io_uring is not available ({error}). {}",
                io_uring_remedy(error.raw_os_error())
            ),
            Error::Memlock { limit_bytes } => write!(
                out,
                "only {} KiB of memory may be locked (RLIMIT_MEMLOCK), {} KiB are needed. {}",
                limit_bytes / 1024,
                limits::MEMLOCK_BYTES_MIN / 1024,
                MEMLOCK_REMEDY
            ),
            Error::Executor(message) => write!(out, "the executor did not start: {message}"),
            Error::Thread(error) => write!(
                out,
                "a shard's thread could not be started: {error}. The limits are ulimit -u and \
                 the cgroup's pids.max"
            ),
            Error::Core { core, source: None } => {
                write!(out, "core {core} is not among the cores that this process may use")
            }
            Error::Core { core, source: Some(error) } => {
                write!(out, "the shard could not be pinned to core {core}: {error}")
            }
            Error::Option { what, value, min, max } => {
                write!(out, "{what} is {value}, and must be from {min} to {max}")
            }
            Error::Reactor(error) => write!(out, "the shard's reactor did not start: {error}"),
            Error::Panicked { shard, message } => write!(out, "shard {shard} panicked: {message}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::IoUring(error)
            | Error::Thread(error)
            | Error::Reactor(error)
            | Error::Core { source: Some(error), .. } => Some(error),
            _ => None,
        }
    }
}

pub(crate) const MEMLOCK_REMEDY: &str = "Raise it: ulimit -l 8192 in the shell, LimitMEMLOCK=8M \
     in a systemd unit, --ulimit memlock=8388608 for docker run, or /etc/security/limits.conf";

/// How to get io_uring, by the errno of `io_uring_setup`.
pub(crate) fn io_uring_remedy(errno: Option<i32>) -> &'static str {
    match errno {
        Some(libc::EPERM | libc::EACCES) => {
            "Something forbids it: a seccomp profile (Docker's default one does; use docker run \
             --security-opt seccomp=unconfined, or a profile that allows io_uring_setup, \
             io_uring_enter and io_uring_register), or kernel.io_uring_disabled (sysctl -w \
             kernel.io_uring_disabled=0)"
        }
        Some(libc::ENOSYS) => {
            "The kernel has none, or a sandbox (gVisor) hides it: Linux 5.8 or later is needed"
        }
        Some(libc::ENOMEM) => "Memory for its rings may not be locked: raise ulimit -l",
        Some(libc::EMFILE | libc::ENFILE) => "No file descriptors are left: raise ulimit -n",
        _ => "Linux 5.8 or later is needed, with io_uring allowed",
    }
}

/// The text of a panic's payload.
pub(crate) fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "no message".to_owned()
    }
}
