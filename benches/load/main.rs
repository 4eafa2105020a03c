//! The same server scripts under rnode and each peer that this machine has, under load.
//!
//! ```text
//! cargo bench --bench load -- [SCRIPT…]
//!     --peers rnode,node,bun,deno   --connections 1,8,50,200   --rounds 5   --seconds 3   --json FILE   --quick
//! ```
//! The server is pinned to one core and `wrk` to another; every round runs each peer in turn, and the
//! medians of the rounds are shown. The figure to trust on a noisy machine is the server's own CPU time for a request.
//! Without `--bench`, as `cargo test` calls it, or with `--quick`, it only shows that everything still runs.

mod order;
mod wrk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ci_support::args::{Args, selected};
use ci_support::cores::Cores;
use ci_support::peers::{self, Peer};
use ci_support::server::Server;
use ci_support::stats::{median, ratio, table};
use ci_support::{json, npm, procfs};

use order::ORDER;
use wrk::{Load, Request};

struct Script {
    name: &'static str,
    request: Request,
    /// It needs packages of npm.
    is_npm: bool,
    /// The script of the server behind it, whose port is its argument.
    upstream: Option<&'static str>,
}

const fn script(name: &'static str, request: Request) -> Script {
    Script { name, request, is_npm: false, upstream: None }
}

const fn npm_script(name: &'static str, request: Request) -> Script {
    Script { name, request, is_npm: true, upstream: None }
}

const ROOT: Request = Request { method: "GET", target: "/", body: None };
const USER: Request = Request { method: "GET", target: "/users/42", body: None };
const POST: Request = Request { method: "POST", target: "/", body: Some(ORDER) };

const SCRIPTS: &[Script] = &[
    script("hello", ROOT),
    script("serve_hello", ROOT),
    script("serve_json", POST),
    script("json_post", POST),
    script("big_64k", ROOT),
    npm_script("express", USER),
    npm_script("fastify", USER),
    npm_script("koa", USER),
    npm_script("hono", USER),
    Script { name: "proxy", request: ROOT, is_npm: false, upstream: Some("hello") },
];

