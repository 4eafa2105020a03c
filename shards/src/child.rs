//! Child processes: launched without copying this process's memory, and watched through a pidfd.
//!
//! The child is cloned with shared memory while the launching thread stands still (as `posix_spawn` does it), so that
//! launching costs the same however much this process holds, and other shards go on meanwhile. Between clone and exec
//! it makes system calls only, over what was laid out before.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;

use rustix::process::{WaitId, WaitIdOptions, waitid};

use crate::posix;

/// What to launch.
pub struct Launch<'a> {
    /// With a slash a path; otherwise a name that is looked for in the `PATH` of `env`.
    pub file: &'a CStr,
    /// The arguments, from the program's own name on.
    pub args: &'a [CString],
    /// The environment: `NAME=value`.
    pub env: &'a [CString],
    /// The folder to start in; this process's own without.
    pub cwd: Option<&'a CStr>,
    /// The child's descriptors, from 0 on. `None` is `/dev/null` for the first three, and closed for others.
    pub fds: &'a [Option<RawFd>],
    /// Make it the leader of a session of its own.
    pub new_session: bool,
    /// The user to become.
    pub uid: Option<u32>,
    /// The group to become.
    pub gid: Option<u32>,
}

/// How a process ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// With this exit code.
    Exited(i32),
    /// By this signal.
    Signaled(i32),
}

/// A process that this one launched. Dropped before it ended, it goes on by itself.
#[derive(Debug)]
pub struct Child {
    pid: i32,
    pidfd: OwnedFd,
}

