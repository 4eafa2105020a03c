//! Real clients and servers against rnode on loopback: curl, load generators, nginx and HAProxy, a browser.
//!
//! ```text
//! cargo test --test peers -- [FILTER…]
//! ```
//! The programs come from Debian's packages, which `ci/install` installs; one that is missing is a failure. Every check
//! is bounded in time and looks at contents and counts, never at speed.

mod browser;
mod curl;
mod load;
mod proxies;
mod tools;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use ci_support::args::{Args, selected};
use ci_support::server::Server;
use ci_support::temp::TempDir;

/// A check, by its name: what is wrong, if anything is.
type Check = fn(&Setting) -> Result<(), String>;

const CHECKS: &[(&str, Check)] = &[
    ("curl: download, range, head", curl::downloads),
    ("curl: upload, chunked, expectations", curl::uploads),
    ("curl: several requests on a connection", curl::reuse),
    ("wrk", load::wrk),
    ("h2load", load::h2load),
    ("ab", load::ab),
    ("nginx in front", proxies::nginx_in_front),
    ("nginx as the upstream of a proxy", proxies::nginx_upstream),
    ("haproxy with health checks", proxies::haproxy),
    ("chromium", browser::chromium),
];

/// What the checks share: the programs under test and a file that the server sends.
pub struct Setting {
    binary: PathBuf,
    folder: PathBuf,
    scratch: TempDir,
}

/// The size of [`Setting::file`]: more than the buffers of any socket.
pub const FILE_BYTES: usize = 8 << 20;

impl Setting {
    fn new() -> std::io::Result<Self> {
        let scratch = TempDir::new()?;
        // Every stretch of it differs from every other.
        let word = |at| (at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
        let bytes: Vec<u8> = (0..FILE_BYTES / 8).flat_map(word).collect();
        std::fs::write(scratch.path().join("file"), bytes)?;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/peers");
        Ok(Self { binary: PathBuf::from(env!("CARGO_BIN_EXE_rnode")), folder, scratch })
    }

    /// The file that `/file` sends.
    pub fn file(&self) -> PathBuf {
        self.scratch.path().join("file")
    }

    /// Starts `server.js`.
    pub fn server(&self) -> Result<Server, String> {
        self.start("server.js", &self.file().to_string_lossy())
    }

    /// Starts a program of this folder with one argument.
    pub fn start(&self, program: &str, argument: &str) -> Result<Server, String> {
        let mut command = Command::new(&self.binary);
        command.arg(self.folder.join(program)).arg(argument);
        Server::start(&mut command).map_err(|error| format!("{program}: {error}"))
    }
}

fn main() -> ExitCode {
    let filters = Args::of_process().filters();
    let setting = match Setting::new() {
        Ok(setting) => setting,
        Err(error) => {
            println!("no temporary folder: {error}");
            return ExitCode::FAILURE;
        }
    };
    let (mut passed, mut failed) = (0, 0);
    // One after the other: each may load the machine as it likes.
    for (name, check) in CHECKS.iter().filter(|(name, _)| selected(&filters, name)) {
        let started = Instant::now();
        match check(&setting) {
            Ok(()) => {
                passed += 1;
                println!("{name}: {:.1} s", started.elapsed().as_secs_f64());
            }
            Err(reason) => {
                failed += 1;
                println!("FAILED {name}: {reason}\n");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
