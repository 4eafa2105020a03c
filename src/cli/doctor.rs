//! `rnode doctor`: what shards need of this machine, what is there, and what to do about the rest.

use std::process::ExitCode;

use shards::Verdict;

/// Prints every check; the exit code is 1 when a shard cannot run here.
pub(super) fn run() -> ExitCode {
    let mut bad = false;
    for check in shards::probe() {
        let mark = match check.verdict {
            Verdict::Good => "ok  ",
            Verdict::Poor => "poor",
            Verdict::Bad => "BAD ",
        };
        bad |= check.verdict == Verdict::Bad;
        println!("{mark}  {:<12} {}", check.name, check.found);
        if !check.remedy.is_empty() {
            println!("      {:<12} -> {}", "", check.remedy);
        }
    }
    ExitCode::from(u8::from(bad))
}
