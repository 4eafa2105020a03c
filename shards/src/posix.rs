//! The few calls of the C library that `rustix` has no safe form for, or only a form for one thread.

use std::ffi::{CStr, CString};
use std::io;

/// Whose resources [`usage`] counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// The whole process.
    Process,
    /// The calling thread.
    Thread,
}

/// `getrusage(2)`.
#[allow(unsafe_code, reason = "fills a plain struct")]
pub fn usage(who: Who) -> libc::rusage {
    let who = match who {
        Who::Process => libc::RUSAGE_SELF,
        Who::Thread => libc::RUSAGE_THREAD,
    };
    // SAFETY: all-zero is a valid `rusage`, and the call fills it.
    unsafe {
        let mut usage = std::mem::zeroed();
        libc::getrusage(who, &mut usage);
        usage
    }
}

/// `kill(2)`, with processes and groups of any sign and signal 0.
///
/// # Errors
/// The kernel's: `ESRCH`, `EPERM`, `EINVAL`.
#[allow(unsafe_code, reason = "a plain system call")]
pub fn kill(process: i32, signal: i32) -> io::Result<()> {
    // SAFETY: no memory is involved.
    done(unsafe { libc::kill(process, signal) })
}

/// `execve(2)`: returns only when it failed. The standard streams stay open in the new program.
#[allow(unsafe_code, reason = "a plain system call")]
pub fn replace_process(file: &CStr, args: &[CString], env: &[CString]) -> io::Error {
    let pointers = |list: &[CString]| -> Vec<*const libc::c_char> {
        list.iter().map(|text| text.as_ptr()).chain([std::ptr::null()]).collect()
    };
    let (args, env) = (pointers(args), pointers(env));
    crate::restore_in_child();
    // SAFETY: both lists end with a null pointer, and their texts outlive the call.
    unsafe {
        for fd in 0..3 {
            let flags = libc::fcntl(fd, libc::F_GETFD);
            if flags >= 0 {
                libc::fcntl(fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC);
            }
        }
        libc::execve(file.as_ptr(), args.as_ptr(), env.as_ptr());
    }
    io::Error::last_os_error()
}

/// What [`set_id`] sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Id {
    User,
    EffectiveUser,
    Group,
    EffectiveGroup,
}

/// Sets an id of the whole process, all threads, as POSIX asks and the kernel alone does not.
///
/// # Errors
/// The kernel's: `EPERM`, `EINVAL`.
#[allow(unsafe_code, reason = "plain library calls")]
pub fn set_id(which: Id, id: u32) -> io::Result<()> {
    // SAFETY: no memory is involved.
    done(unsafe {
        match which {
            Id::User => libc::setuid(id),
            Id::EffectiveUser => libc::seteuid(id),
            Id::Group => libc::setgid(id),
            Id::EffectiveGroup => libc::setegid(id),
        }
    })
}

/// Sets the process's supplementary groups.
///
/// # Errors
/// The kernel's: `EPERM`, `EINVAL` for too many.
#[allow(unsafe_code, reason = "a plain library call")]
pub fn set_groups(groups: &[u32]) -> io::Result<()> {
    // SAFETY: pointer and length describe `groups`.
    done(unsafe { libc::setgroups(groups.len(), groups.as_ptr()) })
}

/// Sets the supplementary groups to those that `user` is in, and `group`.
///
/// # Errors
/// The kernel's: `EPERM`.
#[allow(unsafe_code, reason = "a plain library call")]
pub fn init_groups(user: &CStr, group: u32) -> io::Result<()> {
    // SAFETY: the name outlives the call.
    done(unsafe { libc::initgroups(user.as_ptr(), group) })
}

/// Sets the time zone in which the C library shows local times; empty for the system's.
#[allow(unsafe_code, reason = "the C library keeps the zone in the environment")]
pub fn set_time_zone(zone: &str) {
    #[allow(unsafe_code, reason = "the C library's own declaration")]
    unsafe extern "C" {
        fn tzset();
    }
    // SAFETY: the standard library's lock covers the environment; `tzset` re-reads the variable.
    unsafe {
        if zone.is_empty() {
            std::env::remove_var("TZ");
        } else {
            std::env::set_var("TZ", zone);
        }
        tzset();
    }
}

/// Sets what `ps` shows of the process: its name, and the arguments that it was started with, as far as there is room.
/// Whoever wants to know the arguments reads them before.
///
/// # Errors
/// Those of `/proc`.
#[allow(unsafe_code, reason = "the arguments are this process's own memory, which the kernel shows")]
pub fn set_title(title: &str) -> io::Result<()> {
    std::fs::write("/proc/self/comm", title.as_bytes())?;
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The fields behind the name, which may have spaces; those of the arguments are the 48th and 49th (proc(5)).
    let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(45);
    let mut address = || fields.next().and_then(|field| field.parse::<usize>().ok()).filter(|address| *address != 0);
    let (Some(start), Some(end)) = (address(), address()) else { return Ok(()) };
    let room = end.saturating_sub(start + 1);
    let length = title.len().min(room);
    // SAFETY: the kernel says that the arguments lie there, in writable memory of this process; nobody reads them as
    // Rust values any more, and the last byte stays zero.
    unsafe {
        let area = start as *mut u8;
        std::ptr::copy_nonoverlapping(title.as_ptr(), area, length);
        std::ptr::write_bytes(area.add(length), 0, room + 1 - length);
    }
    Ok(())
}

/// Whether a number is that of an eventfd that blocks whoever reads it.
#[allow(unsafe_code, reason = "the number need not be of an open descriptor")]
pub(crate) fn is_blocking_eventfd(fd: i32) -> bool {
    // SAFETY: no memory is involved.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    let target = || std::fs::read_link(format!("/proc/self/fd/{fd}"));
    flags >= 0 && flags & libc::O_NONBLOCK == 0 && target().is_ok_and(|target| target.as_os_str() == "anon_inode:[eventfd]")
}

fn done(status: i32) -> io::Result<()> {
    if status == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_the_kernels() {
        assert_eq!(kill(0, 12345).unwrap_err().raw_os_error(), Some(libc::EINVAL));
        kill(std::process::id() as i32, 0).unwrap();
    }

    #[test]
    fn usage_counts() {
        assert!(usage(Who::Process).ru_maxrss > 0);
        assert!(usage(Who::Thread).ru_minflt <= usage(Who::Process).ru_minflt);
    }
}

/// Has the kernel leave first packets of new TCP connections to a listening socket unanswered.
///
/// # Errors
/// The kernel's.
#[allow(unsafe_code, reason = "a plain system call over a short program")]
pub(crate) fn drop_syn(socket: std::os::fd::BorrowedFd<'_>) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    const FLAGS_AT: u32 = 13;
    const SYN_AND_ACK: u32 = 0x12;
    const SYN: u32 = 0x02;
    let step = |code: u32, jt, jf, k| libc::sock_filter { code: code as u16, jt, jf, k };
    // What such a filter sees begins with the TCP header.
    let mut program = [
        step(libc::BPF_LD | libc::BPF_B | libc::BPF_ABS, 0, 0, FLAGS_AT),
        step(libc::BPF_ALU | libc::BPF_AND | libc::BPF_K, 0, 0, SYN_AND_ACK),
        step(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, 0, 1, SYN),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, 0),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, u32::MAX),
    ];
    let filter = libc::sock_fprog { len: program.len() as u16, filter: program.as_mut_ptr() };
    // SAFETY: the kernel copies the program during the call.
    done(unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_ATTACH_FILTER,
            (&raw const filter).cast(),
            size_of::<libc::sock_fprog>() as libc::socklen_t,
        )
    })
}
