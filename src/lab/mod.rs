//! The lab: a load generator that measures honestly, and reports of what it has measured. `rnode bench` is its face.
//!
//! ```text
//!   cli/bench ──▶ campaign   several runs: rounds, sweeps, searches
//!                    │
//!                    ├──▶ load      one run: shards that send, receive and count   (http's codec, shards' reactor)
//!                    ├──▶ compare   how sure a difference is
//!                    └──▶ report    what is stored (model), and everything that is made from it
//! ```
//!
//! # Open and closed loops
//! A **closed loop** sends on each connection when the last response is there. It finds out how much a server can do,
//! and hides how it does it: while the server stands still, the loop stands still too, and the whole halt is a single
//! slow request on each connection. A server that stops for 1 s every 10 s and answers 50,000 requests a second
//! otherwise has, with 10 connections, 10 slow ones among 450,000: neither p99 nor p99.9 show anything. This is what
//! is called coordinated omission.
//!
//! An **open loop** has a schedule of its own, as users have: requests start at a constant rate, evenly or as a Poisson
//! process, whatever the server does. Latency counts **from the moment at which a request was meant to start**, not
//! from the one at which a connection was free for it. The same server, asked 1,000 times a second: those that are
//! meant to start within the halt are a tenth of all, and wait between 0 and 1 s, evenly. So the share of requests
//! that wait longer than `w` seconds is `0.1 (1 - w)`, and p99 is 0.9 s, p99.9 0.99 s, and p50 what it is without a
//! halt. Behind the halt a queue remains and adds to this what the server takes to work it off: with capacity `c` at
//! rate `r` the slow share is `0.1 c / (c - r)`.
//! `ci/lab` checks both loops against that arithmetic, with shorter periods.
//!
//! The **service time**, from the moment at which a request was sent, stands beside it: where it is short and latency
//! long, requests had to wait for a connection. What the generator itself was late with, though a connection was
//! free, is counted as well (`late`), as is its own CPU time: when it was the limit, the results say so.
//!
//! # What counts
//! - A closed loop that runs for a time counts responses that come within it; every other run counts requests that
//!   are meant to start within it, and waits for their responses, for at most half the run's length (2 s at least)
//!   and the timeout.
//! - Requests that time out, and those of an open loop that have no response at the end, are in the latencies as long
//!   as they had waited: leaving them out would make the worst the best.
//! - Responses with a status below 200 or above 399 are errors, and are in the latencies.
//! - Connections that are made anew are not part of a closed loop's latency, and are of an open loop's.
//!
//! # Invariants
//! - A shard of the generator shares nothing: it counts for itself, and sends its counts once an interval.
//! - One histogram everywhere, HdrHistogram with three significant digits: shards, merging, files, charts.
//! - The lab knows no JavaScript: scripts that make requests come as a [`load::Script`].
//! - A report is made from a [`report::model::Document`] alone, so that stored results give the same one.
//!
//! # Absent on purpose
//! - TLS and HTTP/2, until the runtime has them.
//! - URLs of several servers in one run: their latencies have no common distribution. Several targets are compared.

mod campaign;
mod compare;
pub mod load;
pub mod report;

pub use campaign::{Campaign, Mode, Results, Watch, measure};
pub use compare::{ROUNDS_MIN, compare};
