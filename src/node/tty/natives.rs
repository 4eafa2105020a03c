//! The binding `tty_wrap`: what a terminal is asked and told.

use std::cell::RefCell;
use std::os::fd::{IntoRawFd, OwnedFd};

use rustix::fs::{Mode, OFlags};
use rustix::termios::{self, OptionalActions, Termios};

use crate::engine::{Binding, Call, Result, Value, borrowed_fd};

thread_local! {
    /// The settings that terminals had before they were made raw, by descriptor.
    static COOKED: RefCell<Vec<(i32, Termios)>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("isTTY", 1, |call: &Call| -> Result<bool> {
        Ok(borrowed_fd(call.i32(0)?).is_some_and(|fd| termios::isatty(fd)))
    })?;
    binding.function("reopen", 1, reopen)?;
    binding.function("setRawMode", 2, set_raw_mode)?;
    binding.function("getWindowSize", 1, window_size)
}

fn errno(error: rustix::io::Errno) -> i32 {
    -error.raw_os_error()
}

/// `reopen(fd, writable)`: a descriptor of the same terminal with flags of its own, so that making it non-blocking does
/// not change what other processes have open; a duplicate where the terminal cannot be opened again. A negative errno
/// when `fd` is no terminal.
fn reopen(call: &Call) -> Result<i32> {
    let Some(fd) = borrowed_fd(call.i32(0)?) else { return Ok(-libc::EBADF) };
    if !termios::isatty(fd) {
        return Ok(-libc::EINVAL);
    }
    let access = if call.bool(1) { OFlags::RDWR } else { OFlags::RDONLY };
    let opened = termios::ttyname(fd, Vec::new())
        .and_then(|name| rustix::fs::open(name, access | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()))
        .or_else(|_| rustix::io::fcntl_dupfd_cloexec(fd, 3));
    Ok(opened.map_or_else(errno, OwnedFd::into_raw_fd))
}

/// `setRawMode(fd, on)`: 0 or a negative errno. What the terminal was before comes back with false.
fn set_raw_mode(call: &Call) -> Result<i32> {
    let number = call.i32(0)?;
    let Some(fd) = borrowed_fd(number) else { return Ok(-libc::EBADF) };
    let set = |settings: &Termios| {
        termios::tcsetattr(fd, OptionalActions::Drain, settings).map_or_else(errno, |()| 0)
    };
    if !call.bool(1) {
        let before = COOKED.with_borrow_mut(|cooked| {
            let at = cooked.iter().position(|(of, _)| *of == number)?;
            Some(cooked.swap_remove(at).1)
        });
        return Ok(before.map_or(0, |before| set(&before)));
    }
    let before = match termios::tcgetattr(fd) {
        Ok(before) => before,
        Err(error) => return Ok(errno(error)),
    };
    let mut raw = before.clone();
    raw.make_raw();
    // As libuv has it: output is still processed, so that a newline returns the carriage.
    raw.output_modes |= termios::OutputModes::OPOST | termios::OutputModes::ONLCR;
    let status = set(&raw);
    if status == 0 {
        COOKED.with_borrow_mut(|cooked| {
            if cooked.iter().all(|(of, _)| *of != number) {
                cooked.push((number, before));
            }
        });
    }
    Ok(status)
}

/// Gives terminals the settings back that they had, before the process ends.
pub fn restore_terminals() {
    for (number, before) in COOKED.take() {
        if let Some(fd) = borrowed_fd(number) {
            // The terminal may be gone.
            let _ = termios::tcsetattr(fd, OptionalActions::Now, &before);
        }
    }
}

/// `[columns, rows]`, or a negative errno.
fn window_size(call: &Call) -> Result<Value> {
    let Some(fd) = borrowed_fd(call.i32(0)?) else { return Ok(Value::from(-libc::EBADF)) };
    Ok(match termios::tcgetwinsize(fd) {
        Ok(size) => call.cx().array([i32::from(size.ws_col), i32::from(size.ws_row)].map(Value::from)),
        Err(error) => Value::from(errno(error)),
    })
}