impl Child {
    /// Its number.
    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// How it ended, once it has; this lets the kernel forget it, so the answer comes once.
    ///
    /// # Errors
    /// `ECHILD` when it was waited for before.
    pub fn try_wait(&self) -> io::Result<Option<Ended>> {
        self.wait_with(WaitIdOptions::EXITED | WaitIdOptions::NOHANG)
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// `ECHILD` when it was waited for before.
    pub fn wait(&self) -> io::Result<Ended> {
        loop {
            match self.wait_with(WaitIdOptions::EXITED) {
                Ok(ended) => return Ok(ended.expect("a wait without NOHANG ends with the process")),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn wait_with(&self, options: WaitIdOptions) -> io::Result<Option<Ended>> {
        let status = waitid(WaitId::PidFd(self.pidfd.as_fd()), options)?;
        Ok(status.map(|status| match (status.exit_status(), status.terminating_signal()) {
            (Some(code), _) => Ended::Exited(code),
            (None, signal) => Ended::Signaled(signal.unwrap_or(libc::SIGKILL)),
        }))
    }

    /// Sends it a signal; 0 only asks whether it is there. Not to be called once it was waited for.
    ///
    /// # Errors
    /// `ESRCH`, `EPERM`, `EINVAL`.
    pub fn kill(&self, signal: i32) -> io::Result<()> {
        posix::kill(self.pid, signal)
    }
}

impl AsFd for Child {
    /// Readable once the process has ended.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pidfd.as_fd()
    }
}

/// Bytes of stack that the child has until it becomes the new program.
const STACK_BYTES: usize = 64 << 10;

/// What the child works on, laid out by the parent.
struct Plan {
    /// The files to try, in order.
    files: Vec<CString>,
    args: Vec<*const c_char>,
    /// The arguments of a shell that runs what the kernel cannot: its first file is filled in when it is known.
    shell_args: Vec<*const c_char>,
    env: Vec<*const c_char>,
    cwd: *const c_char,
    fds: Vec<RawFd>,
    new_session: bool,
    uid: Option<u32>,
    gid: Option<u32>,
    /// The errno of what failed.
    failure: c_int,
}

/// Launches a process.
///
/// # Errors
/// Whatever kept it from becoming the new program: `ENOENT`, `EACCES`, `EPERM`, `E2BIG`, `EAGAIN` …
pub fn launch(launch: &Launch) -> io::Result<Child> {
    let list = |texts: &[CString]| -> Vec<*const c_char> {
        texts.iter().map(|text| text.as_ptr()).chain([ptr::null()]).collect()
    };
    let args = list(launch.args);
    let mut shell_args = vec![SHELL.as_ptr(), ptr::null()];
    shell_args.extend(args.iter().skip(1));
    if args.len() == 1 {
        shell_args.push(ptr::null());
    }
    let mut plan = Plan {
        files: candidates(launch.file, launch.env),
        args,
        shell_args,
        env: list(launch.env),
        cwd: launch.cwd.map_or(ptr::null(), CStr::as_ptr),
        fds: launch.fds.iter().map(|fd| fd.unwrap_or(-1)).collect(),
        new_session: launch.new_session,
        uid: launch.uid,
        gid: launch.gid,
        failure: 0,
    };
    clone_and_exec(&mut plan)
}

/// Runs what has no header that the kernel knows, as `execvp` has it.
const SHELL: &CStr = c"/bin/sh";

/// Where `execvp` would look for the file.
fn candidates(file: &CStr, env: &[CString]) -> Vec<CString> {
    let name = file.to_bytes();
    if name.contains(&b'/') {
        return vec![file.to_owned()];
    }
    if name.is_empty() {
        return Vec::new();
    }
    let path = env.iter().find_map(|pair| pair.to_bytes().strip_prefix(b"PATH="));
    let folders = path.unwrap_or(b"/bin:/usr/bin").split(|byte| *byte == b':');
    folders
        .map(|folder| {
            let mut text = folder.to_vec();
            // An empty part of the path is the folder that the child starts in.
            if !text.is_empty() {
                text.push(b'/');
            }
            text.extend_from_slice(name);
            CString::new(text).expect("made of texts without NUL")
        })
        .collect()
}

#[allow(unsafe_code, reason = "a process is made by hand, as no safe interface places descriptors and ids")]
fn clone_and_exec(plan: &mut Plan) -> io::Result<Child> {
    let mut stack: Vec<u128> = vec![0; STACK_BYTES / size_of::<u128>()];
    let mut pidfd: RawFd = -1;
    // SAFETY: the stack's end is aligned, and it outlives the child's use of our memory: CLONE_VFORK stops this thread
    // until the child has become another program or ended. `plan` is the child's alone meanwhile. Signals are blocked,
    // so that no handler of ours runs in the child before it has reset them.
    let pid = unsafe {
        let mut every: libc::sigset_t = std::mem::zeroed();
        let mut before: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut every);
        libc::pthread_sigmask(libc::SIG_SETMASK, &every, &mut before);
        let pid = libc::clone(
            in_child,
            stack.as_mut_ptr().add(stack.len()).cast(),
            libc::CLONE_VM | libc::CLONE_VFORK | libc::CLONE_PIDFD | libc::SIGCHLD,
            ptr::from_mut(plan).cast(),
            &mut pidfd as *mut RawFd,
        );
        let error = io::Error::last_os_error();
        libc::pthread_sigmask(libc::SIG_SETMASK, &before, ptr::null_mut());
        if pid < 0 {
            return Err(error);
        }
        pid
    };
    // SAFETY: the kernel made the descriptor for us, close-on-exec.
    let child = Child { pid, pidfd: unsafe { OwnedFd::from_raw_fd(pidfd) } };
    if plan.failure == 0 {
        return Ok(child);
    }
    child.wait()?;
    Err(io::Error::from_raw_os_error(plan.failure))
}

extern "C" fn in_child(plan: *mut c_void) -> c_int {
    #[allow(unsafe_code, reason = "see clone_and_exec")]
    // SAFETY: the pointer is the parent's `plan`, which it does not touch until this process has gone.
    unsafe {
        let plan = &mut *plan.cast::<Plan>();
        plan.failure = become_program(plan);
        libc::_exit(127)
    }
}

/// Returns the errno of what failed.
#[allow(unsafe_code, reason = "system calls between clone and exec, over what the parent laid out")]
fn become_program(plan: &mut Plan) -> c_int {
    // SAFETY: every pointer leads to texts and lists of the parent, which waits; the calls touch nothing else of it.
    // Ids are set by plain system calls, as the C library's own would set those of the parent's threads.
    unsafe {
        if plan.new_session {
            libc::setsid();
        }
        if let Err(errno) = place_descriptors(&mut plan.fds) {
            return errno;
        }
        if !plan.cwd.is_null() && libc::chdir(plan.cwd) != 0 {
            return errno();
        }
        if plan.uid.is_some() || plan.gid.is_some() {
            // Without the right to do so the groups stay, as in libuv.
            libc::syscall(libc::SYS_setgroups, 0, ptr::null::<libc::gid_t>());
        }
        if plan.gid.is_some_and(|gid| libc::syscall(libc::SYS_setgid, gid) != 0) {
            return errno();
        }
        if plan.uid.is_some_and(|uid| libc::syscall(libc::SYS_setuid, uid) != 0) {
            return errno();
        }
        crate::restore_in_child();
        default_signals();
        execute(plan)
    }
}

#[allow(unsafe_code, reason = "see become_program")]
fn place_descriptors(fds: &mut [RawFd]) -> Result<(), c_int> {
    let count = fds.len() as c_int;
    // SAFETY: system calls on numbers.
    unsafe {
        // What would be overwritten before its turn moves out of the way.
        for target in 0..fds.len() {
            let source = fds[target];
            if source >= 0 && source < count && source != target as c_int {
                fds[target] = libc::fcntl(source, libc::F_DUPFD_CLOEXEC, count.max(3));
                if fds[target] < 0 {
                    return Err(errno());
                }
            }
        }
        for (target, &source) in fds.iter().enumerate() {
            let target = target as c_int;
            if source < 0 {
                if target < 3 {
                    null_device(target)?;
                } else {
                    libc::close(target);
                }
                continue;
            }
            let placed =
                if source == target { libc::fcntl(target, libc::F_SETFD, 0) } else { libc::dup2(source, target) };
            if placed < 0 {
                return Err(errno());
            }
            if target < 3 {
                let flags = libc::fcntl(target, libc::F_GETFL);
                libc::fcntl(target, libc::F_SETFL, flags & !libc::O_NONBLOCK);
            }
        }
        for target in count..3 {
            null_device(target)?;
        }
        // Nothing else of ours is the child's, wherever it came from.
        let first = count.max(3) as libc::c_uint;
        libc::syscall(libc::SYS_close_range, first, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC);
    }
    Ok(())
}

#[allow(unsafe_code, reason = "see become_program")]
fn null_device(target: c_int) -> Result<(), c_int> {
    // SAFETY: system calls on numbers and a literal.
    unsafe {
        let opened = libc::open(c"/dev/null".as_ptr(), if target == 0 { libc::O_RDONLY } else { libc::O_RDWR });
        if opened < 0 || (opened != target && libc::dup2(opened, target) < 0) {
            return Err(errno());
        }
        if opened != target {
            libc::close(opened);
        }
    }
    Ok(())
}

/// Handlers and ignored signals of ours are not the new program's.
#[allow(unsafe_code, reason = "see become_program")]
fn default_signals() {
    // SAFETY: an all-zero action is the default one; the handlers are this process's own, not the parent's.
    unsafe {
        let default: libc::sigaction = std::mem::zeroed();
        for signal in 1..=libc::SIGRTMAX() {
            // Those that cannot be set are the default already.
            libc::sigaction(signal, &default, ptr::null_mut());
        }
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut());
    }
}

/// `execvp` over the candidates; returns the errno when none of them runs.
#[allow(unsafe_code, reason = "see become_program")]
fn execute(plan: &mut Plan) -> c_int {
    let mut denied = false;
    let mut last = libc::ENOENT;
    for file in &plan.files {
        // SAFETY: the lists end with null pointers.
        unsafe { libc::execve(file.as_ptr(), plan.args.as_ptr(), plan.env.as_ptr()) };
        last = errno();
        match last {
            libc::ENOEXEC => {
                plan.shell_args[1] = file.as_ptr();
                // SAFETY: as above.
                unsafe { libc::execve(SHELL.as_ptr(), plan.shell_args.as_ptr(), plan.env.as_ptr()) };
                return errno();
            }
            libc::EACCES => denied = true,
            libc::ENOENT | libc::ENOTDIR | libc::ESTALE | libc::ENODEV | libc::ETIMEDOUT => {}
            _ => return last,
        }
    }
    if denied { libc::EACCES } else { last }
}

#[allow(unsafe_code, reason = "see become_program")]
fn errno() -> c_int {
    // SAFETY: the calling thread's own.
    unsafe { *libc::__errno_location() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> CString {
        CString::new(text).unwrap()
    }

    fn plain<'a>(file: &'a CStr, args: &'a [CString]) -> Launch<'a> {
        Launch { file, args, env: &[], cwd: None, fds: &[], new_session: false, uid: None, gid: None }
    }

    #[test]
    fn ends_are_told() {
        let sh = |script: &str| [text("sh"), text("-c"), text(script)];
        let exited = launch(&plain(c"sh", &sh("exit 7"))).unwrap();
        assert_eq!(exited.wait().unwrap(), Ended::Exited(7));
        let killed = launch(&plain(c"/bin/sh", &sh("kill -9 $$"))).unwrap();
        assert_eq!(killed.wait().unwrap(), Ended::Signaled(9));
        let running = launch(&plain(c"sleep", &[text("sleep"), text("60")])).unwrap();
        assert_eq!(running.try_wait().unwrap(), None);
        running.kill(libc::SIGTERM).unwrap();
        assert_eq!(running.wait().unwrap(), Ended::Signaled(libc::SIGTERM));
    }

    #[test]
    fn failures_are_the_kernels() {
        let failed = |file: &CStr| launch(&plain(file, &[file.to_owned()])).unwrap_err().raw_os_error();
        assert_eq!(failed(c"there-is-no-such-program"), Some(libc::ENOENT));
        assert_eq!(failed(c""), Some(libc::ENOENT));
        assert_eq!(failed(c"/etc/passwd"), Some(libc::EACCES));
        let nowhere = Launch { cwd: Some(c"/nowhere"), ..plain(c"true", &[]) };
        assert_eq!(launch(&nowhere).unwrap_err().raw_os_error(), Some(libc::ENOENT));
    }

    #[test]
    fn descriptors_change_places() {
        use std::io::Read;
        let (mut first_read, first) = io::pipe().unwrap();
        let (mut second_read, second) = io::pipe().unwrap();
        let number = |fd: BorrowedFd| std::os::fd::AsRawFd::as_raw_fd(&fd);
        let fds = [None, Some(number(first.as_fd())), None, Some(number(second.as_fd()))];
        let args = [text("sh"), text("-c"), text("echo one; echo two >&3")];
        let child = launch(&Launch { fds: &fds, ..plain(c"sh", &args) }).unwrap();
        drop((first, second));
        let mut said = String::new();
        first_read.read_to_string(&mut said).unwrap();
        second_read.read_to_string(&mut said).unwrap();
        assert_eq!(said, "one\ntwo\n");
        assert_eq!(child.wait().unwrap(), Ended::Exited(0));
    }
}
