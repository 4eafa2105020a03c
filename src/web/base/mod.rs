//! What every other built-in script leans on: errors, checks of arguments, small helpers, small data structures.
use crate::runtime::builtin::{Module, private, shared};

mod natives;

pub const MODULE: Module = Module {
    name: "base",
    scripts: &[
        shared("internal/errors", "errors.js"),
        private("internal/errors/codes", "error_codes.js"),
        private("internal/errors/messages", "error_messages.js"),
        private("internal/errors/text", "error_text.js"),
        private("internal/errors/system", "system_errors.js"),
        shared("internal/errors/uv", "uv_errors.js"),
        shared("internal/per_context/domexception", "domexception.js"),
        shared("internal/assert", "assert.js"),
        shared("internal/validators", "validators.js"),
        shared("internal/util", "util.js"),
        private("internal/util/define", "util_define.js"),
        private("internal/util/deprecate", "util_deprecate.js"),
        private("internal/util/promisify", "util_promisify.js"),
        private("internal/util/system", "util_system.js"),
        shared("internal/util/types", "types.js"),
        shared("internal/options", "options.js"),
        shared("internal/constants", "constants.js"),
        shared("internal/async_tracking", "async_tracking.js"),
        shared("internal/fixed_queue", "fixed_queue.js"),
        shared("internal/linkedlist", "linkedlist.js"),
        shared("internal/priority_queue", "priority_queue.js"),
    ],
    uses: &["inspect", "url"],
    globals: &[("DOMException", "internal/per_context/domexception")],
    bindings: &[
        ("util", natives::util),
        ("types", natives::types),
        ("uv", natives::uv),
        ("symbols", natives::symbols),
    ],
    ..Module::EMPTY
};

/// What a file descriptor is, in the order that scripts know it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are Node's own")]
pub enum HandleType {
    Tcp,
    Tty,
    Udp,
    File,
    Pipe,
    Unknown,
}

/// What a file descriptor is, as Node guesses it.
pub fn handle_type(fd: i32) -> HandleType {
    use rustix::fs::FileType;
    use rustix::net::{AddressFamily, SocketType};

    if fd < 0 {
        return HandleType::Unknown;
    }
    let Some(fd) = crate::engine::borrowed_fd(fd) else { return HandleType::Unknown };
    if rustix::termios::isatty(fd) {
        return HandleType::Tty;
    }
    let Ok(stat) = rustix::fs::fstat(fd) else { return HandleType::Unknown };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile | FileType::CharacterDevice => HandleType::File,
        FileType::Fifo => HandleType::Pipe,
        FileType::Socket => {
            let family = rustix::net::getsockname(fd).map(|address| address.address_family());
            match (rustix::net::sockopt::socket_type(fd), family) {
                (_, Ok(AddressFamily::UNIX)) => HandleType::Pipe,
                (Ok(SocketType::STREAM), _) => HandleType::Tcp,
                (Ok(SocketType::DGRAM), _) => HandleType::Udp,
                _ => HandleType::Unknown,
            }
        }
        _ => HandleType::Unknown,
    }
}
