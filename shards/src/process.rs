//! What a process does once, before its first shard, and undoes for its children.

use std::sync::OnceLock;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{MembarrierCommand, MembarrierQuery, membarrier, membarrier_query};

use crate::{cores, inherited};

/// Call at the top of `main`, before the process has threads:
/// - registers for membarrier, which costs 4 to 7 ms in the first sleep of the
///   executor otherwise, as it then waits for every core;
/// - takes sockets that it was started with into care;
/// - remembers the affinity mask and the stack limit, for children;
/// - raises the soft limit of open files to the hard one, as Node does;
/// - ignores `SIGXFSZ`, so that a write over the limit of a file's size is an error, as in Node;
/// - no longer ignores `SIGCHLD`, should it have been started so: the kernel would forget children before they are
///   waited for.
pub fn init_process() {
    if membarrier_query().contains(MembarrierQuery::REGISTER_PRIVATE_EXPEDITED) {
        // Where it fails the executor finds another barrier by itself.
        let _ = membarrier(MembarrierCommand::RegisterPrivateExpedited);
    }
    inherited::adopt();
    let _ = cores::original_affinity();
    let _ = original_stack();
    let files = getrlimit(Resource::Nofile);
    if files.current != files.maximum {
        // Refused (a bound of the kernel's, fs.nr_open): the limit stays as it is.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: files.maximum, ..files });
    }
    #[allow(unsafe_code, reason = "a plain library call")]
    // SAFETY: no handler of ours is involved.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
        libc::signal(libc::SIGCHLD, libc::SIG_DFL);
    }
}

static STACK: OnceLock<Rlimit> = OnceLock::new();

fn original_stack() -> Rlimit {
    *STACK.get_or_init(|| getrlimit(Resource::Stack))
}

/// Gives a child process what this process was started with: the affinity mask and
/// the stack limit. Runs between fork and exec: makes two system calls and nothing
/// else, if [`init_process`] was called.
pub fn restore_in_child() {
    cores::restore_affinity();
    // What the process was started with is always within its hard limit.
    let _ = setrlimit(Resource::Stack, original_stack());
}

/// Lets the main thread's stack grow to `bytes`; false if it cannot. The kernel looks
/// at the limit when the stack grows, and leaves at least 128 MiB of room for it.
pub(crate) fn grow_main_stack(bytes: usize) -> bool {
    // Room for the frames above the shard's own, and for the environment.
    let wanted = bytes as u64 + (1 << 20);
    let _ = original_stack();
    let limit = getrlimit(Resource::Stack);
    if limit.current.is_none_or(|current| current >= wanted) {
        return true;
    }
    wanted <= 64 << 20
        && limit.maximum.is_none_or(|maximum| maximum >= wanted)
        && setrlimit(Resource::Stack, Rlimit { current: Some(wanted), ..limit }).is_ok()
}

/// Ends the process at once, its threads and their heaps as they stand: no destructor and no exit handler runs, and
/// the kernel takes everything back. For a program that has said all it had to say.
pub fn exit_process(code: i32) -> ! {
    #[allow(unsafe_code, reason = "the C library's way to leave without its exit handlers")]
    // SAFETY: ends the process; nothing of it runs after the call.
    unsafe {
        libc::_exit(code)
    }
}
