//! What is sent is what was asked for, and what becomes of it is counted for what it is.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use ci_support::http::Client;
use ci_support::temp::TempDir;
use serde_json::Value;

use crate::bench::{bench, file, run, server, url};
use crate::{Outcome, ensure};

fn count(run: &Value, field: &str) -> u64 {
    run[field].as_u64().unwrap_or(u64::MAX)
}

fn error(run: &Value, kind: &str) -> u64 {
    run["errors"][kind].as_u64().unwrap_or(0)
}

/// How often each path of the server was asked for.
fn counts(address: SocketAddr) -> Result<Value, String> {
    let mut client = Client::connect(address, Duration::from_secs(5)).map_err(|error| error.to_string())?;
    client.send(b"GET /counts HTTP/1.1\r\nhost: a\r\n\r\n").map_err(|error| error.to_string())?;
    let response = client.response(false).map_err(|ended| format!("{ended:?}"))?;
    serde_json::from_slice(&response.body).map_err(|error| error.to_string())
}

/// A run of so many requests sends just those, closed or open, on one shard or two, pipelined or not.
pub fn counted() -> Outcome {
    let server = server(&[])?;
    let url = url(&server, "/");
    let forms: &[&[&str]] = &[
        &["-c", "4"],
        &["-c", "5", "-t", "2"],
        &["-c", "3", "--pipeline", "7"],
        &["-c", "4", "-r", "4k"],
        &["-c", "4", "-t", "2", "-r", "4k", "--arrivals", "fixed", "--pipeline", "2"],
    ];
    for form in forms {
        let run = run(&[*form, &["-n", "501", "--warm-up", "0", &url]].concat())?;
        let counts = (count(&run, "requests"), count(&run, "responses"), count(&run["latency"], "count"));
        ensure!(counts == (501, 501, 501), "{form:?}: {counts:?}: {}", run["errors"]);
    }
    let counts = run(&["-n", "1", "-c", "1", "--warm-up", "0", &url])?;
    ensure!(counts["statuses"]["200"] == 1, "{}", counts["statuses"]);
    Ok(())
}

/// An open loop keeps its rate, with either kind of arrivals.
pub fn constant_rate() -> Outcome {
    let server = server(&[])?;
    let url = url(&server, "/");
    for (arrivals, tolerance) in [("fixed", 0.01), ("poisson", 0.12)] {
        let run = run(&["-r", "800", "--arrivals", arrivals, "-c", "20", "-d", "2s", "--warm-up", "200ms", &url])?;
        let sent = count(&run, "requests") as f64 / 1600.0;
        ensure!((sent - 1.0).abs() <= tolerance, "{arrivals}: {sent} of the rate");
        ensure!(count(&run, "unfinished") == 0 && run["errors"].as_object().is_some_and(|kinds| kinds.is_empty()), "{run}");
        let (latency, service) = (&run["latency"]["mean_us"], &run["service"]["mean_us"]);
        ensure!(latency.as_f64() >= service.as_f64(), "a latency below the service time: {latency} {service}");
    }
    Ok(())
}

pub fn errors_by_kind() -> Outcome {
    let server = server(&[])?;
    let few = ["-n", "20", "-c", "2", "--warm-up", "0"];
    let at = |path: &str, more: &[&str]| run(&[&few, more, &[url(&server, path).as_str()][..]].concat());
    let missing = at("/missing", &[])?;
    ensure!(error(&missing, "status") == 20 && missing["statuses"]["404"] == 20, "{missing}");
    let reset = at("/reset", &[])?;
    ensure!(error(&reset, "reset") == 20 && count(&reset, "responses") == 0, "{reset}");
    let silent = at("/silent", &["--timeout", "150ms"])?;
    ensure!(error(&silent, "timeout") == 20, "{silent}");
    let longest = silent["latency"]["max_us"].as_f64().unwrap_or(0.0);
    ensure!(longest >= 150e3, "those that timed out are in the latencies: {longest}");
    let open = at("/silent", &["--timeout", "150ms", "-r", "200"])?;
    ensure!(error(&open, "timeout") + count(&open, "unfinished") == 20, "{open}");
    Ok(())
}

/// Connections that the server ends are made again; bodies of every kind have their end.
pub fn connections() -> Outcome {
    let server = server(&[])?;
    let few = ["-n", "20", "-c", "2", "--warm-up", "0"];
    let closed = run(&[&few[..], &[&url(&server, "/close")]].concat())?;
    ensure!(count(&closed, "responses") == 20 && count(&closed, "connections_made") >= 20, "{closed}");
    let chunks = run(&[&few[..], &[&url(&server, "/chunks")]].concat())?;
    ensure!(count(&chunks, "responses") == 20 && count(&chunks, "bytes_read") > 100_000, "{chunks}");
    let head = run(&[&few[..], &["-m", "HEAD", &url(&server, "/chunks")]].concat())?;
    ensure!(count(&head, "responses") == 20 && count(&head, "bytes_read") < 10_000, "{head}");
    Ok(())
}

pub fn templates_and_lists() -> Outcome {
    let server = server(&[])?;
    let template =
        ["-n", "50", "-c", "2", "--pipeline", "4", "--warm-up", "0", "--template", "-b", "{{n}}-{{uuid}}", "-H", "x-id: {{n}}"];
    let filled = run(&[&template[..], &[&url(&server, "/echo?{{random}}")]].concat())?;
    ensure!(count(&filled, "responses") == 50 && filled["errors"].as_object().is_some_and(|kinds| kinds.is_empty()), "{filled}");

    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let list = folder.path().join("urls.txt");
    let lines = format!("# of one server\n9 {}\n1 {}\n", url(&server, "/often"), url(&server, "/seldom"));
    std::fs::write(&list, lines).map_err(|error| error.to_string())?;
    let listed = run(&["-n", "1000", "-c", "4", "--warm-up", "0", "--urls", &list.to_string_lossy()])?;
    ensure!(count(&listed, "responses") == 1000, "not all of a list were answered");
    let counts = counts(server.address)?;
    let (often, seldom) = (count(&counts, "/often"), count(&counts, "/seldom"));
    ensure!(often + seldom == 1000 && (60..=150).contains(&seldom), "weights of 9 and 1: {often} and {seldom}");
    ensure!(count(&counts, "/echo") == 50, "{counts}");
    Ok(())
}

pub fn script() -> Outcome {
    let server = server(&[])?;
    let script = file("requests.js");
    let script = script.to_string_lossy();
    let run = run(&["-n", "100", "-c", "4", "-t", "2", "--warm-up", "0", "--script", &script, &url(&server, "/")])?;
    ensure!(count(&run, "responses") == 100, "{run}");
    ensure!(error(&run, "check") == 1 && run["error_samples"][0] == "seven", "{}: {}", run["errors"], run["error_samples"]);
    Ok(())
}

/// What cannot be measured is refused with a sentence that says why.
pub fn refusals() -> Outcome {
    let unused = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let refused = format!("http://{}/", unused.map_err(|error| error.to_string())?);
    let cases: &[(&[&str], &str)] = &[
        (&["https://localhost/"], "https: is not supported"),
        (&[&refused], "Connection refused"),
        (&[], "there is no URL"),
        (&["--ratee", "1"], "bad option: --ratee"),
        (&["-c", "0", &refused], "Connection refused"),
        (&["--report", "/nowhere.json"], "/nowhere.json"),
    ];
    for (arguments, wanted) in cases {
        let output = bench(arguments)?;
        let text = String::from_utf8_lossy(&output.stderr);
        ensure!(text.contains(wanted) && !output.status.success(), "{arguments:?}: {text}");
    }
    Ok(())
}
