//! Runs one program to its end under limits of time, memory and output, and leaves nothing of it behind.
//!
//! Output goes to files, not pipes: a grandchild that keeps a pipe open cannot hang the suite, and
//! `process.stdout` is of the same kind as when the expected output was recorded.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;

use crate::procfs;

/// What a program may use up. `rss_bytes` is the sum over its process group: an address space limit
/// would not do, because engines reserve far more than they touch.
#[derive(Clone, Copy)]
pub struct Limits {
    /// From start to end.
    pub wall: Duration,
    /// Resident, of the group.
    pub rss_bytes: u64,
    /// Of stdout, and of stderr.
    pub output_bytes: u64,
}

impl Limits {
    /// Much memory and output, and this much time.
    pub fn seconds(seconds: u64) -> Self {
        Self { wall: Duration::from_secs(seconds), rss_bytes: 2 << 30, output_bytes: 64 << 20 }
    }
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// By itself.
    Code(i32),
    /// By a signal that was not ours.
    Signal(i32),
    /// Killed: it ran too long.
    OutOfTime,
    /// Killed: it grew too large.
    OutOfMemory,
    /// Killed: it printed too much.
    TooMuchOutput,
}

impl End {
    /// Exit code 0.
    pub fn is_success(self) -> bool {
        self == End::Code(0)
    }

    /// The exit code as a shell reports it: 128 and the number for a signal, 124 for the time limit.
    pub fn shell_code(self) -> i32 {
        match self {
            End::Code(code) => code,
            End::Signal(signal) => 128 + signal,
            End::OutOfTime => 124,
            End::OutOfMemory | End::TooMuchOutput => 128 + Signal::SIGKILL as i32,
        }
    }
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            End::Code(code) => write!(f, "exit code {code}"),
            End::Signal(number) => match Signal::try_from(*number) {
                Ok(signal) => write!(f, "killed by {signal}"),
                Err(_) => write!(f, "killed by signal {number}"),
            },
            End::OutOfTime => f.write_str("time limit exceeded"),
            End::OutOfMemory => f.write_str("memory limit exceeded"),
            End::TooMuchOutput => f.write_str("output limit exceeded"),
        }
    }
}

/// A program that has ended.
pub struct Outcome {
    /// How.
    pub end: End,
    /// All of it.
    pub stdout: Vec<u8>,
    /// All of it.
    pub stderr: Vec<u8>,
    /// From start to end.
    pub wall: Duration,
}

/// Runs `command` as the leader of a new process group with an empty stdin; its output is kept in `scratch`
/// while it runs. When it ends or exceeds a limit, its group is killed, and whatever left the group
/// but still carries the mark that is put into its environment.
///
/// # Errors
/// The program cannot be started, or `scratch` cannot be written.
pub fn run(mut command: Command, scratch: &Path, limits: &Limits) -> io::Result<Outcome> {
    let (stdout, stderr) = (scratch.join("stdout"), scratch.join("stderr"));
    let mark = next_mark();
    command.env(MARK_NAME, &mark).process_group(0).stdin(Stdio::null());
    command.stdout(File::create(&stdout)?).stderr(File::create(&stderr)?);
    let started = Instant::now();
    let mut child = command.spawn()?;
    let exceeded = watch(&child, &[&stdout, &stderr], started, limits)?;
    // Not reaped yet, so the id still names this group and no other.
    kill_group(child.id());
    let status = child.wait()?;
    let wall = started.elapsed();
    for pid in procfs::pids_with_env(&format!("{MARK_NAME}={mark}")) {
        // It may end by itself between the two calls.
        let _gone = kill(as_pid(pid), Signal::SIGKILL);
    }
    Ok(Outcome {
        end: exceeded.unwrap_or_else(|| end_of(status)),
        stdout: fs::read(stdout)?,
        stderr: fs::read(stderr)?,
        wall,
    })
}

/// Kills a process group whose leader was started by this process and is not reaped yet.
pub fn kill_group(leader: u32) {
    // Fails only if the group has ended: that is what is wanted.
    let _gone = killpg(as_pid(leader), Signal::SIGKILL);
}

/// Kills a process group when this process has ended before the guard was dropped, by whatever it was: a shell beside it
/// waits for that end, which closes a pipe between the two.
pub struct Guard(Child);

impl Guard {
    /// Guards the group of this leader, which is a child that is not reaped yet.
    ///
    /// # Errors
    /// No shell can be started.
    pub fn of(leader: u32) -> io::Result<Self> {
        let mut command = Command::new("sh");
        command.args(["-c", "read -r _; kill -s KILL -- -$0", &leader.to_string()]);
        // Of a group of its own: what ends this process from a terminal is not to end the guard first.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self(command.spawn()?))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Killed before its pipe is closed, so that it does nothing. It was not waited for yet: neither can fail.
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// Restricts the calling thread, and what it starts from now on, to these cores.
///
/// # Errors
/// A core does not exist or is not allowed to this process.
pub fn pin_to(cores: &[usize]) -> io::Result<()> {
    let mut set = nix::sched::CpuSet::new();
    for core in cores {
        set.set(*core)?;
    }
    Ok(nix::sched::sched_setaffinity(Pid::from_raw(0), &set)?)
}

/// The cores that the calling thread may run on.
///
/// # Errors
/// None in practice: the kernel always answers for the calling thread.
pub fn allowed_cores() -> io::Result<Vec<usize>> {
    let set = nix::sched::sched_getaffinity(Pid::from_raw(0))?;
    Ok((0..nix::sched::CpuSet::count()).filter(|core| set.is_set(*core).unwrap_or(false)).collect())
}

/// Raises the limit of open files to what the hard limit allows; children inherit it. Returns it.
///
/// # Errors
/// None in practice: raising the soft limit to the hard one is always allowed.
pub fn raise_open_files_limit() -> io::Result<u64> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    Ok(hard)
}

/// Peak resident size, user and system time of the children this process has waited for.
pub struct ChildrenUsage {
    /// The largest of them.
    pub peak_rss_bytes: u64,
    /// The sum.
    pub cpu: Duration,
}

/// Asks the kernel.
///
/// # Errors
/// None in practice.
pub fn children_usage() -> io::Result<ChildrenUsage> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = |time: nix::sys::time::TimeVal| {
        u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).expect("a time that was used is not negative")
    };
    Ok(ChildrenUsage {
        peak_rss_bytes: u64::try_from(usage.max_rss()).expect("a size is not negative") * 1024,
        cpu: Duration::from_micros(micros(usage.user_time()) + micros(usage.system_time())),
    })
}

