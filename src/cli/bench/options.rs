//! From what was given on the command line to what is measured.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use super::super::subcommand::Given;
use super::script;
use super::values::{self, Place, header, number, positive_time, rate, rates, time, url, whole};
use crate::lab::load::{
    Arrivals, CONNECTIONS_MAX, Length, Mix, Origin, PIPELINE_MAX, Pace, Plan, Prepared, Request, Target, Work,
};
use crate::lab::{Campaign, Mode, ROUNDS_MIN};

const CONNECTIONS: u64 = 50;
const DURATION: Duration = Duration::from_secs(10);
const WARM_UP: Duration = Duration::from_secs(1);
const TIMEOUT: Duration = Duration::from_secs(10);
const ROUNDS: u64 = 8;
const ROUNDS_MAX: u64 = 1000;
const REQUESTS_MAX: u64 = 1 << 40;
/// As many intervals as a chart has room for.
const INTERVALS: u32 = 100;
const INTERVAL_MIN: Duration = Duration::from_millis(50);

/// What is to be measured.
///
/// # Errors
/// What cannot be, or does not go together.
pub(super) fn campaign(given: &Given) -> Result<Campaign, String> {
    let targets = targets(given)?;
    let mode = mode(given, targets.len())?;
    let length = length(given)?;
    let threads = match given.text("--threads") {
        Some("auto") => shards::Topology::detect().auto() as u64,
        _ => given.read("--threads", whole(1, shards::limits::SHARDS_MAX as u64))?.unwrap_or(1),
    };
    let connections = given.read("--connections", whole(1, CONNECTIONS_MAX as u64))?.unwrap_or(CONNECTIONS);
    if connections < threads {
        return Err(format!("{connections} connections are too few for {threads} threads: each needs one"));
    }
    let first = targets.first().expect("there is at least one target").clone();
    let plan = Plan {
        target: first,
        pace: pace(given)?,
        connections: connections as usize,
        pipeline: given.read("--pipeline", whole(1, PIPELINE_MAX as u64))?.unwrap_or(1) as usize,
        threads: threads as usize,
        warm_up: given.read("--warm-up", time)?.unwrap_or(WARM_UP),
        length,
        timeout: given.read("--timeout", positive_time)?.unwrap_or(TIMEOUT).max(Duration::from_millis(1)),
        interval: given.read("--interval", positive_time)?.unwrap_or_else(|| interval(length)).max(INTERVAL_MIN),
        seed: given.read("--seed", whole(0, u64::MAX >> 12))?.unwrap_or(1),
        keep_intervals: given.has("--hdr-log"),
    };
    let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    let title = given.text("--title").map_or_else(|| names.join(" and "), str::to_owned);
    Ok(Campaign { plan, targets, mode, title })
}

fn pace(given: &Given) -> Result<Pace, String> {
    let rate = given.read("--rate", rate)?;
    if rate.is_none() && given.has("--arrivals") && !given.has("--rates") && !given.has("--find-rate") {
        return Err("--arrivals: only an open loop has them: say --rate as well".to_owned());
    }
    let arrivals = arrivals(given)?;
    Ok(rate.map_or(Pace::Closed, |rate| Pace::Open { rate, arrivals }))
}

fn arrivals(given: &Given) -> Result<Arrivals, String> {
    match given.text("--arrivals") {
        None | Some("poisson") => Ok(Arrivals::Poisson),
        Some("fixed") => Ok(Arrivals::Fixed),
        Some(other) => Err(format!("--arrivals: poisson or fixed, not {other}")),
    }
}

fn length(given: &Given) -> Result<Length, String> {
    let requests = given.read("--requests", whole(1, REQUESTS_MAX))?;
    let duration = given.read("--duration", positive_time)?;
    match (requests, duration) {
        (Some(_), Some(_)) => Err("either --requests or --duration can be used, not both".to_owned()),
        (Some(requests), None) => Ok(Length::Requests(requests)),
        (None, duration) => Ok(Length::Time(duration.unwrap_or(DURATION))),
    }
}

/// A hundredth of the run, as a round number of milliseconds.
fn interval(length: Length) -> Duration {
    const STEPS_MS: &[u64] = &[50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000];
    let Length::Time(length) = length else { return Duration::from_millis(100) };
    let wanted = length / INTERVALS;
    let step = STEPS_MS.iter().map(|ms| Duration::from_millis(*ms)).find(|step| *step >= wanted);
    step.unwrap_or(Duration::from_secs(600))
}

