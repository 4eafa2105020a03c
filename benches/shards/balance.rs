//! How evenly each way of balancing spreads connections over two shards: the busiest shard's share over the mean.
//!
//! Clients are two, each on a core of its own where there are two: `cpu` serves a connection on the core that it comes
//! in on, and with `port` clients choose, here in turn.

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;

use ci_support::server::Server;
use ci_support::stats::table;
use rustix::thread::CpuSet;
use shards::Topology;

const SHARDS: usize = 2;
const POLICIES: [&str; 4] = ["kernel", "least-conn", "port", "cpu"];
/// Says which shard serves a connection, and keeps it.
const SERVER: &str = "const { self } = require('rnode:shards');
    const server = require('net').createServer((c) => { c.on('error', () => {}); c.write(`${self.id}`); });
    server.listen(+process.env.PORT, '127.0.0.1', () => console.log('listening ' + server.address().port));";

/// Prints the spread of `long` connections that stay open and of `short` that do not, for each policy.
pub fn run(binary: &Path, long: usize, short: usize) -> Result<(), String> {
    let mut rows = vec![
        ["balance", &format!("{long} that stay, max/mean"), &format!("{short} that do not, max/mean")]
            .map(str::to_owned)
            .to_vec(),
    ];
    for policy in POLICIES {
        let (stay, go) = spread(binary, policy, long, short).map_err(|reason| format!("{policy}: {reason}"))?;
        rows.push(vec![policy.to_owned(), format!("{stay:.3}"), format!("{go:.3}")]);
    }
    println!("\n{}", table(&rows));
    Ok(())
}

fn spread(binary: &Path, policy: &str, long: usize, short: usize) -> Result<(f64, f64), String> {
    let text = |error: std::io::Error| error.to_string();
    let mut command = Command::new(binary);
    let shards = SHARDS.to_string();
    command.args(["--shards", &shards, "--balance", policy, "-e", SERVER]).env("PORT", "0");
    let mut server = Server::start(&mut command).map_err(text)?;
    let mut addresses = vec![server.address];
    for _ in 1..SHARDS {
        let line = server.line_starting_with("listening ").map_err(text)?;
        let port = line.trim().parse().map_err(|_| line)?;
        addresses.push(SocketAddr::new(server.address.ip(), port));
    }
    let kept = clients(&addresses, long)?;
    let stay = max_over_mean(&kept);
    drop(kept);
    let mut counts = [0; SHARDS];
    // Few at a time are open, as of clients that come and go.
    for _ in 0..short.div_ceil(SHORT_AT_A_TIME) {
        clients(&addresses, SHORT_AT_A_TIME)?.iter().for_each(|(_, shard)| counts[*shard] += 1);
    }
    Ok((stay, over_mean(counts)))
}

const SHORT_AT_A_TIME: usize = 20;

/// So many connections, made by both clients at once, and the shard that serves each.
fn clients(addresses: &[SocketAddr], count: usize) -> Result<Vec<(TcpStream, usize)>, String> {
    let threads: Vec<_> = (0..SHARDS)
        .map(|at| {
            let addresses = addresses.to_vec();
            std::thread::spawn(move || {
                let mut own = CpuSet::new();
                own.set(Topology::detect().core(at));
                rustix::thread::sched_setaffinity(None, &own).map_err(|error| error.to_string())?;
                (0..count / SHARDS).map(|turn| connect(addresses[turn % addresses.len()])).collect::<Result<Vec<_>, _>>()
            })
        })
        .collect();
    let mut all = Vec::new();
    for thread in threads {
        all.extend(thread.join().expect("a client does not panic")?);
    }
    Ok(all)
}

fn connect(address: SocketAddr) -> Result<(TcpStream, usize), String> {
    let mut stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
    let mut id = [0];
    stream.read_exact(&mut id).map_err(|error| error.to_string())?;
    let shard = usize::from(id[0] - b'0');
    Ok((stream, shard))
}

fn max_over_mean(connections: &[(TcpStream, usize)]) -> f64 {
    let mut counts = [0; SHARDS];
    connections.iter().for_each(|(_, shard)| counts[*shard] += 1);
    over_mean(counts)
}

fn over_mean(counts: [usize; SHARDS]) -> f64 {
    let sum: usize = counts.iter().sum();
    *counts.iter().max().expect("there are shards") as f64 * SHARDS as f64 / sum.max(1) as f64
}