/// Makes the end of this connection an RST instead of a FIN.
///
/// # Errors
/// None in practice for a socket that is open.
pub fn reset_on_close(stream: &std::net::TcpStream) -> io::Result<()> {
    use nix::sys::socket::{setsockopt, sockopt::Linger};
    Ok(setsockopt(stream, Linger, &nix::libc::linger { l_onoff: 1, l_linger: 0 })?)
}

const MARK_NAME: &str = "CI_PROCESS_MARK";
const POLL_MAX: Duration = Duration::from_millis(8);
const WATCH_EVERY: Duration = Duration::from_millis(200);

fn next_mark() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Waits until the child has ended, without reaping it, or has exceeded a limit, which is returned.
fn watch(child: &Child, outputs: &[&Path], started: Instant, limits: &Limits) -> io::Result<Option<End>> {
    let mut pause = Duration::from_micros(500);
    let mut watched = started;
    loop {
        let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
        if waitid(Id::Pid(as_pid(child.id())), flags)? != WaitStatus::StillAlive {
            return Ok(None);
        }
        if started.elapsed() > limits.wall {
            return Ok(Some(End::OutOfTime));
        }
        if watched.elapsed() > WATCH_EVERY {
            watched = Instant::now();
            if procfs::group_rss_bytes(child.id()) > limits.rss_bytes {
                return Ok(Some(End::OutOfMemory));
            }
            for output in outputs {
                if fs::metadata(output)?.len() > limits.output_bytes {
                    return Ok(Some(End::TooMuchOutput));
                }
            }
        }
        std::thread::sleep(pause);
        pause = (pause * 3 / 2).min(POLL_MAX);
    }
}

fn end_of(status: ExitStatus) -> End {
    match status.code() {
        Some(code) => End::Code(code),
        None => End::Signal(status.signal().expect("a process ends by code or by signal")),
    }
}

fn as_pid(id: u32) -> Pid {
    Pid::from_raw(i32::try_from(id).expect("process ids are positive 32-bit integers"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::TempDir;

    fn shell(script: &str, limits: &Limits) -> Outcome {
        let scratch = TempDir::new().unwrap();
        let mut command = Command::new("sh");
        command.arg("-c").arg(script);
        run(command, scratch.path(), limits).unwrap()
    }

    #[test]
    fn output_and_code_are_kept() {
        let outcome = shell("echo out; echo err >&2; exit 3", &Limits::seconds(10));
        assert_eq!(outcome.end, End::Code(3));
        assert_eq!((outcome.stdout.as_slice(), outcome.stderr.as_slice()), (&b"out\n"[..], &b"err\n"[..]));
        assert_eq!(shell("kill -TERM $$", &Limits::seconds(10)).end.shell_code(), 143);
    }

    #[test]
    fn the_time_limit_ends_the_whole_group_and_what_left_it() {
        let limits = Limits { wall: Duration::from_millis(300), ..Limits::seconds(1) };
        let outcome = shell("sleep 61 & setsid sleep 62 & echo $!; wait", &limits);
        assert_eq!(outcome.end, End::OutOfTime);
        let pid: u32 = String::from_utf8(outcome.stdout).unwrap().trim().parse().unwrap();
        std::thread::sleep(Duration::from_millis(50));
        assert!(procfs::rss_bytes(pid).is_none(), "the detached process is still there");
    }

    #[test]
    fn the_output_limit_ends_a_flood() {
        let limits = Limits { output_bytes: 1 << 20, ..Limits::seconds(10) };
        assert_eq!(shell("yes", &limits).end, End::TooMuchOutput);
    }

    #[test]
    fn a_guard_kills_the_whole_group_when_its_pipe_closes() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 61 & echo both; wait"]).process_group(0).stdout(Stdio::piped());
        let mut leader = shell.spawn().unwrap();
        let mut said = [0; 5];
        io::Read::read_exact(leader.stdout.as_mut().unwrap(), &mut said).unwrap();
        assert_eq!(procfs::group(leader.id()).len(), 2);
        let mut guard = Guard::of(leader.id()).unwrap();
        // The kernel does so when a process ends.
        drop(guard.0.stdin.take());
        assert_eq!(end_of(leader.wait().unwrap()), End::Signal(Signal::SIGKILL as i32));
        // What is left is a process that its new parent has not reaped yet, which holds no memory.
        let deadline = Instant::now() + Duration::from_secs(10);
        while procfs::group(leader.id()).into_iter().any(|pid| procfs::rss_bytes(pid).is_some()) {
            assert!(Instant::now() < deadline, "a part of the group is still there");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}
