//! The load generator: `wrk`, one thread, pinned to its own core.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// What one run of wrk says. Times in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    pub requests: f64,
    pub seconds: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    pub p999_us: f64,
    /// Connections that failed or timed out, and statuses that are not 2xx or 3xx.
    pub errors: f64,
}

/// The request that is repeated.
#[derive(Clone, Copy)]
pub struct Request {
    pub method: &'static str,
    pub target: &'static str,
    pub body: Option<&'static str>,
}

/// Loads the server at `address` with this many connections. The calling thread's cores are wrk's cores.
///
/// # Errors
/// wrk cannot be started, or fails.
pub fn run(
    report: &Path,
    address: SocketAddr,
    request: Request,
    connections: usize,
    seconds: u64,
) -> Result<Load, String> {
    let mut command = Command::new("wrk");
    command.args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "--timeout", "5s", "-s"]).arg(report);
    command.args([&format!("http://{address}{}", request.target), "--", request.method]).args(request.body);
    let output = command.output().map_err(|error| format!("wrk: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    parse(&text).ok_or_else(|| format!("wrk: {text}{}", String::from_utf8_lossy(&output.stderr)))
}

fn parse(text: &str) -> Option<Load> {
    let line = text.lines().find_map(|line| line.strip_prefix("RESULT "))?;
    let numbers: Vec<f64> = line.split(' ').filter_map(|number| number.parse().ok()).collect();
    let [requests, micros, p50_us, p99_us, p999_us, _max, errors] = numbers[..] else { return None };
    Some(Load { requests, seconds: micros / 1e6, p50_us, p99_us, p999_us, errors })
}
