//! Large bodies: what a server and a client spend on a download and an upload of 1 GiB through `http` and `pipeline`.
//!
//! ```text
//! cargo bench --bench transfers -- [download] [upload]
//!     --peers rnode,node   --rounds 5   --mebibytes 1024   --json FILE   --quick
//! ```
//! Each peer serves rnode's client, and fetches from or sends to rnode's server, so that what differs is the side that is
//! measured: its CPU time (user and system) and its peak size. Bodies go with a `Content-Length`, and in chunks. Server and
//! client are pinned to a core each; medians of interleaved rounds.
//!
//! Without `--bench`, as `cargo test` calls it, or with `--quick`, it only shows that everything still runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use ci_support::args::{Args, selected};
use ci_support::peers::{self, Peer};
use ci_support::server::Server;
use ci_support::stats::{median, ratio, table};
use ci_support::{json, process, procfs};

const MIB: f64 = (1 << 20) as f64;

fn main() -> ExitCode {
    let bench = Bench::parse();
    bench.peers.iter().for_each(|peer| println!("{}: {}", peer.name, peer.version));
    let mut rows =
        vec![["body", "framing", "side", "peer", "CPU ms", "peak MiB", "CPU: node"].map(str::to_owned).to_vec()];
    let mut figures = Vec::new();
    for what in ["download", "upload"].into_iter().filter(|what| selected(&bench.chosen, what)) {
        for framing in ["length", "chunks"] {
            let found = match bench.measure(what, framing) {
                Ok(found) => found,
                Err(reason) => {
                    println!("{what} with {framing}: {reason}");
                    return ExitCode::FAILURE;
                }
            };
            for side in [Side::Server, Side::Client] {
                let node =
                    found.iter().find(|one| one.side == side && one.peer == "node").map_or(f64::NAN, |one| one.cpu_ms);
                for one in found.iter().filter(|one| one.side == side) {
                    rows.push(vec![
                        what.to_owned(),
                        framing.to_owned(),
                        side.name().to_owned(),
                        one.peer.to_owned(),
                        format!("{:.0}", one.cpu_ms),
                        format!("{:.1}", one.peak_mib),
                        ratio(one.cpu_ms, node),
                    ]);
                    figures.push(one.json(what, framing));
                }
            }
        }
    }
    println!("\n{}", table(&rows));
    if let Some(path) = &bench.json {
        fs::write(path, json::array(figures) + "\n").expect("the report can be written");
    }
    ExitCode::SUCCESS
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Server,
    Client,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Side::Server => "server",
            Side::Client => "client",
        }
    }
}

/// Medians of one peer on one side.
struct Figure {
    side: Side,
    peer: &'static str,
    cpu_ms: f64,
    peak_mib: f64,
}

impl Figure {
    fn json(&self, what: &str, framing: &str) -> String {
        json::object([
            ("what", json::string(what)),
            ("framing", json::string(framing)),
            ("side", json::string(self.side.name())),
            ("peer", json::string(self.peer)),
            ("cpu_ms", format!("{:.0}", self.cpu_ms)),
            ("peak_rss_mib", format!("{:.1}", self.peak_mib)),
        ])
    }
}

struct Bench {
    peers: Vec<Peer>,
    /// rnode, which is the other side of everything.
    own: Peer,
    chosen: Vec<String>,
    rounds: usize,
    bytes: u64,
    json: Option<String>,
    scripts: PathBuf,
    cores: Vec<usize>,
}

impl Bench {
    fn parse() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut args = Args::of_process();
        let quick = args.is_quick();
        let names = args.value("--peers").unwrap_or(if quick { "rnode" } else { "rnode,node" }.to_owned());
        let mebibytes: u64 = args.parsed("--mebibytes").unwrap_or(if quick { 8 } else { 1024 });
        let binary = Path::new(env!("CARGO_BIN_EXE_rnode"));
        let own = peers::found(binary, root, Some("rnode")).pop().expect("rnode was built for this bench");
        Self {
            peers: peers::found(binary, root, Some(&names)),
            own,
            rounds: args.parsed("--rounds").unwrap_or(if quick { 1 } else { 5 }),
            bytes: mebibytes << 20,
            json: args.value("--json"),
            scripts: root.join("benches/transfers/scripts"),
            cores: process::allowed_cores().expect("the kernel tells the cores of this thread"),
            chosen: args.filters(),
        }
    }

    fn measure(&self, what: &str, framing: &str) -> Result<Vec<Figure>, String> {
        let sides = [Side::Server, Side::Client];
        let cases: Vec<(Side, &Peer)> =
            sides.iter().flat_map(|side| self.peers.iter().map(move |peer| (*side, peer))).collect();
        let mut samples: Vec<Vec<(f64, f64)>> = cases.iter().map(|_| Vec::new()).collect();
        for _ in 0..self.rounds {
            for ((side, peer), samples) in cases.iter().zip(&mut samples) {
                samples.push(self.transfer(*side, peer, what, framing)?);
            }
        }
        let figures = cases.iter().zip(&samples).map(|((side, peer), samples)| {
            let (cpu, peak): (Vec<f64>, Vec<f64>) = samples.iter().copied().unzip();
            Figure { side: *side, peer: peer.name, cpu_ms: median(&cpu), peak_mib: median(&peak) }
        });
        Ok(figures.collect())
    }

    /// One transfer; CPU milliseconds and peak MiB of the peer's side, which ends with it.
    fn transfer(&self, side: Side, peer: &Peer, what: &str, framing: &str) -> Result<(f64, f64), String> {
        let (server, client) = match side {
            Side::Server => (peer, &self.own),
            Side::Client => (&self.own, peer),
        };
        let failed = |error: std::io::Error| error.to_string();
        let mut command = server.command(&[], &self.scripts.join("server.js"));
        let serving = self.on(0, || Server::start(&mut command)).map_err(failed)?;
        let before = self.spent(&serving);
        let mut command = client.command(&[], &self.scripts.join("client.js"));
        command.args([&serving.address.port().to_string(), what, &self.bytes.to_string(), framing]);
        let used = self.on(self.cores.len() - 1, || run(command))?;
        match side {
            Side::Server => Ok((self.spent(&serving) - before, peak_mib(&serving))),
            Side::Client => Ok(used),
        }
    }

    /// Runs `work` on one core; what it starts stays there.
    fn on<T>(&self, at: usize, work: impl FnOnce() -> T) -> T {
        process::pin_to(&[self.cores[at]]).expect("a core of this thread's own is allowed");
        let result = work();
        process::pin_to(&self.cores).expect("these cores were allowed before");
        result
    }

    fn spent(&self, server: &Server) -> f64 {
        procfs::group(server.pid()).into_iter().filter_map(procfs::cpu_seconds).sum::<f64>() * 1e3
    }
}

fn peak_mib(server: &Server) -> f64 {
    let peaks = procfs::group(server.pid()).into_iter().filter_map(procfs::peak_rss_bytes);
    peaks.sum::<u64>() as f64 / MIB
}

/// Runs a client to its end; its CPU milliseconds and peak MiB, which it prints itself.
fn run(mut command: Command) -> Result<(f64, f64), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [cpu_ms, peak_mib] if output.status.success() => Ok((cpu_ms, peak_mib)),
        _ => Err(format!("{command:?}: {}: {text}{}", output.status, String::from_utf8_lossy(&output.stderr))),
    }
}
