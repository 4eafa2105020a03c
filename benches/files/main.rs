//! Files: how long common work on them takes with rnode, beside Node where this machine has it.
//!
//! ```text
//! cargo bench --bench files -- [copy] [gzip] [small] [turns] [longest]
//!     --peers rnode,node   --runs 5   --folder DIR   --json FILE   --quick
//! ```
//! - `copy`: a file of 1 GiB through a read and a write stream
//! - `gzip`: 256 MiB through a read stream, `createGzip()` and a write stream
//! - `small`: 10,000 files of 1 KiB with promises, 64 at a time
//! - `turns`, `longest`: the 99th percentile and the longest of the loop's turns while 64 reads of 16 MiB each run
//!
//! Medians of interleaved runs; the first of each is not counted, so that what is read is in the page cache. The files are
//! made in a folder of their own below `--folder` (the temporary one), which goes when the bench ends.
//!
//! Without `--bench`, as `cargo test` calls it, or with `--quick`, it only shows that everything still runs.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use ci_support::args::{Args, selected};
use ci_support::json;
use ci_support::peers::{self, Peer};
use ci_support::stats::{median, ratio, table};

const MIB: usize = 1 << 20;

fn main() -> ExitCode {
    let mut bench = Bench::parse();
    bench.peers.iter().for_each(|peer| println!("{}: {}", peer.name, peer.version));
    let parts: [(&str, Part); 5] =
        [("copy", copy), ("gzip", gzip), ("small", small), ("turns", turns), ("longest", longest)];
    let chosen = std::mem::take(&mut bench.chosen);
    let mut rows = vec![["files", "peer", "", ": node"].map(str::to_owned).to_vec()];
    let mut figures = Vec::new();
    let mut failed = false;
    for (name, part) in parts.iter().filter(|(name, _)| selected(&chosen, name)) {
        match part(&bench) {
            Ok(found) => {
                let node = found.iter().find(|(peer, _)| *peer == "node").map_or(f64::NAN, |(_, value)| *value);
                for (peer, value) in &found {
                    rows.push(vec![(*name).to_owned(), (*peer).to_owned(), format!("{value:.3} ms"), ratio(*value, node)]);
                    figures.push((*name, *peer, *value));
                }
            }
            Err(reason) => {
                println!("{name}: {reason}");
                failed = true;
            }
        }
    }
    println!("\n{}", table(&rows));
    if let Some(path) = &bench.json {
        let text = json::array(figures.iter().map(|(what, peer, value)| {
            json::object([
                ("what", json::string(what)),
                ("peer", json::string(peer)),
                ("ms", format!("{value:.3}")),
            ])
        }));
        fs::write(path, text + "\n").expect("the report can be written");
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The median of each peer, in milliseconds.
type Part = fn(&Bench) -> Result<Vec<(&'static str, f64)>, String>;

struct Bench {
    peers: Vec<Peer>,
    chosen: Vec<String>,
    runs: usize,
    quick: bool,
    json: Option<String>,
    scripts: PathBuf,
    folder: Folder,
}

impl Bench {
    fn parse() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut args = Args::of_process();
        let quick = args.is_quick();
        let names = args.value("--peers").unwrap_or(if quick { "rnode" } else { "rnode,node" }.to_owned());
        let folder = args.value("--folder").map_or_else(std::env::temp_dir, PathBuf::from);
        Self {
            peers: peers::found(Path::new(env!("CARGO_BIN_EXE_rnode")), root, Some(&names)),
            runs: args.parsed("--runs").unwrap_or(if quick { 1 } else { 5 }),
            quick,
            json: args.value("--json"),
            scripts: root.join("benches/files/scripts"),
            folder: Folder::new(&folder),
            chosen: args.filters(),
        }
    }

    fn size(&self, full: usize) -> usize {
        if self.quick { full / 1024 } else { full }
    }

    /// Runs the script with each peer in turn, once more than counts, and gives the medians of what `figure` makes of a
    /// run: of its wall time in milliseconds and what it printed.
    fn interleaved(
        &self,
        script: &str,
        arguments: &[&Path],
        figure: impl Fn(f64, &str) -> Result<f64, String>,
    ) -> Result<Vec<(&'static str, f64)>, String> {
        let mut samples: Vec<Vec<f64>> = self.peers.iter().map(|_| Vec::new()).collect();
        for round in 0..=self.runs {
            for (peer, samples) in self.peers.iter().zip(&mut samples) {
                let mut command = peer.command(&[], &self.scripts.join(script));
                let (wall_ms, said) = run(command.args(arguments))?;
                if round > 0 {
                    samples.push(figure(wall_ms, &said)?);
                }
            }
        }
        Ok(self.peers.iter().zip(&samples).map(|(peer, values)| (peer.name, median(values))).collect())
    }
}

/// The wall time in milliseconds, and what the program printed.
fn run(command: &mut Command) -> Result<(f64, String), String> {
    let started = Instant::now();
    let output = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    let wall_ms = started.elapsed().as_secs_f64() * 1e3;
    if !output.status.success() {
        return Err(format!("{command:?}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    Ok((wall_ms, String::from_utf8_lossy(&output.stdout).into_owned()))
}

fn copy(bench: &Bench) -> Result<Vec<(&'static str, f64)>, String> {
    let from = bench.folder.file("large", bench.size(1024 * MIB))?;
    let found = bench.interleaved("copy.js", &[&from, &bench.folder.0.join("copy")], |wall_ms, _| Ok(wall_ms));
    bench.folder.forget(&["large", "copy"]);
    found
}

fn gzip(bench: &Bench) -> Result<Vec<(&'static str, f64)>, String> {
    let from = bench.folder.file("plain", bench.size(256 * MIB))?;
    let found = bench.interleaved("gzip.js", &[&from, &bench.folder.0.join("plain.gz")], |wall_ms, _| Ok(wall_ms));
    bench.folder.forget(&["plain", "plain.gz"]);
    found
}

fn small(bench: &Bench) -> Result<Vec<(&'static str, f64)>, String> {
    let count = if bench.quick { 100 } else { 10_000 };
    let folder = bench.folder.0.join("small");
    fs::create_dir(&folder).map_err(|error| error.to_string())?;
    for number in 0..count {
        fs::write(folder.join(format!("{number}.txt")), text(1024)).map_err(|error| error.to_string())?;
    }
    bench.interleaved("small.js", &[&folder], |wall_ms, _| Ok(wall_ms))
}

fn turns(bench: &Bench) -> Result<Vec<(&'static str, f64)>, String> {
    turns_at(bench, "99")
}

fn longest(bench: &Bench) -> Result<Vec<(&'static str, f64)>, String> {
    turns_at(bench, "100")
}

fn turns_at(bench: &Bench, percentile: &str) -> Result<Vec<(&'static str, f64)>, String> {
    let file = bench.folder.file("read", bench.size(16 * MIB))?;
    let rounds = if bench.quick { "1" } else { "8" };
    bench.interleaved("turns.js", &[&file, Path::new(rounds), Path::new(percentile)], |_, said| {
        said.trim().parse().map_err(|_| format!("turns.js said {said:?}"))
    })
}

/// A folder that goes with its owner.
struct Folder(PathBuf);

impl Folder {
    fn new(parent: &Path) -> Self {
        let path = parent.join(format!("rnode-bench-files-{}", std::process::id()));
        fs::create_dir_all(&path).expect("the folder for the files can be made");
        Folder(path)
    }

    /// A file of text that compresses about as well as logs do.
    fn file(&self, name: &str, size: usize) -> Result<PathBuf, String> {
        let path = self.0.join(name);
        let mut file = fs::File::create(&path).map_err(|error| error.to_string())?;
        let part = text(MIB.min(size));
        for _ in 0..size.div_ceil(part.len()) {
            file.write_all(&part).map_err(|error| error.to_string())?;
        }
        Ok(path)
    }

    fn forget(&self, names: &[&str]) {
        for name in names {
            // Whatever was not made need not go.
            let _ = fs::remove_file(self.0.join(name));
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            println!("{}: {error}", self.0.display());
        }
    }
}

/// Lines with numbers that do not repeat soon: a linear congruential generator makes them, the same each time.
fn text(size: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut text = Vec::with_capacity(size + 64);
    while text.len() < size {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let line = format!("GET /item/{} HTTP/1.1 200 {} \"agent/{}\"\n", state >> 44, state >> 50, state >> 61);
        text.extend_from_slice(line.as_bytes());
    }
    text.truncate(size);
    text
}
