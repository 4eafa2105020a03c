//! A program in its own process that runs until it is told to end: started, asked for its port, ended by its id.
//!
//! A server prints a line `listening PORT` once it accepts. It does not outlive the process that started it, however that
//! ends.

use std::io::{self, BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::process::Guard;

const START_MAX: Duration = Duration::from_secs(30);

/// The program, its lines of output, and where it listens.
pub struct Server {
    child: Child,
    _guard: Guard,
    lines: Receiver<String>,
    /// Port 0 until [`Server::start`] has read the real one.
    pub address: SocketAddr,
}

impl Server {
    /// Starts a server and waits until it says that it listens.
    ///
    /// # Errors
    /// It cannot be started, ends, or stays silent for half a minute.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let mut server = Self::spawn(command)?;
        let line = server.line_starting_with("listening ")?;
        let port = line.trim().parse().map_err(|_| io::Error::other(format!("{line:?} is no port")))?;
        server.address.set_port(port);
        Ok(server)
    }

    /// Starts a program as the leader of a group of its own, with an open stdin, and waits for nothing.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn spawn(command: &mut Command) -> io::Result<Self> {
        let mut child = command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let guard = Guard::of(child.id()).inspect_err(|_| {
            crate::process::kill_group(child.id());
            let _killed = child.wait();
        })?;
        let stdout = child.stdout.take().expect("stdout is a pipe");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines() {
                // Read on even if nobody listens, so that the program never blocks on a full pipe.
                let Ok(line) = line else { return };
                let _unread = sender.send(line);
            }
        });
        Ok(Self { child, _guard: guard, lines, address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) })
    }

    /// The rest of the next line of stdout that starts with `prefix`; other lines are dropped.
    ///
    /// # Errors
    /// None comes within half a minute, or the program ends.
    pub fn line_starting_with(&mut self, prefix: &str) -> io::Result<String> {
        let deadline = Instant::now() + START_MAX;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    if let Some(rest) = line.strip_prefix(prefix) {
                        return Ok(rest.to_owned());
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    return Err(io::Error::other(format!("the program never printed {prefix:?}")));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let status = self.child.wait()?;
                    return Err(io::Error::other(format!("the program ended before it printed {prefix:?}: {status}")));
                }
            }
        }
    }

    /// The id of the process, which is that of its group.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the process's end.
    ///
    /// # Errors
    /// None in practice: the child is ours.
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child.wait()
    }

    /// True while the process has not ended.
    ///
    /// # Errors
    /// None in practice: the child is ours.
    pub fn is_running(&mut self) -> io::Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            crate::process::kill_group(self.child.id());
            // It was just killed: this cannot wait long and has nothing to tell.
            let _killed = self.child.wait();
        }
    }
}
