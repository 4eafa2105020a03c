//! The binding `spawn_sync`: runs a process to its end while the shard stands still.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use shards::child::{Child, Ended};

use super::launch::{Descriptors, Plan};
use crate::engine::{Binding, Call, Cx, Result, Value};

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("spawn", 1, spawn)
}

/// One pipe to or from the child.
struct Pipe {
    socket: Option<OwnedFd>,
    input: Vec<u8>,
    sent: usize,
    output: Vec<u8>,
    /// Whether what comes is kept: the child only reads from its standard input.
    reads: bool,
}

/// How far it got.
struct Run {
    child: Child,
    pipes: Vec<Option<Pipe>>,
    deadline: Option<Instant>,
    kill_signal: i32,
    output_bytes_max: f64,
    /// The errno of what ended it early.
    error: i32,
    killed: bool,
}

const READ_BYTES_MAX: usize = 64 << 10;

/// `spawn(options)`: `{ pid, status, signal, output, error }`, where `error` is a negative errno and `signal` a number.
///
/// `options` are those of `Process.prototype.spawn`, with `{ type: 'pipe', input }` for pipes, and `timeout`
/// (milliseconds), `maxBuffer` and `killSignal`.
fn spawn(call: &Call) -> Result<Value> {
    let cx = call.cx();
    let options = call.arg(0);
    let plan = Plan::read(cx, options)?;
    let mut descriptors = Descriptors::default();
    let mut pipes = Vec::new();
    for (index, entry) in cx.elements(&cx.get(options, "stdio")?)?.iter().enumerate() {
        match cx.to_string(&cx.get(entry, "type")?)?.as_str() {
            "ignore" => {
                descriptors.push(None);
                pipes.push(None);
            }
            "fd" => {
                descriptors.push(cx.get(entry, "fd")?.as_i32());
                pipes.push(None);
            }
            _ => {
                let input = cx.get(entry, "input")?;
                let input = cx.bytes(&input).map(|bytes| bytes.to_vec()).unwrap_or_default();
                match descriptors.push_pipe() {
                    Ok(socket) => {
                        pipes.push(Some(Pipe { socket: Some(socket), input, sent: 0, output: Vec::new(), reads: index > 0 }));
                    }
                    Err(error) => return result(cx, None, errno(&error), None),
                }
            }
        }
    }
    let number = |name: &str| -> Result<Option<f64>> { Ok(cx.get(options, name)?.as_f64()) };
    let timeout = number("timeout")?.filter(|timeout| *timeout > 0.0);
    let child = match plan.launch(&descriptors.fds) {
        Ok(child) => child,
        Err(error) => return result(cx, None, errno(&error), None),
    };
    drop(descriptors);
    let mut run = Run {
        child,
        pipes,
        deadline: timeout.map(|timeout| Instant::now() + Duration::from_secs_f64(timeout / 1000.0)),
        kill_signal: number("killSignal")?.filter(|signal| *signal > 0.0).map_or(libc::SIGTERM, |signal| signal as i32),
        output_bytes_max: number("maxBuffer")?.filter(|most| *most > 0.0).unwrap_or(f64::INFINITY),
        error: 0,
        killed: false,
    };
    let ended = run.to_the_end();
    let (ended, error) = match ended {
        Ok(ended) => (Some(ended), run.error),
        Err(error) => (None, errno(&error)),
    };
    result(cx, ended, error, Some(run))
}

fn result(cx: Cx, ended: Option<Ended>, error: i32, run: Option<Run>) -> Result<Value> {
    let object = cx.object();
    cx.set(&object, "pid", Value::from(run.as_ref().map_or(0, |run| run.child.pid())))?;
    let (status, signal) = match ended {
        Some(Ended::Exited(code)) => (Value::from(code), Value::NULL),
        Some(Ended::Signaled(signal)) => (Value::NULL, Value::from(signal)),
        None => (Value::NULL, Value::NULL),
    };
    cx.set(&object, "status", status)?;
    cx.set(&object, "signal", signal)?;
    let output = match run {
        None => Value::NULL,
        Some(run) => {
            let outputs: Result<Vec<Value>> = run
                .pipes
                .into_iter()
                .map(|pipe| match pipe {
                    Some(pipe) if pipe.reads => cx.buffer(pipe.output),
                    _ => Ok(Value::NULL),
                })
                .collect();
            cx.array(outputs?)
        }
    };
    cx.set(&object, "output", output)?;
    if error != 0 {
        cx.set(&object, "error", Value::from(error))?;
    }
    Ok(object)
}

