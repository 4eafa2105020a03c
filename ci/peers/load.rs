//! Load generators: every request that they made was answered, and the server counted the same.

use crate::Setting;
use crate::curl::curl;
use crate::tools::{contains, equal, number_after, run, url};

pub fn wrk(setting: &Setting) -> Result<(), String> {
    let server = setting.server()?;
    let said = run("wrk", &["-t1", "-c50", "-d2s", &url(&server, "/hello")])?.text();
    for wrong in ["Socket errors", "Non-2xx"] {
        if said.contains(wrong) {
            return Err(said);
        }
    }
    let line = said.lines().find(|line| line.contains(" requests in ")).ok_or_else(|| said.clone())?;
    let made = number_after(line, "")?;
    let seen = number_after(&curl(&[&url(&server, "/seen")])?.text(), "\"requests\":")?;
    // What is under way when the time is up is not counted by wrk.
    if made == 0 || seen < made || seen > made + 51 {
        return Err(format!("wrk made {made} requests, the server saw {seen}"));
    }
    Ok(())
}

pub fn h2load(setting: &Setting) -> Result<(), String> {
    let server = setting.server()?;
    let said = run("h2load", &["--h1", "-n", "4000", "-c", "20", &url(&server, "/hello")])?.text();
    contains(&said, "4000 total, 4000 started, 4000 done, 4000 succeeded, 0 failed, 0 errored, 0 timeout")?;
    contains(&said, "4000 2xx, 0 3xx, 0 4xx, 0 5xx")?;
    let pipelined = run("h2load", &["--h1", "-n", "2000", "-c", "5", "-m", "16", &url(&server, "/chunks")])?.text();
    contains(&pipelined, "2000 2xx, 0 3xx, 0 4xx, 0 5xx")?;
    let seen = curl(&[&url(&server, "/seen")])?.text();
    equal("requests", number_after(&seen, "\"requests\":")?, 6001)
}

pub fn ab(setting: &Setting) -> Result<(), String> {
    let server = setting.server()?;
    let hello = url(&server, "/hello");
    // ab speaks HTTP/1.0, whose connections Node closes whatever they ask for.
    for (flags, count) in [(&["-k"][..], 2000), (&[], 1000), (&["-i"], 500), (&["-k", "-m", "POST"], 500)] {
        let number = count.to_string();
        let said = run("ab", &[flags, &["-q", "-n", &number, "-c", "20", &hello]].concat())?.text();
        equal("complete requests", number_after(&said, "Complete requests:")?, count)?;
        equal("failed requests", number_after(&said, "Failed requests:")?, 0)?;
    }
    let seen = curl(&[&url(&server, "/seen")])?.text();
    equal("requests", number_after(&seen, "\"requests\":")?, 4001)
}
