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

mod endings;
mod facts;
mod failures;
mod load;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use ci_support::args::{Args, selected};
use ci_support::programs;

const TIME_MAX: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let mut args = Args::of_process();
    let effort = failures::Effort {
        connections: args.parsed("--connections").unwrap_or(100),
        rounds: args.parsed("--rounds").unwrap_or(2),
    };
    let filters = args.filters();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scripts = programs::scripts_of(&root.join("ci/shards"));
    scripts.extend(["prime_shards.js", "jobs_shards.js"].map(|name| root.join("examples").join(name)));
    scripts.retain(|program| selected(&filters, &program.to_string_lossy()));
    let binary = Path::new(env!("CARGO_BIN_EXE_rnode"));
    let mut failed = scripts.iter().filter(|script| !programs::passes(binary, script, TIME_MAX)).count();
    let mut count = scripts.len();
    let facts = facts::CASES.iter().chain(&endings::CASES);
    for (name, case) in facts.filter(|(name, _)| selected(&filters, &format!("facts {name}"))) {
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
