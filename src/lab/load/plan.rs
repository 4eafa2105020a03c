//! What a run is: where to, how fast, how long, with what.

use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use shards::Shard;

use super::request::{Mix, Request};

/// The most connections of one run, on all shards together.
pub const CONNECTIONS_MAX: usize = 60_000;
/// The most requests on their way on one connection.
pub const PIPELINE_MAX: usize = 1024;
/// The most requests a second that a schedule holds.
pub const RATE_MAX: f64 = 10_000_000.0;
/// The longest run.
pub const DURATION_MAX: Duration = Duration::from_secs(24 * 3600);

/// One run.
#[derive(Clone)]
pub struct Plan {
    pub target: Target,
    pub pace: Pace,
    /// On all shards together.
    pub connections: usize,
    /// Requests on their way on each connection.
    pub pipeline: usize,
    /// Shards of the generator.
    pub threads: usize,
    /// What is sent and not measured, at first.
    pub warm_up: Duration,
    pub length: Length,
    /// For a connection to be made, and for a response.
    pub timeout: Duration,
    /// Each interval of this length has its own figures.
    pub interval: Duration,
    /// Of arrivals, weights and templates.
    pub seed: u64,
    /// Keep each interval's histogram, for a log.
    pub keep_intervals: bool,
}

/// When requests start.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Pace {
    /// As soon as a connection is free: a slow server is asked less.
    Closed,
    /// At a constant rate a second, whatever the server does.
    Open { rate: f64, arrivals: Arrivals },
}

/// The gaps between the starts of an open loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrivals {
    /// Random, as independent users make them.
    Poisson,
    /// All the same.
    Fixed,
}

/// When a run ends.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Length {
    Time(Duration),
    /// After this many requests, all shards together.
    Requests(u64),
}

/// Where to, and what is sent there.
#[derive(Clone)]
pub struct Target {
    /// What reports call it.
    pub name: String,
    pub origin: Origin,
    pub work: Work,
}

/// What is sent.
#[derive(Clone)]
pub enum Work {
    /// Prepared requests, by weight.
    Mix(Arc<Mix>),
    /// A program makes requests, and may look at responses.
    Script(Arc<MakeScript>),
}

/// Makes a shard's script.
pub type MakeScript = dyn Fn(&Rc<Shard>) -> Result<Rc<dyn Script>, String> + Send + Sync;

/// A program that makes requests. One per shard; its calls must not let the shard's reactor turn.
pub trait Script {
    /// The request with this number, which no other request of the run has.
    ///
    /// # Errors
    /// What the program has thrown, which ends the run.
    fn request(&self, number: u64) -> Result<Request, String>;

    /// Whether [`Script::check`] wants to be called.
    fn checks(&self) -> bool;

    /// Whether a response is as it should be.
    ///
    /// # Errors
    /// What is wrong with it; counted.
    fn check(&self, response: &Response<'_>) -> Result<(), String>;
}

/// A response that a script looks at.
pub struct Response<'a> {
    /// That of the request which it answers.
    pub number: u64,
    pub status: u16,
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
}

/// A host and a port.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// As the `Host` field has it.
    pub host: String,
    pub address: SocketAddr,
}

impl Origin {
    /// Looks the name up, and takes the first of its addresses that a connection can be made to.
    ///
    /// # Errors
    /// The name is unknown, or nobody accepts there.
    pub fn reach(host: &str, name: &str, port: u16, timeout: Duration) -> Result<Origin, String> {
        let name = name.trim_start_matches('[').trim_end_matches(']');
        let found = (name, port).to_socket_addrs().map_err(|error| format!("cannot find {name}: {error}"))?;
        let mut reason = format!("{name} has no address");
        for address in found {
            match TcpStream::connect_timeout(&address, timeout) {
                Ok(_probe) => return Ok(Origin { host: host.to_owned(), address }),
                Err(error) => reason = format!("cannot connect to {address}: {error}"),
            }
        }
        Err(reason)
    }
}

impl Pace {
    /// The rate that is asked for; `None` for a closed loop.
    pub fn rate(&self) -> Option<f64> {
        match self {
            Pace::Closed => None,
            Pace::Open { rate, .. } => Some(*rate),
        }
    }
}
