//! Results as files, and reports of stored ones.

use std::fs;

use ci_support::temp::TempDir;
use serde_json::Value;

use crate::bench::{bench, measure, server, url};
use crate::{Outcome, ensure};

fn read(path: &std::path::Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Each format is what it says, and stored results give the same page as fresh ones.
pub fn files() -> Outcome {
    let server = server(&[])?;
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let names = ["json", "csv", "hgrm", "hdr-log", "html", "svg"];
    let flags = names.map(|name| (format!("--{name}"), path(name)));
    let mut arguments = vec!["-r", "1k", "-d", "600ms", "--warm-up", "100ms", "-c", "4"];
    arguments.extend(flags.iter().flat_map(|(flag, file)| [flag.as_str(), file.as_str()]));
    let url = url(&server, "/");
    arguments.push(&url);
    let output = bench(&arguments)?;
    let table = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success() && table.contains("p99.999"), "{table}{}", String::from_utf8_lossy(&output.stderr));

    let json: Value = serde_json::from_str(&read(path("json").as_ref())?).map_err(|error| error.to_string())?;
    ensure!(json["schema"] == "rnode-bench/1", "{}", json["schema"]);
    let responses = json["runs"][0]["responses"].as_u64().unwrap_or(0);
    ensure!(responses > 300, "{responses} responses");
    let csv = read(path("csv").as_ref())?;
    let cells: Vec<usize> = csv.lines().map(|line| line.split(',').count()).collect();
    ensure!(cells.len() == 2 && cells[0] == cells[1], "{csv}");
    let hgrm = read(path("hgrm").as_ref())?;
    ensure!(hgrm.contains(&format!(" 1.000000000000 {responses:10}\n")), "{hgrm}");
    let log = read(path("hdr-log").as_ref())?;
    let lines = log.lines().filter(|line| line.starts_with("Tag=") && line.contains(",HIST"));
    ensure!(lines.count() >= 10, "{log}");
    ensure!(read(path("svg").as_ref())?.starts_with("<svg xmlns="), "no SVG");

    let again = path("again.html");
    let output = bench(&["--report", &path("json"), "--html", &again])?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    ensure!(read(again.as_ref())? == read(path("html").as_ref())?, "stored results give another page than fresh ones");
    Ok(())
}

/// Sweeps, searches and comparisons run to their end and say what they found.
pub fn several_runs() -> Outcome {
    let server = server(&[])?;
    let (url, slow) = (url(&server, "/"), url(&server, "/chunks"));
    let short = ["-d", "200ms", "--warm-up", "50ms", "-c", "4"];
    let sweep = measure(&[&short[..], &["--rates", "200,400", &url]].concat())?;
    let rates: Vec<f64> = sweep["runs"].as_array().into_iter().flatten().filter_map(|run| run["rate"].as_f64()).collect();
    ensure!(rates == [200.0, 400.0], "{rates:?}");
    let search = measure(&[&short[..], &["--find-rate", "--p50", "40ms", "-r", "100", &url]].concat())?;
    let found = search["search"]["rate"].as_f64().unwrap_or(0.0);
    ensure!(found >= 100.0, "{}", search["search"]);
    let compared = measure(&[&short[..], &["--rounds", "3", "--name", "small", "--name", "large", &url, &slow]].concat())?;
    let rows = compared["comparisons"].as_array().map_or(&[][..], Vec::as_slice);
    ensure!(rows.len() == 6 && rows[0]["measure"] == "rate" && rows[0]["baseline"] == "small", "{rows:?}");
    for row in rows {
        let of = |field: &str| row[field].as_f64().unwrap_or(f64::NAN);
        ensure!(of("low") <= of("ratio") && of("ratio") <= of("high"), "{row}");
    }
    Ok(())
}
