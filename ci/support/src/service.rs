//! A server of another project: started on a loopback port, awaited until it accepts, ended by its id.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::process::{Guard, kill_group};
use crate::temp::TempDir;

const START_MAX: Duration = Duration::from_secs(30);
const END_MAX: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(10);

/// The process, and the folder of its configuration, its data and what it says.
pub struct Service {
    child: Child,
    _guard: Guard,
    log: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
    _folder: TempDir,
}

impl Service {
    /// Starts `command` as the leader of a group and waits until it accepts connections on `port`. Its folder goes away
    /// with it.
    ///
    /// # Errors
    /// It cannot be started, ends, or does not accept within half a minute; with what it said.
    pub fn start(mut command: Command, port: u16, folder: TempDir) -> Result<Self, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let log = folder.path().join("service.log");
        let open = || File::create(&log).and_then(|file| Ok((file.try_clone()?, file)));
        let (stdout, stderr) = open().map_err(|error| error.to_string())?;
        command.process_group(0).stdin(Stdio::null()).stdout(stdout).stderr(stderr);
        let mut child = command.spawn().map_err(|error| format!("{name} cannot be started: {error}"))?;
        let guard = Guard::of(child.id()).map_err(|error| {
            crate::process::kill_group(child.id());
            let _killed = child.wait();
            format!("a shell beside {name} cannot be started: {error}")
        })?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut service = Self { child, _guard: guard, log, address, _folder: folder };
        let deadline = Instant::now() + START_MAX;
        while TcpStream::connect(address).is_err() {
            if let Ok(Some(status)) = service.child.try_wait() {
                return Err(format!("{name} ended: {status}\n{}", service.said()));
            }
            if Instant::now() > deadline {
                return Err(format!("{name} does not accept connections\n{}", service.said()));
            }
            std::thread::sleep(POLL);
        }
        Ok(service)
    }

    /// What it has printed so far.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).expect("process ids are positive 32-bit integers"));
        // To databases SIGINT says: now, but in order. It fails only if the process has ended, which is what is wanted.
        let _gone = kill(pid, Signal::SIGINT);
        let deadline = Instant::now() + END_MAX;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(POLL);
        }
        if matches!(self.child.try_wait(), Ok(None)) {
            kill_group(self.child.id());
            // It was just killed: this cannot wait long and has nothing to tell.
            let _killed = self.child.wait();
        }
    }
}

/// A port of the loopback interface that nobody listens on now.
///
/// # Errors
/// There is none left.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