fn main() -> ExitCode {
    let options = Options::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if peers::find_in_path("wrk").is_none() {
        println!("load: nothing to run: there is no wrk in PATH (benches/peers/install.sh says where to get it)");
        return ExitCode::SUCCESS;
    }
    let own = Path::new(env!("CARGO_BIN_EXE_rnode"));
    let peers = peers::found(own, root, Some(&options.peers));
    peers.iter().for_each(|peer| println!("{}: {}", peer.name, peer.version));
    let cores = Cores::choose().expect("the kernel tells the cores of this thread");

    let mut failed = false;
    let mut reports = Vec::new();
    for script in SCRIPTS.iter().filter(|script| selected(&options.scripts, script.name)) {
        match measure(script, &peers, &options, &cores, root) {
            Ok(rows) => {
                print(script.name, &rows);
                failed |= rows.iter().any(|row| row.requests_per_second.is_nan() || row.errors > 0.0);
                reports.extend(rows.iter().map(|row| row.json(script.name)));
            }
            Err(reason) => {
                println!("\n{}: {reason}", script.name);
                failed = true;
            }
        }
    }
    if let Some(path) = &options.json {
        fs::write(path, json::array(reports) + "\n").expect("the report can be written");
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

struct Options {
    scripts: Vec<String>,
    peers: String,
    connections: Vec<usize>,
    rounds: usize,
    seconds: u64,
    warm_up_seconds: u64,
    json: Option<String>,
}

impl Options {
    fn parse() -> Self {
        let mut args = Args::of_process();
        let quick = args.is_quick();
        let connections = args.value("--connections").unwrap_or(if quick { "8" } else { "1,8,50,200" }.to_owned());
        Self {
            peers: args.value("--peers").unwrap_or(if quick { "rnode" } else { "rnode,node,bun,deno" }.to_owned()),
            connections: connections
                .split(',')
                .map(|count| count.parse().expect("--connections are numbers"))
                .collect(),
            rounds: args.parsed("--rounds").unwrap_or(if quick { 1 } else { 5 }),
            seconds: args.parsed("--seconds").unwrap_or(if quick { 1 } else { 3 }),
            warm_up_seconds: if quick { 0 } else { 2 },
            json: args.value("--json"),
            scripts: args.filters(),
        }
    }
}

/// Medians for one peer and one number of connections.
struct Row {
    peer: &'static str,
    connections: usize,
    requests_per_second: f64,
    cpu_us: f64,
    p50_us: f64,
    p99_us: f64,
    p999_us: f64,
    peak_rss_mib: f64,
    errors: f64,
}

impl Row {
    fn json(&self, script: &str) -> String {
        json::object([
            ("script", json::string(script)),
            ("peer", json::string(self.peer)),
            ("connections", self.connections.to_string()),
            ("requests_per_second", format!("{:.0}", self.requests_per_second)),
            ("cpu_us_per_request", format!("{:.2}", self.cpu_us)),
            ("p50_us", format!("{:.0}", self.p50_us)),
            ("p99_us", format!("{:.0}", self.p99_us)),
            ("p999_us", format!("{:.0}", self.p999_us)),
            ("peak_rss_mib", format!("{:.1}", self.peak_rss_mib)),
            ("errors", format!("{:.0}", self.errors)),
        ])
    }
}

fn measure(script: &Script, peers: &[Peer], options: &Options, cores: &Cores, root: &Path) -> Result<Vec<Row>, String> {
    let file = script_file(script, root)?;
    let report = root.join("benches/load/report.lua");
    let mut servers = Vec::new();
    let upstream = script.upstream.map(|name| start_upstream(name, cores, root)).transpose()?;
    for peer in peers {
        let mut command = peer.command(&[], &file);
        command.args(upstream.iter().map(|upstream| upstream.address.port().to_string()));
        match cores.on(cores.server, || Server::start(&mut command)) {
            Ok(server) => servers.push((peer, server)),
            Err(error) if peer.name == "rnode" => return Err(format!("rnode: {error}")),
            Err(error) => println!("\n{} is left out: {error}", peer.name),
        }
    }
    let load = |server: &Server, connections, seconds| {
        cores.on(cores.load, || wrk::run(&report, server.address, script.request, connections, seconds))
    };
    if options.warm_up_seconds > 0 {
        for (_, server) in &servers {
            load(server, 50, options.warm_up_seconds)?;
        }
    }
    let mut rows = Vec::new();
    for connections in &options.connections {
        let mut samples: Vec<Vec<(Load, f64)>> = servers.iter().map(|_| Vec::new()).collect();
        for round in 0..options.rounds {
            for turn in 0..servers.len() {
                // Another one begins each round, so that no peer always follows the same other.
                let at = (turn + round) % servers.len();
                let server = &servers[at].1;
                let before = cpu_seconds(server);
                let load = load(server, *connections, options.seconds)?;
                samples[at].push((load, cpu_seconds(server) - before));
            }
        }
        let measured = servers.iter().zip(&samples);
        rows.extend(measured.map(|((peer, server), samples)| row(peer.name, *connections, samples, server)));
    }
    Ok(rows)
}

fn row(peer: &'static str, connections: usize, samples: &[(Load, f64)], server: &Server) -> Row {
    let of = |value: fn(&(Load, f64)) -> f64| median(&samples.iter().map(value).collect::<Vec<_>>());
    let peaks = procfs::group(server.pid()).into_iter().filter_map(procfs::peak_rss_bytes);
    Row {
        peer,
        connections,
        requests_per_second: of(|(load, _)| load.requests / load.seconds),
        cpu_us: of(|(load, cpu)| cpu * 1e6 / load.requests),
        p50_us: of(|(load, _)| load.p50_us),
        p99_us: of(|(load, _)| load.p99_us),
        p999_us: of(|(load, _)| load.p999_us),
        peak_rss_mib: peaks.sum::<u64>() as f64 / f64::from(1 << 20),
        errors: samples.iter().map(|(load, _)| load.errors).sum(),
    }
}

/// The server behind a proxy: rnode for all peers, on the load's core.
fn start_upstream(name: &str, cores: &Cores, root: &Path) -> Result<Server, String> {
    let mut command = peers::command(Path::new(env!("CARGO_BIN_EXE_rnode")));
    command.arg(root.join(format!("benches/load/scripts/{name}.js")));
    cores.on(cores.load, || Server::start(&mut command)).map_err(|error| format!("upstream: {error}"))
}

/// Of all the processes that the server consists of: a launcher may stand in front of it.
fn cpu_seconds(server: &Server) -> f64 {
    procfs::group(server.pid()).into_iter().filter_map(procfs::cpu_seconds).sum()
}

/// The script; one that needs packages is copied to where they are installed.
fn script_file(script: &Script, root: &Path) -> Result<PathBuf, String> {
    let Script { name, is_npm, .. } = script;
    let file = root.join(format!("benches/load/scripts/{name}.js"));
    if !is_npm {
        return Ok(file);
    }
    let packages = Path::new(env!("CARGO_TARGET_TMPDIR")).join("npm");
    npm::install(&root.join("ci/npm"), &packages)?;
    let copy = packages.join(format!("load_{name}.js"));
    fs::copy(&file, &copy).map_err(|error| error.to_string())?;
    Ok(copy)
}

fn print(script: &str, rows: &[Row]) {
    let heads = ["req/s", "CPU us/req", "p50 us", "p99 us", "p99.9 us", "peak MiB", "errors"];
    let ratios = ["req/s:node", "CPU:node", "req/s:bun", "CPU:bun"];
    let mut cells = vec![[script].iter().chain(&heads).chain(&ratios).map(ToString::to_string).collect::<Vec<_>>()];
    for row in rows {
        let base = |peer: &str| rows.iter().find(|other| other.peer == peer && other.connections == row.connections);
        let mut line = vec![format!("{} c={}", row.peer, row.connections)];
        line.extend(
            [row.requests_per_second, row.cpu_us].iter().zip([0, 2]).map(|(value, digits)| format!("{value:.digits$}")),
        );
        line.extend([row.p50_us, row.p99_us, row.p999_us].map(|value| format!("{value:.0}")));
        line.extend([format!("{:.1}", row.peak_rss_mib), format!("{:.0}", row.errors)]);
        for peer in ["node", "bun"] {
            let base = base(peer);
            line.push(ratio(row.requests_per_second, base.map_or(f64::NAN, |base| base.requests_per_second)));
            line.push(ratio(row.cpu_us, base.map_or(f64::NAN, |base| base.cpu_us)));
        }
        cells.push(line);
    }
    println!("\n{}", table(&cells));
}
