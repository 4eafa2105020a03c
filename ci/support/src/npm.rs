//! Installs the packages of a folder's `package-lock.json` somewhere under `target/`, once.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

/// Runs `npm ci` in `target` with the package files of `sources`, unless that has been done for this very lock file.
///
/// # Errors
/// Why the packages are not there: no npm, no network, no room.
pub fn install(sources: &Path, target: &Path) -> Result<(), String> {
    let io = |error: std::io::Error| error.to_string();
    let lock = fs::read(sources.join("package-lock.json")).map_err(io)?;
    // Written last: an installation that was interrupted is made anew.
    let stamp = target.join("installed.json");
    if fs::read(&stamp).unwrap_or_default() == lock {
        return Ok(());
    }
    fs::create_dir_all(target).map_err(io)?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(sources.join(name), target.join(name)).map_err(io)?;
    }
    let npm = Command::new("npm").args(["ci", "--ignore-scripts", "--no-progress"]).current_dir(target).output();
    let npm = npm.map_err(|error| match error.kind() {
        ErrorKind::NotFound => "there is no npm here".to_owned(),
        _ => error.to_string(),
    })?;
    if !npm.status.success() {
        let text = String::from_utf8_lossy(&npm.stderr).into_owned();
        let error = text.lines().filter(|line| line.contains("error")).collect::<Vec<_>>().join("; ");
        return Err(format!("npm ci: {error}"));
    }
    fs::write(&stamp, &lock).map_err(io)
}
