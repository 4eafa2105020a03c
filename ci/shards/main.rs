//! Programs for `rnode:shards`, which Node does not have: each checks itself, and ends with exit code 0. The examples
//! that end by themselves are run as well.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

const TIME_MAX: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut programs: Vec<PathBuf> = std::fs::read_dir(root.join("ci/shards"))
        .expect("the folder of this file")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "js" || extension == "mjs"))
        .collect();
    programs.sort();
    programs.extend(["prime_shards.js", "jobs_shards.js"].map(|name| root.join("examples").join(name)));
    let failed = programs.iter().filter(|program| !passes(program)).count();
    println!("{} passed, {failed} failed", programs.len() - failed);
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
