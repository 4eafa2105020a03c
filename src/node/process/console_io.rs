//! The binding `process_fatal`: writing to standard error whatever happens, and the source line that a report shows.

use std::io::{BufRead, BufReader};

use rustix::io::Errno;

use crate::engine::{Binding, Call, Error, Result, Value, borrowed_fd};
use crate::web::base::handle_type;

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("writeSync", 2, write_sync)?;
    binding.function("sourceLine", 2, source_line)?;
    binding.function("errorPosition", 2, error_position)?;
    // Which of several shards the program runs on; undefined for the only one, and for threads that a program started.
    binding.function("shardName", 0, |_: &Call| -> Result<Option<String>> {
        let runtime = crate::runtime::current();
        let is_one_of_many = runtime.options().thread_id == 0 && runtime.shard().peers().len() > 1;
        Ok(is_one_of_many.then(|| format!("shard {}", runtime.shard().index())))
    })?;
    binding.function("guessHandleType", 1, |call: &Call| -> Result<&'static str> {
        const NAMES: [&str; 6] = ["TCP", "TTY", "UDP", "FILE", "PIPE", "UNKNOWN"];
        Ok(NAMES[handle_type(call.i32(0)?) as usize])
    })
}

/// Writes a string or bytes whole. A full pipe is waited for, as standard streams are synchronous.
fn write_sync(call: &Call) -> Result<()> {
    let Some(fd) = borrowed_fd(call.i32(0)?) else { return Err(Error::errno(libc::EBADF, "write")) };
    let text;
    let bytes: &[u8] = if call.arg(1).is_string() {
        text = call.string(1)?;
        text.as_bytes()
    } else {
        call.bytes(1)?
    };
    let mut rest = bytes;
    while !rest.is_empty() {
        match rustix::io::write(fd, rest) {
            Ok(written) => rest = &rest[written..],
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => wait_writable(fd),
            Err(error) => return Err(Error::errno(error.raw_os_error(), "write")),
        }
    }
    Ok(())
}

fn wait_writable(fd: std::os::fd::BorrowedFd) {
    use rustix::event::{PollFd, PollFlags, poll};
    let mut fds = [PollFd::new(&fd, PollFlags::OUT)];
    // Whatever the outcome, the write is tried again and tells.
    let _ = poll(&mut fds, None);
}

/// One line of a file, without its end; undefined when there is no such file or line.
fn source_line(call: &Call) -> Result<Option<String>> {
    let (file, line) = (call.string(0)?, call.usize(1)?);
    let Ok(file) = std::fs::File::open(file) else { return Ok(None) };
    let Some(index) = line.checked_sub(1) else { return Ok(None) };
    Ok(BufReader::new(file).lines().nth(index).and_then(std::result::Result::ok))
}

/// `errorPosition(thrown, whereThrown)`: `[file, line, column]`; undefined when it is not known. See
/// `Cx::error_position`.
fn error_position(call: &Call) -> Option<Value> {
    let position = call.cx().error_position(call.arg(0), call.bool(1))?;
    Some(call.cx().array([position.file, Value::from(position.line), Value::from(position.column)]))
}
