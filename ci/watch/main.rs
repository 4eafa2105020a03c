//! What rnode says of itself: metrics, health, stall reports, CPU profiles, `stats()`, `rnode top`. Each program checks
//! itself, with an rnode of its own that it starts, and ends with exit code 0.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use ci_support::programs;

const TIME_MAX: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/watch");
    let scripts = programs::scripts_of(&folder);
    let binary = Path::new(env!("CARGO_BIN_EXE_rnode"));
    let failed = scripts.iter().filter(|script| !programs::passes(binary, script, TIME_MAX)).count();
    println!("{} passed, {failed} failed", scripts.len() - failed);
    ExitCode::from(u8::from(failed > 0))
}
