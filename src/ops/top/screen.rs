//! The terminal: a screen of its own while the view is shown, and a key that ends it. Where standard output is no
//! terminal each look is simply printed.

use std::io;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{self, LocalModes, OptionalActions, SpecialCodeIndex, Termios};

use super::view::Size;
use super::{sleep_until, write_all};

pub(super) struct Screen {
    is_terminal: bool,
    /// How the terminal was, when keys are read from it.
    before: Option<Termios>,
}

impl Screen {
    pub(super) fn open() -> io::Result<Screen> {
        let is_terminal = termios::isatty(io::stdout());
        let mut before = None;
        if is_terminal {
            // The other screen, without a cursor.
            write_all("\x1b[?1049h\x1b[?25l")?;
            before = keys_at_once()?;
        }
        Ok(Screen { is_terminal, before })
    }

    pub(super) fn size(&self) -> Option<Size> {
        let size = termios::tcgetwinsize(io::stdout()).ok()?;
        (size.ws_col > 0).then_some(Size { columns: usize::from(size.ws_col), rows: usize::from(size.ws_row) })
    }

    pub(super) fn show(&self, text: &str) -> io::Result<()> {
        if !self.is_terminal {
            return write_all(&format!("{text}\n"));
        }
        // Line by line over what was there, so that nothing flickers.
        let lines: String = text.lines().map(|line| format!("{line}\x1b[K\r\n")).collect();
        write_all(&format!("\x1b[H{}\x1b[J", lines.trim_end_matches("\r\n")))
    }

    /// True when `q`, Control-C or the end of the input came meanwhile.
    pub(super) fn wait(&self, interval: Duration) -> bool {
        let end = Instant::now() + interval;
        if self.before.is_none() {
            std::thread::sleep(interval);
            return false;
        }
        sleep_until(end, |left| {
            let stdin = io::stdin();
            let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
            let timeout = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: left.subsec_nanos().into() };
            if !poll(&mut fds, Some(&timeout)).is_ok_and(|ready| ready > 0) {
                return false;
            }
            let mut key = [0];
            rustix::io::read(&stdin, &mut key).map_or(true, |count| count == 0 || matches!(key[0], b'q' | 3 | 4))
        })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // The terminal may be gone by now.
        if let Some(before) = &self.before {
            let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
        if self.is_terminal {
            let _ = write_all("\x1b[?25h\x1b[?1049l");
        }
    }
}

/// Keys are read as they come, unseen; `None` where there is no terminal to read from.
fn keys_at_once() -> io::Result<Option<Termios>> {
    if !termios::isatty(io::stdin()) {
        return Ok(None);
    }
    let before = termios::tcgetattr(io::stdin())?;
    let mut raw = before.clone();
    raw.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
    raw.special_codes[SpecialCodeIndex::VMIN] = 1;
    termios::tcsetattr(io::stdin(), OptionalActions::Now, &raw)?;
    Ok(Some(before))
}
