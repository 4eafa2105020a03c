//! Whether a hang-up is what its name says: the terminal that the process was started from is gone.

use std::sync::OnceLock;

use rustix::fs::{CWD, Mode, OFlags, openat};

static HAD_TERMINAL: OnceLock<bool> = OnceLock::new();

fn has_terminal() -> bool {
    openat(CWD, c"/dev/tty", OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY, Mode::empty()).is_ok()
}

/// To be called at the start: looks at standard error, and at nothing else if that is no terminal.
pub(crate) fn remember() {
    HAD_TERMINAL.get_or_init(|| rustix::termios::isatty(std::io::stderr()) && has_terminal());
}

/// Whether there was a terminal at the start and is none now.
pub(crate) fn is_gone() -> bool {
    HAD_TERMINAL.get().is_some_and(|had| *had) && !has_terminal()
}
