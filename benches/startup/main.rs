//! How fast rnode starts and how much memory it takes, beside each peer that this machine has.
//!
//! ```text
//! cargo bench --bench startup -- [hello] [shards] [many] [connections]
//!     --peers rnode,node,bun,deno   --runs 40   --json FILE   --quick
//! ```
//! - `hello`: a script that prints a line: wall time, CPU time, peak resident size; medians of interleaved runs
//! - `shards`: memory for each further idle shard (`--shards 1` and `--shards 9`), and for each further worker thread
//! - `many`: time to start and end 64 shards, and 64 worker threads
//! - `connections`: memory for each of 10,000 idle keep-alive connections
//!
//! Without `--bench`, as `cargo test` calls it, or with `--quick`, it only shows that everything still runs.

mod measured;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use ci_support::args::{Args, selected};
use ci_support::http::Client;
use ci_support::peers::{self, Peer};
use ci_support::server::Server;
use ci_support::stats::{median, ratio, table};
use ci_support::{json, process, procfs};

use measured::Measured;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(measured::FLAG) {
        measured::main_of_measuring_process();
        return ExitCode::SUCCESS;
    }
    let mut bench = Bench::parse();
    bench.peers.iter().for_each(|peer| println!("{}: {}", peer.name, peer.version));
    let parts: [(&str, Part); 4] = [("hello", hello), ("shards", shards), ("many", many), ("connections", connections)];
    let mut failed = false;
    let mut figures = Vec::new();
    let chosen = std::mem::take(&mut bench.parts);
    for (name, part) in parts.iter().filter(|(name, _)| selected(&chosen, name)) {
        match part(&bench) {
            Ok(found) => {
                println!("\n{}", show(name, &found));
                figures.extend(found);
            }
            Err(reason) => {
                println!("\n{name}: {reason}");
                failed = true;
            }
        }
    }
    if let Some(path) = &bench.json {
        let text = json::array(figures.iter().map(Figure::json)) + "\n";
        fs::write(path, text).expect("the report can be written");
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

type Part = fn(&Bench) -> Result<Vec<Figure>, String>;

struct Bench {
    peers: Vec<Peer>,
    parts: Vec<String>,
    runs: usize,
    /// Of `many`, to start.
    shard_count: usize,
    /// Of `shards`, beyond the first.
    further_shards: usize,
    connections: usize,
    json: Option<String>,
    scripts: PathBuf,
}

impl Bench {
    fn parse() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut args = Args::of_process();
        let quick = args.is_quick();
        let names = args.value("--peers").unwrap_or(if quick { "rnode" } else { "rnode,node,bun,deno" }.to_owned());
        Self {
            peers: peers::found(Path::new(env!("CARGO_BIN_EXE_rnode")), root, Some(&names)),
            runs: args.parsed("--runs").unwrap_or(if quick { 3 } else { 40 }),
            shard_count: if quick { 4 } else { 64 },
            further_shards: if quick { 1 } else { 8 },
            connections: if quick { 100 } else { 10_000 },
            json: args.value("--json"),
            parts: args.filters(),
            scripts: root.join("benches/startup/scripts"),
        }
    }

    fn command(&self, peer: &Peer, flags: &[&str], script: &str, arguments: &[&str]) -> Command {
        let flags: Vec<String> = flags.iter().map(ToString::to_string).collect();
        let mut command = peer.command(&flags, &self.scripts.join(script));
        command.args(arguments);
        command
    }
}

/// One number, of one peer.
struct Figure {
    /// With its unit.
    what: String,
    peer: &'static str,
    value: f64,
}

impl Figure {
    fn json(&self) -> String {
        json::object([
            ("what", json::string(&self.what)),
            ("peer", json::string(self.peer)),
            ("value", format!("{:.3}", self.value)),
        ])
    }
}

/// A table with a line for each peer and figure, and its ratios.
fn show(title: &str, figures: &[Figure]) -> String {
    let mut rows = vec![[title, "peer", "", ": node", ": bun"].map(str::to_owned).to_vec()];
    for figure in figures {
        let base = |peer: &str| figures.iter().find(|other| other.peer == peer && other.what == figure.what);
        let against = |peer| ratio(figure.value, base(peer).map_or(f64::NAN, |base| base.value));
        let value = format!("{:.2}", figure.value);
        rows.push(vec![figure.what.clone(), figure.peer.to_owned(), value, against("node"), against("bun")]);
    }
    table(&rows)
}

