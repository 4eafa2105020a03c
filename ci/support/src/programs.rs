//! Programs that check themselves: each is run, and has passed if it ends with exit code 0 in time.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The scripts of a folder, sorted.
///
/// # Panics
/// When the folder cannot be read.
pub fn scripts_of(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let mut scripts: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "js" || extension == "mjs"))
        .collect();
    scripts.sort();
    scripts
}

/// Runs one under `binary`; says what is wrong if it fails. What it prints is shown as it comes.
///
/// # Panics
/// When the binary cannot be started.
pub fn passes(binary: &Path, program: &Path, time_max: Duration) -> bool {
    let mut child = Command::new(binary)
        .arg(program)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary was built");
    let end = Instant::now() + time_max;
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