fn mode(given: &Given, targets: usize) -> Result<Mode, String> {
    const GOALS: &[(&str, f64)] = &[("--p50", 50.0), ("--p90", 90.0), ("--p99", 99.0), ("--p99.9", 99.9)];
    let goals: Vec<_> = GOALS.iter().filter(|(name, _)| given.has(name)).collect();
    let rounds = given.read("--rounds", whole(ROUNDS_MIN as u64, ROUNDS_MAX))?;
    if rounds.is_some() && targets == 1 {
        return Err("--rounds: there is only one target".to_owned());
    }
    if given.has("--find-rate") {
        let [(name, percentile)] = goals[..] else {
            return Err("--find-rate wants one limit, such as --p99 10ms".to_owned());
        };
        if targets > 1 || given.has("--rates") {
            return Err("--find-rate searches for one target, and not at given rates".to_owned());
        }
        let goal = given.read(name, positive_time)?.expect("it was given");
        return Ok(Mode::Search { percentile: *percentile, goal, arrivals: arrivals(given)? });
    }
    if let Some((name, _)) = goals.first() {
        return Err(format!("{name}: only --find-rate has a limit"));
    }
    match given.read("--rates", rates)? {
        Some(_) if given.has("--rate") => Err("either --rate or --rates can be used, not both".to_owned()),
        Some(rates) => Ok(Mode::Sweep(rates, arrivals(given)?)),
        None => Ok(Mode::Rounds(rounds.unwrap_or(ROUNDS) as usize)),
    }
}

fn targets(given: &Given) -> Result<Vec<Target>, String> {
    let timeout = given.read("--timeout", positive_time)?.unwrap_or(TIMEOUT);
    let mut targets = match (given.text("--urls"), given.rest.is_empty()) {
        (Some(_), false) => return Err("either --urls or URLs can be used, not both".to_owned()),
        (None, true) => return Err("there is no URL (see rnode bench --help)".to_owned()),
        (Some(file), true) => vec![listed(given, file, timeout)?],
        (None, false) => given
            .rest
            .iter()
            .map(|text| target(given, text, timeout))
            .collect::<Result<Vec<Target>, String>>()?,
    };
    let mut names = given.list("--name");
    for (target, name) in targets.iter_mut().zip(names.by_ref()) {
        name.clone_into(&mut target.name);
    }
    if names.next().is_some() {
        return Err("--name: there are more names than targets".to_owned());
    }
    for at in 1..targets.len() {
        if targets[..at].iter().any(|before| before.name == targets[at].name) {
            targets[at].name = format!("{} ({})", targets[at].name, at + 1);
        }
    }
    Ok(targets)
}

fn target(given: &Given, text: &str, timeout: Duration) -> Result<Target, String> {
    let place = url(text, given.has("--template"))?;
    let origin = Origin::reach(&place.host, &place.hostname, place.port, timeout)?;
    let work = match given.text("--script") {
        Some(file) => Work::Script(script::maker(file, request(given, &place)?)?),
        None => Work::Mix(Arc::new(Mix::new(vec![(1.0, prepared(given, &place)?)])?)),
    };
    Ok(Target { name: place.host, origin, work })
}

/// A file of URLs: `WEIGHT URL` or `URL` in a line; lines that begin with `#` are left out.
fn listed(given: &Given, file: &str, timeout: Duration) -> Result<Target, String> {
    if given.has("--script") {
        return Err("either --urls or --script can be used, not both".to_owned());
    }
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let mut first: Option<Place> = None;
    let mut weighted = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |error: String| format!("{file}:{}: {error}", at + 1);
        let (weight, text) = line.split_once(char::is_whitespace).unwrap_or(("1", line));
        let weight = number(weight).map_err(wrong)?;
        let place = values::url(text.trim(), given.has("--template")).map_err(wrong)?;
        let first = first.get_or_insert_with(|| place.clone());
        if first.host != place.host {
            let both = format!("{} and {} are two servers", first.host, place.host);
            return Err(wrong(format!("{both}: a list is of one; to compare several, give their URLs as arguments")));
        }
        weighted.push((weight, prepared(given, &place).map_err(wrong)?));
    }
    let place = first.ok_or_else(|| format!("{file}: there is no URL in it"))?;
    let origin = Origin::reach(&place.host, &place.hostname, place.port, timeout)?;
    Ok(Target { name: place.host, origin, work: Work::Mix(Arc::new(Mix::new(weighted)?)) })
}

fn prepared(given: &Given, place: &Place) -> Result<Prepared, String> {
    let request = request(given, place)?;
    if given.has("--template") {
        Prepared::template(&request, &place.host)
    } else {
        Prepared::fixed(&request, &place.host)
    }
}

fn request(given: &Given, place: &Place) -> Result<Request, String> {
    let body = match (given.text("--body"), given.text("--body-file")) {
        (Some(_), Some(_)) => return Err("either --body or --body-file can be used, not both".to_owned()),
        (Some(text), None) => Some(text.as_bytes().to_vec()),
        (None, Some(file)) => Some(fs::read(file).map_err(|error| format!("{file}: {error}"))?),
        (None, None) => None,
    };
    let default = if body.is_some() { "POST" } else { "GET" };
    Ok(Request {
        method: given.text("--method").unwrap_or(default).to_owned(),
        target: place.target.clone(),
        headers: given.list("--header").map(header).collect::<Result<_, _>>()?,
        body: body.unwrap_or_default(),
    })
}