fn errno(error: &io::Error) -> i32 {
    -error.raw_os_error().unwrap_or(libc::EIO)
}

impl Run {
    /// Serves the pipes until all are at their ends and the child is.
    fn to_the_end(&mut self) -> io::Result<Ended> {
        let mut ended = None;
        for pipe in self.pipes.iter_mut().flatten() {
            // Nothing to say: the child sees the end at once.
            pipe.finish_input();
        }
        loop {
            let open = self.pipes.iter().flatten().any(|pipe| pipe.socket.is_some());
            if let Some(ended) = ended
                && !open
            {
                return Ok(ended);
            }
            self.wait(ended.is_some())?;
            if ended.is_none() {
                ended = self.child.try_wait()?;
            }
            self.serve()?;
            // A timeout also ends the wait for whoever else holds the pipes.
            if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                self.deadline = None;
                if ended.is_none() || self.error == 0 {
                    self.error = -libc::ETIMEDOUT;
                }
                self.kill(ended.is_some());
            }
        }
    }

    /// Sleeps until something is ready or the deadline is over.
    fn wait(&self, over: bool) -> io::Result<()> {
        let mut fds = Vec::new();
        if !over {
            fds.push(PollFd::new(&self.child, PollFlags::IN));
        }
        for pipe in self.pipes.iter().flatten() {
            if let Some(socket) = &pipe.socket {
                let wants_write = pipe.sent < pipe.input.len();
                fds.push(PollFd::new(socket, if wants_write { PollFlags::IN | PollFlags::OUT } else { PollFlags::IN }));
            }
        }
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let left = left.map(|left| Timespec { tv_sec: left.as_secs() as _, tv_nsec: left.subsec_nanos() as _ });
        match poll(&mut fds, left.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn serve(&mut self) -> io::Result<()> {
        let most = self.output_bytes_max;
        let mut overflow = false;
        for pipe in self.pipes.iter_mut().flatten() {
            pipe.write()?;
            pipe.read()?;
            if pipe.output.len() as f64 > most {
                overflow = true;
            }
        }
        if overflow && self.error == 0 {
            self.error = -libc::ENOBUFS;
            self.kill(false);
        }
        Ok(())
    }

    /// Ends the child and the pipes.
    fn kill(&mut self, over: bool) {
        if !self.killed && !over {
            self.killed = true;
            if self.child.kill(self.kill_signal).is_err() {
                // A signal that there is not leaves the one that always works.
                let _ = self.child.kill(libc::SIGKILL);
            }
        }
        for pipe in self.pipes.iter_mut().flatten() {
            pipe.socket = None;
        }
    }
}

impl Pipe {
    fn finish_input(&mut self) {
        if self.sent == self.input.len()
            && let Some(socket) = &self.socket
        {
            // A child that has closed its end already needs no telling.
            let _ = rustix::net::shutdown(socket.as_fd(), rustix::net::Shutdown::Write);
        }
    }

    fn write(&mut self) -> io::Result<()> {
        while self.sent < self.input.len() {
            let Some(socket) = &self.socket else { return Ok(()) };
            match rustix::net::send(socket, &self.input[self.sent..], rustix::net::SendFlags::NOSIGNAL) {
                Ok(count) => self.sent += count,
                Err(rustix::io::Errno::AGAIN) => return Ok(()),
                Err(rustix::io::Errno::INTR) => continue,
                // The child does not want more of it.
                Err(rustix::io::Errno::PIPE | rustix::io::Errno::CONNRESET) => self.sent = self.input.len(),
                Err(error) => return Err(error.into()),
            }
            self.finish_input();
        }
        Ok(())
    }

    fn read(&mut self) -> io::Result<()> {
        let mut bytes = vec![0; READ_BYTES_MAX];
        loop {
            let Some(socket) = &self.socket else { return Ok(()) };
            match rustix::io::read(socket, &mut bytes) {
                Ok(0) | Err(rustix::io::Errno::CONNRESET) => self.socket = None,
                Ok(count) => self.output.extend_from_slice(&bytes[..count]),
                Err(rustix::io::Errno::AGAIN) => return Ok(()),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
