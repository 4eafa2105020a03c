//! Chromium loads a page with a stylesheet, a script, an image and an event stream, and reports what it saw.

use std::process::{Command, Stdio};

use ci_support::server::Server;
use ci_support::temp::TempDir;

use crate::Setting;
use crate::tools::{equal, url};

/// Without a sandbox, as CI may be root; alone with the page, and without a word to anybody else.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-proxy-server",
];

pub fn chromium(setting: &Setting) -> Result<(), String> {
    let mut server = setting.server()?;
    let profile = TempDir::new().map_err(|error| error.to_string())?;
    let mut command = Command::new("chromium");
    command.args(FLAGS).arg(format!("--user-data-dir={}", profile.path().display()));
    // It stays until it is ended: the page says when it is done.
    command.arg("--remote-debugging-port=0").arg(url(&server, "/page.html")).env("HOME", profile.path());
    command.stderr(Stdio::null());
    let browser = Server::spawn(&mut command).map_err(|error| format!("chromium ({error}): ci/install installs it"))?;
    let report = server.line_starting_with("reported ").map_err(|error| error.to_string())?;
    drop(browser);
    let expected = concat!(
        r#"{"title":"page","color":"rgb(1, 2, 3)","image":7,"events":["event 1/1","event 2/2","event 3/3"],"#,
        r#""uploaded":100000,"cookie":"from=rnode"}"#
    );
    equal("the report", report.as_str(), expected)
}