fn hello(bench: &Bench) -> Result<Vec<Figure>, String> {
    let commands: Vec<_> = bench.peers.iter().map(|peer| (peer, bench.command(peer, &[], "hello.js", &[]))).collect();
    let samples = interleaved(&commands, bench.runs)?;
    type Of = (&'static str, fn(&Measured) -> f64);
    let mut figures = Vec::new();
    let parts: [Of; 3] =
        [("wall ms", |run| run.wall_ms), ("CPU ms", |run| run.cpu_ms), ("peak MiB", |run| run.peak_rss_mib)];
    for (what, part) in parts {
        for ((peer, _), runs) in commands.iter().zip(&samples) {
            let value = median(&runs.iter().map(part).collect::<Vec<_>>());
            figures.push(Figure { what: what.to_owned(), peer: peer.name, value });
        }
    }
    Ok(figures)
}

/// Every command once a round, in turn; the results of each.
fn interleaved(commands: &[(&Peer, Command)], rounds: usize) -> Result<Vec<Vec<Measured>>, String> {
    let mut samples: Vec<Vec<Measured>> = commands.iter().map(|_| Vec::new()).collect();
    for _ in 0..rounds {
        for ((_, command), samples) in commands.iter().zip(&mut samples) {
            samples.push(measured::run(command)?);
        }
    }
    Ok(samples)
}

/// The figures of every peer; one that fails is left out, unless it is rnode.
fn each(bench: &Bench, figures: impl Fn(&Peer) -> Result<Vec<Figure>, String>) -> Result<Vec<Figure>, String> {
    let mut all = Vec::new();
    for peer in &bench.peers {
        match figures(peer) {
            Ok(found) => all.extend(found),
            Err(reason) if peer.name == "rnode" => return Err(reason),
            Err(reason) => println!("\n{} is left out: {reason}", peer.name),
        }
    }
    Ok(all)
}

fn shards(bench: &Bench) -> Result<Vec<Figure>, String> {
    let more = bench.further_shards;
    each(bench, |peer| {
        let figure = |what: &str, value| Figure { what: what.to_owned(), peer: peer.name, value };
        let mut figures = Vec::new();
        if peer.name == "rnode" {
            let command = |count: usize| bench.command(peer, &["--shards", &count.to_string()], "idle.js", &[]);
            let of = |count| idle_mib(&mut command(count), count);
            let (one, all) = (of(1)?, of(1 + more)?);
            figures.push(figure("MiB with one idle shard", one));
            figures.push(figure("MiB for each further idle shard", (all - one) / more as f64));
        }
        let command = |count: usize| bench.command(peer, &[], "idle_workers.js", &[&count.to_string()]);
        let of = |count| idle_mib(&mut command(count), count + 1);
        let (none, all) = (of(0)?, of(more)?);
        figures.push(figure("MiB for each further worker thread", (all - none) / more as f64));
        Ok(figures)
    })
}

/// The size of a program once it has said `ready` this many times.
fn idle_mib(command: &mut Command, ready: usize) -> Result<f64, String> {
    const SETTLE: Duration = Duration::from_millis(500);
    let mut program = Server::spawn(command).map_err(|error| error.to_string())?;
    for _ in 0..ready {
        program.line_starting_with("ready").map_err(|error| format!("{command:?}: {error}"))?;
    }
    std::thread::sleep(SETTLE);
    Ok(resident_mib(&program))
}

/// Of all the processes that the program consists of: a launcher may stand in front of it.
fn resident_mib(program: &Server) -> f64 {
    let bytes: u64 = procfs::group(program.pid()).into_iter().filter_map(procfs::rss_bytes).sum();
    bytes as f64 / f64::from(1 << 20)
}

fn many(bench: &Bench) -> Result<Vec<Figure>, String> {
    const ROUNDS_MAX: usize = 5;
    let count = bench.shard_count.to_string();
    each(bench, |peer| {
        let mut kinds = vec![("worker threads", bench.command(peer, &[], "many_workers.js", &[&count]))];
        if peer.name == "rnode" {
            kinds.insert(0, ("shards", bench.command(peer, &["--shards", &count], "hello.js", &[])));
        }
        let mut figures = Vec::new();
        for (kind, command) in kinds {
            let runs = interleaved(&[(peer, command)], bench.runs.min(ROUNDS_MAX))?.remove(0);
            let value = median(&runs.iter().map(|run| run.wall_ms).collect::<Vec<_>>());
            figures.push(Figure { what: format!("wall ms for {count} {kind}"), peer: peer.name, value });
        }
        Ok(figures)
    })
}

fn connections(bench: &Bench) -> Result<Vec<Figure>, String> {
    const SPARE_FILES: u64 = 200;
    const ANSWER_MAX: Duration = Duration::from_secs(20);
    let text = |error: std::io::Error| error.to_string();
    let files = process::raise_open_files_limit().map_err(text)?;
    if files < bench.connections as u64 + SPARE_FILES {
        return Err(format!("{} connections need more than the {files} open files allowed", bench.connections));
    }
    each(bench, |peer| {
        let server = Server::start(&mut bench.command(peer, &[], "idle_connections.js", &[])).map_err(text)?;
        let connect = || -> Result<Client, String> {
            let mut client = Client::connect(server.address, ANSWER_MAX).map_err(text)?;
            client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").map_err(text)?;
            client.response(false).map_err(|ended| format!("{}: no answer: {ended}", peer.name))?;
            Ok(client)
        };
        let _first = connect()?;
        let before = resident_mib(&server);
        let held = (0..bench.connections).map(|_| connect()).collect::<Result<Vec<Client>, String>>()?;
        let value = (resident_mib(&server) - before) * 1024.0 / held.len() as f64;
        Ok(vec![Figure { what: "KiB for each idle connection".to_owned(), peer: peer.name, value }])
    })
}
