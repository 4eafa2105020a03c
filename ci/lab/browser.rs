//! The page in a real browser: everything there, readable in light and dark, on a wide window and a narrow one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use ci_support::peers::find_in_path;
use ci_support::temp::TempDir;
use serde_json::Value;

use crate::bench::{bench, file, server, url};
use crate::{Outcome, ensure};

/// A page with every chart: a comparison of two, a sweep, and a run of its own.
pub fn page() -> Outcome {
    let browser = find_in_path("chromium").ok_or("there is no chromium in PATH: ci/install installs it")?;
    let server = server(&["700", "60"])?;
    let (url, other) = (url(&server, "/"), url(&server, "/chunks"));
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let short = ["-d", "400ms", "--warm-up", "50ms", "-c", "4"];
    let made: &[(&str, &[&str])] = &[
        ("rounds", &["--rounds", "3", "--name", "small & plain", "--name", "<large>", &url, &other]),
        ("sweep", &["--rates", "100,300,900,2k", &url]),
        ("single", &["-r", "1k", "-d", "1600ms", &url]),
    ];
    for (name, arguments) in made {
        let (json, html) = (path(&format!("{name}.json")), path(&format!("{name}.html")));
        let output = bench(&[&short[..], &["--json", &json, "--html", &html], *arguments].concat())?;
        ensure!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let all = path("all.html");
    let stored = ["rounds", "sweep", "single"].map(|name| path(&format!("{name}.json")));
    let stored: Vec<&str> = stored.iter().map(String::as_str).collect();
    let output = bench(&[&["--report", "--html", &all, "--title", "All & <more>"][..], &stored].concat())?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    for (name, charts) in [("rounds", 3), ("sweep", 2), ("single", 2), ("all", 4)] {
        for (dark, width) in [(false, 1200), (true, 1200), (false, 420)] {
            let html = path(&format!("{name}.html"));
            let found = audit(&browser, folder.path(), &html, dark, width)?;
            let place = format!("{name}, {width} wide, {}", if dark { "dark" } else { "light" });
            let problems = found["problems"].as_array().map_or(usize::MAX, Vec::len);
            ensure!(problems == 0, "{place}: {}", found["problems"]);
            ensure!(found["charts"] == charts, "{place}: {} charts, not {charts}", found["charts"]);
            ensure!(found["dark"] == dark, "{place}: the page does not follow what the reader prefers");
            ensure!(found["wide"] == false, "{place}: the page has to be pushed to and fro");
            ensure!(found["foreign"].as_array().is_some_and(Vec::is_empty), "{place}: loads {}", found["foreign"]);
            let tip = found["tip"].as_str().unwrap_or_default();
            ensure!(tip.contains('%') && tip.contains('s'), "{place}: nothing under the pointer: {tip:?}");
        }
    }
    Ok(())
}

/// Opens the page with the audit's script in it.
fn audit(browser: &Path, folder: &Path, html: &str, dark: bool, width: u32) -> Result<Value, String> {
    let text = |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let script = text(&file("audit.js"))?;
    let page = text(Path::new(html))?.replace("</body>", &format!("<script>{script}</script></body>"));
    let audited = folder.join("audited.html");
    fs::write(&audited, page).map_err(|error| error.to_string())?;
    let profile = folder.join("profile");
    let output = Command::new("timeout")
        .arg("60")
        .arg(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"])
        // Chromium's enum: 0 is dark, 1 light.
        .arg(format!("--blink-settings=preferredColorScheme={}", u8::from(!dark)))
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--window-size={width},900"))
        .args(["--virtual-time-budget=2000", "--dump-dom"])
        .arg(format!("file://{}", audited.display()))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("chromium: {error}"))?;
    let dom = String::from_utf8_lossy(&output.stdout);
    let found = dom.split("<pre id=\"audit\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let found = found.ok_or_else(|| format!("the page has not loaded: {}", String::from_utf8_lossy(&output.stderr)))?;
    let found = found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&found).map_err(|error| format!("{error}: {found}"))
}
