//! What many shards do together.
//!
//! ```text
//! cargo test --test shards -- [FILTER…]     --connections 100   --rounds 2
//! ```
//! - programs for `rnode:shards`, which Node does not have: each checks itself, and ends with exit code 0; the examples
//!   that end by themselves are run as well
//! - `facts`: what `--shards` promises, and its options
//! - `throws`, `memory`, `spins`, `reload`, `drain`: requests under load while a shard fails, while programs are
//!   replaced, while they end

mod facts;
mod failures;
mod load;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use ci_support::args::{Args, selected};

const TIME_MAX: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let mut args = Args::of_process();
    let effort = failures::Effort {
        connections: args.parsed("--connections").unwrap_or(100),
        rounds: args.parsed("--rounds").unwrap_or(2),
    };
    let filters = args.filters();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut programs: Vec<PathBuf> = std::fs::read_dir(root.join("ci/shards"))
        .expect("the folder of this file")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "js" || extension == "mjs"))
        .collect();
    programs.sort();
    programs.extend(["prime_shards.js", "jobs_shards.js"].map(|name| root.join("examples").join(name)));
    programs.retain(|program| selected(&filters, &program.to_string_lossy()));
    let mut failed = programs.iter().filter(|program| !passes(program)).count();
    let mut count = programs.len();
    for (name, case) in facts::CASES.iter().filter(|(name, _)| selected(&filters, &format!("facts {name}"))) {
        count += 1;
        if let Err(reason) = case() {
            println!("FAILED {name}: {reason}");
            failed += 1;
        }
    }
    for (name, case) in failures::CASES.iter().filter(|(name, _)| selected(&filters, name)) {
        count += 1;
        match case(&effort) {
            Ok(figures) => println!("{name}: {figures}"),
            Err(reason) => {
                println!("FAILED {name}: {reason}");
                failed += 1;
            }
        }
    }
    println!("{} passed, {failed} failed", count - failed);
    ExitCode::from(u8::from(failed > 0))
}

fn passes(program: &Path) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rnode"))
        .arg(program)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary was built");
    let end = Instant::now() + TIME_MAX;
    let status = loop {
        match child.try_wait().expect("a child can be waited for") {
            Some(status) => break Some(status),
            None if Instant::now() > end => {
                // It may have ended in this very moment.
                let _ = child.kill();
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let passed = status.is_some_and(|status| status.success());
    if !passed {
        println!("{}: {}", program.display(), status.map_or("took too long".to_owned(), |status| status.to_string()));
    }
    passed
}
