//! What a shard costs and how fast messages go between two, beside Node's `Worker` and `cluster` worker.
//!
//! ```text
//! cargo bench --bench shards -- [start] [memory] [trips] [trips64] [moved] [balance]
//!     --peers rnode,node,bun   --rounds 5   --json FILE   --quick
//! ```
//! - `start`: from the call until the first line of the child's script runs
//! - `memory`: resident memory for each further child that waits for messages
//! - `trips`, `trips64`: a small object sent and sent back, one or 64 at a time: round trips a second, p50 and p99
//! - `moved`: an `ArrayBuffer` that goes to and fro, by its size
//! - `balance`: how evenly each `--balance` spreads 100 connections that stay and 10,000 that do not; rnode alone
//!
//! Every kind of child runs once a round, in turn; figures are the medians of the rounds. Without `--bench`, as
//! `cargo test` calls it, or with `--quick`, it only shows that everything still runs.

mod balance;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use ci_support::args::Args;
use ci_support::json;
use ci_support::peers::{self, Peer};
use ci_support::stats::{median, ratio, table};

/// A part, and how much of it a full run and a quick one do.
const PARTS: [(&str, usize, usize); 5] =
    [("start", 30, 2), ("memory", 16, 2), ("trips", 20_000, 20), ("trips64", 100_000, 200), ("moved", 2000, 10)];

/// Who is measured: a peer, its flags, the kind of child, and the name in the table.
const KINDS: [(&str, &[&str], &str, &str); 7] = [
    ("rnode", &[], "spawn", "rnode spawn"),
    ("rnode", &["--spin-us", "200"], "spawn", "rnode spawn, spinning"),
    ("rnode", &[], "worker", "rnode Worker"),
    ("rnode", &[], "cluster", "rnode cluster"),
    ("node", &[], "worker", "Node Worker"),
    ("node", &[], "cluster", "Node cluster"),
    ("bun", &[], "worker", "Bun Worker"),
];

/// Ratios are against this one.
const BASE: &str = "Node Worker";

fn main() -> ExitCode {
    let mut args = Args::of_process();
    let quick = args.is_quick();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = args.value("--peers").unwrap_or(if quick { "rnode" } else { "rnode,node" }.to_owned());
    let rounds = args.parsed("--rounds").unwrap_or(if quick { 1 } else { 5 });
    let report = args.value("--json");
    let filters = args.filters();
    let peers = peers::found(Path::new(env!("CARGO_BIN_EXE_rnode")), root, Some(&names));
    peers.iter().for_each(|peer| println!("{}: {}", peer.name, peer.version));

    let (mut all, mut failed) = (Vec::new(), false);
    let script = root.join("benches/shards/scripts/measure.js");
    let chosen = |part: &str| filters.is_empty() || filters.iter().any(|filter| filter == part);
    for (part, full, little) in PARTS.into_iter().filter(|(part, ..)| chosen(part)) {
        match measure(&peers, part, if quick { little } else { full }, rounds, &script) {
            Ok(figures) => {
                println!("\n{}", show(part, &figures));
                all.extend(figures);
            }
            Err(reason) => {
                println!("\n{part}: {reason}");
                failed = true;
            }
        }
    }
    if chosen("balance") {
        let (long, short) = if quick { (4, 20) } else { (100, 10_000) };
        if let Err(reason) = balance::run(Path::new(env!("CARGO_BIN_EXE_rnode")), long, short) {
            println!("\nbalance: {reason}");
            failed = true;
        }
    }
    if let Some(path) = report {
        fs::write(path, json::array(all.iter().map(Figure::json)) + "\n").expect("the report can be written");
    }
    ExitCode::from(u8::from(failed))
}

/// One number of one kind of child.
struct Figure {
    what: String,
    kind: &'static str,
    value: f64,
}

impl Figure {
    fn json(&self) -> String {
        json::object([
            ("what", json::string(&self.what)),
            ("kind", json::string(self.kind)),
            ("value", format!("{:.3}", self.value)),
        ])
    }
}

fn measure(peers: &[Peer], part: &str, size: usize, rounds: usize, script: &Path) -> Result<Vec<Figure>, String> {
    let spins = |name: &str| name.ends_with("spinning");
    let kinds: Vec<_> = KINDS
        .iter()
        .filter_map(|kind| peers.iter().find(|peer| peer.name == kind.0).map(|peer| (kind, peer)))
        // Another process would be measured over pipes, and moves nothing.
        .filter(|((_, _, kind, name), _)| {
            let is_trip = part.starts_with("trips");
            if spins(name) { is_trip } else { *kind != "cluster" || matches!(part, "start" | "memory") }
        })
        .collect();
    let mut values: BTreeMap<(usize, String), Vec<f64>> = BTreeMap::new();
    for _ in 0..rounds {
        for (at, ((_, flags, kind, name), peer)) in kinds.iter().enumerate() {
            let flags: Vec<String> = flags.iter().map(ToString::to_string).collect();
            let mut command = peer.command(&flags, script);
            command.args([part, kind, &size.to_string()]);
            for (what, value) in run(&mut command).map_err(|reason| format!("{name}: {reason}"))? {
                values.entry((at, what)).or_default().push(value);
            }
        }
    }
    let figure = |((at, what), values): (&(usize, String), &Vec<f64>)| Figure {
        what: format!("{part} {what}"),
        kind: kinds[*at].0.3,
        value: median(values),
    };
    Ok(values.iter().map(figure).collect())
}

/// The figures that a run prints: an object of numbers.
fn run(command: &mut Command) -> Result<Vec<(String, f64)>, String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let inner = text.trim().strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    let inner = inner.filter(|_| output.status.success()).ok_or_else(|| format!("{}: {text}", output.status))?;
    let figure = |pair: &str| {
        let (name, value) = pair.split_once(':')?;
        Some((name.trim_matches('"').to_owned(), value.parse().ok()?))
    };
    inner.split(',').map(|pair| figure(pair).ok_or_else(|| format!("{pair} is no figure"))).collect()
}

fn show(title: &str, figures: &[Figure]) -> String {
    let mut rows = vec![[title, "", "", ": Node Worker"].map(str::to_owned).to_vec()];
    let mut sorted: Vec<&Figure> = figures.iter().collect();
    sorted.sort_by(|one, other| one.what.cmp(&other.what));
    for figure in sorted {
        let base = figures.iter().find(|other| other.kind == BASE && other.what == figure.what);
        let against = ratio(figure.value, base.map_or(f64::NAN, |base| base.value));
        rows.push(vec![figure.what.clone(), figure.kind.to_owned(), format!("{:.2}", figure.value), against]);
    }
    table(&rows)
}
