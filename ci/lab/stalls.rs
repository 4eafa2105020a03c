//! A server that stands still now and then, as an open and a closed loop see it: see the docs of `src/lab`.

use crate::bench::{percentile_ms, run, server, url};
use crate::{Outcome, ensure};

const PERIOD_MS: f64 = 1000.0;
const HALT_MS: f64 = 250.0;
/// A machine that does much else is late itself; this is still far from what the closed loop sees.
const TOLERANCE: f64 = 0.15;

/// On paper: the share that is meant to start within the halt waits between 0 and its length, evenly.
fn expected_ms(percentile: f64) -> f64 {
    let slow = HALT_MS / PERIOD_MS;
    HALT_MS * (1.0 - (1.0 - percentile / 100.0) / slow)
}

pub fn open_and_closed() -> Outcome {
    let server = server(&[&PERIOD_MS.to_string(), &HALT_MS.to_string()])?;
    let url = url(&server, "/");
    let time = ["-d", "8s", "--warm-up", "1s"];
    let open = run(&[&time[..], &["-r", "500", "--arrivals", "fixed", "-c", "200", &url]].concat())?;
    for percentile in ["90", "95", "99"] {
        let (wanted, got) = (expected_ms(percentile.parse().unwrap_or(f64::NAN)), percentile_ms(&open, percentile));
        ensure!((got / wanted - 1.0).abs() <= TOLERANCE, "p{percentile} of the open loop: {got:.1} ms, {wanted:.1} on paper");
    }
    let service = open["service"]["percentiles"]["99"].as_f64().unwrap_or(f64::NAN) / 1e3;
    ensure!(service <= percentile_ms(&open, "99"), "service times above latencies: {service}");

    // Four connections: four slow requests in each period, among the thousands that a second has room for.
    let closed = run(&[&time[..], &["-c", "4", &url]].concat())?;
    let (p99, longest) = (percentile_ms(&closed, "99"), closed["latency"]["max_us"].as_f64().unwrap_or(0.0) / 1e3);
    ensure!(p99 < expected_ms(99.0) / 4.0, "the closed loop is not supposed to see it: p99 {p99:.1} ms");
    ensure!(longest >= HALT_MS * 0.9, "the halt itself is in it all the same: {longest:.1} ms at most");
    Ok(())
}
