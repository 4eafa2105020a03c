//! Whether this machine lets shards run, and what to do if not: asked before the first
//! executor, and printed by `doctor` commands.

use std::io;
use std::sync::OnceLock;

use rustix::process::{Resource, getrlimit};

use crate::cores::Topology;
use crate::error::{Error, MEMLOCK_REMEDY, io_uring_remedy};
use crate::limits;

/// How a check came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Works, but not as well as it could.
    Poor,
    /// Shards cannot run.
    Bad,
}

/// One thing that was looked at.
#[derive(Clone, Debug)]
pub struct Check {
    /// A short name: `kernel`, `io_uring`, `memlock` …
    pub name: &'static str,
    /// How it came out.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// What to do about it; empty if nothing.
    pub remedy: String,
}

impl Check {
    fn new(name: &'static str, verdict: Verdict, found: String, remedy: &str) -> Check {
        let remedy = if verdict == Verdict::Good { String::new() } else { remedy.to_owned() };
        Check { name, verdict, found, remedy }
    }
}

/// Looks at everything that shards need or profit from.
pub fn probe() -> Vec<Check> {
    vec![kernel(), io_uring(), memlock(), cores(), cgroup(), open_files(), stack(), membarrier()]
}

/// Fails if a shard cannot run here. The answer for io_uring is remembered: it costs
/// two system calls, and a process that may use it keeps that right.
pub(crate) fn require() -> Result<(), Error> {
    static ALLOWED: OnceLock<()> = OnceLock::new();
    if ALLOWED.get().is_none() {
        if let Some(limit_bytes) = memlock_too_low() {
            return Err(Error::Memlock { limit_bytes });
        }
        try_io_uring().map_err(Error::IoUring)?;
        let _ = ALLOWED.set(());
    }
    Ok(())
}

/// Sets up the smallest ring there is and closes it again.
#[allow(unsafe_code, reason = "io_uring_setup has no safe wrapper")]
fn try_io_uring() -> io::Result<()> {
    use std::os::fd::{FromRawFd, OwnedFd};
    // `struct io_uring_params` is 120 bytes, all zeroes for the defaults.
    let mut params = [0u64; 15];
    // SAFETY: the pointer is to 120 writable bytes, which outlive the call.
    let fd = unsafe { libc::syscall(libc::SYS_io_uring_setup, 1, params.as_mut_ptr()) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just made this fd for us.
    drop(unsafe { OwnedFd::from_raw_fd(fd as i32) });
    Ok(())
}

/// The executor demands this much whether it locks memory or not; root included.
fn memlock_too_low() -> Option<u64> {
    getrlimit(Resource::Memlock).current.filter(|limit| *limit < limits::MEMLOCK_BYTES_MIN)
}

fn kernel() -> Check {
    let release = rustix::system::uname().release().to_string_lossy().into_owned();
    let mut parts = release.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
    let version = (
        parts.next().and_then(Result::ok).unwrap_or(0),
        parts.next().and_then(Result::ok).unwrap_or(0),
    );
    let verdict = if version >= (5, 8) { Verdict::Good } else { Verdict::Bad };
    Check::new("kernel", verdict, format!("Linux {release}"), "Linux 5.8 or later is needed")
}

fn io_uring() -> Check {
    match try_io_uring() {
        Ok(()) => Check::new("io_uring", Verdict::Good, "allowed".to_owned(), ""),
        Err(error) => {
            let remedy = io_uring_remedy(error.raw_os_error());
            Check::new("io_uring", Verdict::Bad, error.to_string(), remedy)
        }
    }
}

fn memlock() -> Check {
    let found = match getrlimit(Resource::Memlock).current {
        None => "unlimited".to_owned(),
        Some(limit) => format!("{} KiB", limit / 1024),
    };
    let verdict = if memlock_too_low().is_some() { Verdict::Bad } else { Verdict::Good };
    Check::new("memlock", verdict, found, MEMLOCK_REMEDY)
}

fn cores() -> Check {
    let topology = Topology::detect();
    let online = std::thread::available_parallelism().map_or(1, usize::from);
    let found = format!(
        "{} usable ({}), {} shards with auto, parallelism {online}",
        topology.cores.len(),
        ranges(&topology.cores),
        topology.auto()
    );
    Check::new("cores", Verdict::Good, found, "")
}

fn cgroup() -> Check {
    match Topology::detect().quota {
        None => Check::new("cgroup", Verdict::Good, "no CPU quota".to_owned(), ""),
        Some(quota) => {
            // Throttling stops every shard at once, for most of a period.
            let verdict = if quota < 1.0 { Verdict::Poor } else { Verdict::Good };
            let remedy = "Under one CPU a shard is paused when it has used its share: raise the \
                          cgroup's cpu.max (docker run --cpus)";
            Check::new("cgroup", verdict, format!("{quota:.2} CPUs"), remedy)
        }
    }
}

fn open_files() -> Check {
    let limit = getrlimit(Resource::Nofile);
    let show = |limit: Option<u64>| limit.map_or("unlimited".to_owned(), |n| n.to_string());
    let found = format!("{} (hard limit {})", show(limit.current), show(limit.maximum));
    let verdict =
        if limit.maximum.is_some_and(|hard| hard < 4096) { Verdict::Poor } else { Verdict::Good };
    let remedy = "Each connection is an open file: raise it with ulimit -Hn, LimitNOFILE= or \
                  docker run --ulimit nofile=";
    Check::new("nofile", verdict, found, remedy)
}

fn stack() -> Check {
    let limit = getrlimit(Resource::Stack);
    let enough = limit.maximum.is_none_or(|hard| hard > limits::STACK_BYTES as u64);
    let found = match limit.current {
        None => "unlimited".to_owned(),
        Some(limit) => format!("{} KiB", limit / 1024),
    };
    let verdict = if enough { Verdict::Good } else { Verdict::Poor };
    let remedy = "The first shard runs on a thread of its own instead of the main one";
    Check::new("stack", verdict, found, remedy)
}

fn membarrier() -> Check {
    use rustix::thread::{MembarrierQuery, membarrier_query};
    let there = membarrier_query().contains(MembarrierQuery::PRIVATE_EXPEDITED);
    let verdict = if there { Verdict::Good } else { Verdict::Poor };
    let found = if there { "expedited" } else { "not expedited" };
    let remedy = "Without it (Linux 4.14, or a seccomp profile) tasks of the executor sleep slowly";
    Check::new("membarrier", verdict, found.to_owned(), remedy)
}

/// `0-3,6`: as in `/sys/devices/system/cpu/online`.
fn ranges(cores: &[usize]) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < cores.len() {
        let first = at;
        while at + 1 < cores.len() && cores[at + 1] == cores[at] + 1 {
            at += 1;
        }
        if !text.is_empty() {
            text.push(',');
        }
        text += &cores[first].to_string();
        if at > first {
            text += &format!("-{}", cores[at]);
        }
        at += 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failed_check_has_a_remedy() {
        for check in probe() {
            assert_eq!(check.verdict == Verdict::Good, check.remedy.is_empty(), "{check:?}");
        }
    }

    #[test]
    fn ranges_are_read_by_people() {
        assert_eq!(ranges(&[]), "");
        assert_eq!(ranges(&[0, 1, 2, 3, 6, 8, 9]), "0-3,6,8-9");
    }
}
