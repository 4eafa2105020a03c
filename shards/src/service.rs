//! Telling the service manager how the process is, by systemd's protocol (sd_notify(3)): a datagram to the socket that
//! `NOTIFY_SOCKET` names. Without one nothing is told.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

/// What is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Every shard serves.
    Ready,
    /// The program is being replaced.
    Reloading,
    /// It is about to end.
    Stopping,
    /// It is alive.
    Watchdog,
}

/// Whoever started the process, if it wants to know.
pub struct Manager {
    socket: UnixDatagram,
    address: SocketAddr,
}

impl Manager {
    /// From the environment.
    pub fn from_environment() -> Option<Manager> {
        let name = std::env::var("NOTIFY_SOCKET").ok()?;
        let address = match name.strip_prefix('@') {
            Some(name) => SocketAddr::from_abstract_name(name).ok()?,
            None => SocketAddr::from_pathname(name).ok()?,
        };
        let socket = UnixDatagram::unbound().ok()?;
        socket.set_nonblocking(true).ok()?;
        Some(Manager { socket, address })
    }

    /// Tells it. A manager that is gone or does not read is none of the program's business.
    pub fn tell(&self, state: State) {
        let text = match state {
            State::Ready => "READY=1\n".to_owned(),
            // The manager takes the end of a reload for later than its beginning by this clock.
            State::Reloading => {
                let now_us = crate::clock::monotonic_ns() / 1000;
                format!("RELOADING=1\nMONOTONIC_USEC={now_us}\n")
            }
            State::Stopping => "STOPPING=1\n".to_owned(),
            State::Watchdog => "WATCHDOG=1\n".to_owned(),
        };
        let _ = self.socket.send_to_addr(text.as_bytes(), &self.address);
    }

    /// How often it wants to hear that the process is alive: half of the time after which it gives up.
    pub fn watchdog_interval() -> Option<Duration> {
        let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let is_ours = number("WATCHDOG_PID").is_none_or(|id| id == u64::from(std::process::id()));
        let timeout_us = number("WATCHDOG_USEC").filter(|timeout| is_ours && *timeout > 0)?;
        Some(Duration::from_micros(timeout_us / 2))
    }
}
