//! Starting servers, and `rnode bench` on them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ci_support::server::Server;
use serde_json::Value;

pub const RNODE: &str = env!("CARGO_BIN_EXE_rnode");

/// A file of this folder.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/lab").join(name)
}

/// The server of this folder.
pub fn server(arguments: &[&str]) -> Result<Server, String> {
    let mut command = Command::new(RNODE);
    command.arg(file("server.js")).args(arguments);
    Server::start(&mut command).map_err(|error| error.to_string())
}

/// Its URL.
pub fn url(server: &Server, path: &str) -> String {
    format!("http://{}{path}", server.address)
}

/// Runs `rnode bench`.
pub fn bench(arguments: &[&str]) -> Result<Output, String> {
    let mut command = Command::new(RNODE);
    command.arg("bench").args(arguments).stdin(Stdio::null());
    command.output().map_err(|error| error.to_string())
}

/// Runs `rnode bench`, and reads the results.
pub fn measure(arguments: &[&str]) -> Result<Value, String> {
    let output = bench(&[arguments, &["--json", "-"]].concat())?;
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).map_err(|error| {
        format!("rnode bench {arguments:?}: {error}: {text}{}", String::from_utf8_lossy(&output.stderr))
    })
}

/// The only run.
pub fn run(arguments: &[&str]) -> Result<Value, String> {
    Ok(measure(arguments)?["runs"][0].clone())
}

/// A percentile of the latencies, in milliseconds.
pub fn percentile_ms(run: &Value, percentile: &str) -> f64 {
    run["latency"]["percentiles"][percentile].as_f64().map_or(f64::NAN, |us| us / 1e3)
}
