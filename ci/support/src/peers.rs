//! The runtimes that rnode is compared with, wherever this machine has them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One runtime.
#[derive(Clone)]
pub struct Peer {
    /// How the benches call it.
    pub name: &'static str,
    /// Its binary.
    pub path: PathBuf,
    /// What it says of itself.
    pub version: String,
}

impl Peer {
    /// A command that runs `script` with `flags` of the runtime itself in front of it.
    pub fn command(&self, flags: &[String], script: &Path) -> Command {
        let mut command = command(&self.path);
        command.args(flags).arg(script);
        command
    }
}

/// A command that begins to run a Node program with this runtime: Deno must be told that it is one.
pub fn command(binary: &Path) -> Command {
    let mut command = Command::new(binary);
    if binary.file_name().is_some_and(|name| name == "deno") {
        command.args(["run", "--allow-all", "--quiet", "--unstable-detect-cjs"]);
    }
    command
}

/// rnode at `own`, then each peer that is found: the path in `RNODE_BENCH_NODE`, `_BUN` or `_DENO`, else
/// what `benches/peers/install.sh` put under `target/bench-tools`, else `PATH`. `only` restricts them by name.
pub fn found(own: &Path, root: &Path, only: Option<&str>) -> Vec<Peer> {
    let wanted = |name: &str| only.is_none_or(|list| list.split(',').any(|item| item == name));
    let mut peers = Vec::new();
    for name in ["rnode", "node", "bun", "deno"].into_iter().filter(|name| wanted(name)) {
        let path = if name == "rnode" { Some(own.to_path_buf()) } else { locate(name, root) };
        let Some(path) = path else {
            println!("{name}: not found");
            continue;
        };
        match version(&path) {
            Some(version) => peers.push(Peer { name, path, version }),
            None => println!("{name}: {} does not run", path.display()),
        }
    }
    peers
}

fn locate(name: &str, root: &Path) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(format!("RNODE_BENCH_{}", name.to_uppercase())) {
        return Some(path.into());
    }
    let installed = root.join("target/bench-tools/node_modules/.bin").join(name);
    if installed.exists() {
        return Some(installed);
    }
    find_in_path(name)
}

/// The first executable of that name in `PATH`.
pub fn find_in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn version(path: &Path) -> Option<String> {
    let output = Command::new(path).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}
