//! The command line: what is asked for, and the exit code it ends with.

use std::io::Read;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

mod bench;
mod doctor;
mod flags;
mod parse;
mod program;
mod subcommand;
mod top;

use parse::Parsed;
use program::{Plan, Source, Supervised};
use shards::Balance;

use crate::runtime::options::OptionValue;
use crate::runtime::watch::profile::ProfileOptions;

/// Node's exit code for a command line that is no good.
const EXIT_BAD_OPTION: u8 = 9;

/// What a heap needs for the built-in modules alone, and more than any machine has.
const HEAP_MB_MIN: u64 = 8;
const HEAP_MB_MAX: u64 = 1 << 20;
const SPIN_US_MAX: u64 = 1_000_000;
const DRAIN_MS_MAX: u64 = 24 * 60 * 60 * 1000;
const STALL_MS_MAX: u64 = 60 * 60 * 1000;
const PROFILE_US_MAX: u64 = 60_000_000;

/// Runs the command line.
pub fn run() -> ExitCode {
    shards::init_process();
    crate::engine::patch::assert_level();
    let mut arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let argv0 = arguments.next().unwrap_or_else(|| "rnode".to_owned());
    let arguments: Vec<String> = arguments.collect();
    crate::runtime::options::set_environment_flags(flags::of_environment);
    if arguments.first().is_some_and(|first| first == "doctor") {
        return doctor::run();
    }
    if arguments.first().is_some_and(|first| first == "bench") {
        return bench::run(&arguments[1..], &argv0);
    }
    if let Some((_, rest)) = arguments.split_first().filter(|(first, _)| *first == "top") {
        return top::run(rest, &argv0);
    }
    let environment = std::env::var("NODE_OPTIONS").unwrap_or_default();
    let parsed = match Parsed::parse_over(&switches_of_environment(), &environment, arguments) {
        Ok(parsed) => with_environment(parsed),
        Err(error) => {
            eprintln!("{argv0}: {}", error.0);
            return ExitCode::from(EXIT_BAD_OPTION);
        }
    };
    if parsed.is_on("--version") {
        println!("v{}", crate::node::process::NODE_VERSION);
        return ExitCode::SUCCESS;
    }
    if parsed.is_on("--help") {
        print!("{}", flags::help());
        return ExitCode::SUCCESS;
    }
    match plan(parsed, argv0) {
        Ok(plan) => program::run(plan),
        Err(error) => {
            eprintln!("rnode: {error}");
            ExitCode::from(EXIT_BAD_OPTION)
        }
    }
}

/// Switches that have environment variables of their own, and are on by them.
fn switches_of_environment() -> Vec<&'static str> {
    const SWITCHES: &[(&str, &str)] = &[
        ("NODE_PENDING_DEPRECATION", "--pending-deprecation"),
        ("NODE_PRESERVE_SYMLINKS", "--preserve-symlinks"),
        ("NODE_PRESERVE_SYMLINKS_MAIN", "--preserve-symlinks-main"),
        ("NODE_USE_ENV_PROXY", "--use-env-proxy"),
        ("NODE_USE_SYSTEM_CA", "--use-system-ca"),
    ];
    let is_on = |variable| std::env::var(variable).is_ok_and(|value| value == "1");
    SWITCHES.iter().filter(|(variable, _)| is_on(variable)).map(|(_, option)| *option).collect()
}

/// Options other than switches that have environment variables of their own.
fn with_environment(mut parsed: Parsed) -> Parsed {
    if parsed.text("--redirect-warnings").is_none()
        && let Ok(file) = std::env::var("NODE_REDIRECT_WARNINGS")
    {
        parsed.set("--redirect-warnings", OptionValue::Text(file));
    }
    parsed
}

fn plan(parsed: Parsed, argv0: String) -> Result<Plan, String> {
    let check = parsed.is_on("--check");
    // To check it once is enough.
    let shards = shards(&parsed)?;
    let shards = if check { 1 } else { shards };
    let metrics = parsed.text("--metrics").map(address).transpose()?;
    let heap_mb = parsed.number("--max-heap-mb", HEAP_MB_MIN, HEAP_MB_MAX)?;
    let heap_bytes_max = heap_mb.map(|megabytes| (megabytes as usize) << 20);
    let spin = Duration::from_micros(parsed.number("--spin-us", 0, SPIN_US_MAX)?.unwrap_or(0));
    let supervised = supervised(&parsed, shards)?.filter(|_| !check);
    let stall_ms = parsed.number("--stall-ms", 1, STALL_MS_MAX)?;
    let profile = profile_options(&parsed)?;
    // Last, as it waits for who writes there.
    let mut rest = parsed.rest.clone();
    let print = parsed.is_on("--print");
    let source = if let Some(code) = parsed.text("--eval") {
        Source::Text { code: code.to_owned(), name: "[eval]", print }
    } else if rest.is_empty() || rest[0] == "-" {
        if !rest.is_empty() {
            rest.remove(0);
        }
        Source::Text { code: standard_input()?, name: "[stdin]", print }
    } else {
        Source::File(rest.remove(0))
    };
    Ok(Plan {
        shards, spin, heap_bytes_max, supervised, source, check, arguments: rest, argv0, metrics, stall_ms, profile, parsed,
    })
}

/// How many shards are asked for.
fn shards(parsed: &Parsed) -> Result<usize, String> {
    let count = match parsed.text("--shards") {
        None => 1,
        // As many as there are: whether that is more than one is the machine's affair.
        Some("auto") => return Ok(shards::Topology::detect().auto()),
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|count| (1..=shards::limits::SHARDS_MAX).contains(count))
            .ok_or_else(|| {
                format!("--shards takes auto or a number from 1 to {}, not {text}", shards::limits::SHARDS_MAX)
            })?,
    };
    match parsed.text("--balance") {
        Some(how) if count == 1 && how != "kernel" => {
            Err(format!("--balance {how} needs several shards: give --shards N or --shards auto as well"))
        }
        _ => Ok(count),
    }
}

/// Several shards are looked after; one is if an option or the service manager asks for it.
fn supervised(parsed: &Parsed, shards: usize) -> Result<Option<Supervised>, String> {
    let drain_ms = parsed.number("--drain-timeout-ms", 1, DRAIN_MS_MAX)?;
    let restart = parsed.text("--on-crash") == Some("restart");
    let reload = parsed.switched("--reload").unwrap_or(shards > 1);
    let balance = match parsed.text("--balance") {
        Some("least-conn") => Balance::LeastConn,
        Some("port") => Balance::Port,
        Some("cpu") => Balance::Cpu,
        _ => Balance::Kernel,
    };
    let is_service = shards::Manager::from_environment().is_some();
    if !(shards > 1 || restart || reload || drain_ms.is_some() || is_service) {
        return Ok(None);
    }
    Ok(Some(Supervised { balance, restart, reload, drain_timeout: drain_ms.map(Duration::from_millis) }))
}

/// Node's options for CPU profiles.
fn profile_options(parsed: &Parsed) -> Result<ProfileOptions, String> {
    let default = ProfileOptions::default();
    Ok(ProfileOptions {
        whole_run: parsed.is_on("--cpu-prof"),
        interval_us: parsed.number("--cpu-prof-interval", 1, PROFILE_US_MAX)?.unwrap_or(default.interval_us),
        folder: parsed.text("--cpu-prof-dir").map_or(default.folder, PathBuf::from),
        name: parsed.text("--cpu-prof-name").map(str::to_owned),
    })
}

/// `HOST:PORT`, or a port of this machine's own.
fn address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(port) = text.parse::<u16>() {
        return Ok(SocketAddr::from(([127, 0, 0, 1], port)));
    }
    text.to_socket_addrs()
        .ok()
        .and_then(|mut found| found.next())
        .ok_or_else(|| format!("--metrics takes HOST:PORT or a port, not {text}"))
}

fn standard_input() -> Result<String, String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| format!("standard input cannot be read: {error}"))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(line: &str) -> Result<Plan, String> {
        let words = line.split_whitespace().map(str::to_owned);
        let parsed = Parsed::parse("", words.chain(["x.js".to_owned()])).map_err(|error| error.0)?;
        plan(parsed, "rnode".to_owned())
    }

    /// Shards, and how they are looked after: `r` restarted, `h` reloaded on SIGHUP, `d` drained.
    fn shown(plan: &Plan) -> String {
        let how = plan.supervised.as_ref().map_or_else(String::new, |supervised| {
            let letter = |is, letter| if is { letter } else { "" };
            let drains = supervised.drain_timeout.is_some();
            let letters = [letter(supervised.restart, "r"), letter(supervised.reload, "h"), letter(drains, "d")].concat();
            format!(" {:?} {letters}", supervised.balance)
        });
        format!("{}{}", plan.shards, how.trim_end())
    }

    #[test]
    fn options_of_many_shards_go_together() {
        const TABLE: &[(&str, &str)] = &[
            ("", "1"),
            ("--shards 1", "1"),
            ("--shards 3", "3 Kernel h"),
            ("--shards 3 --reload", "3 Kernel h"),
            ("--shards 3 --no-reload", "3 Kernel"),
            ("--shards 3 --no-reload --reload", "3 Kernel h"),
            ("--no-reload", "1"),
            ("--reload", "1 Kernel h"),
            ("--drain-timeout-ms 100", "1 Kernel d"),
            ("--on-crash restart", "1 Kernel r"),
            ("--on-crash exit", "1"),
            ("--on-crash exit --shards 2", "2 Kernel h"),
            ("--shards 2 --on-crash restart --no-reload --drain-timeout-ms 5", "2 Kernel rd"),
            ("--shards 2 --balance least-conn", "2 LeastConn h"),
            ("--shards 2 --balance port --no-reload", "2 Port"),
            ("--shards 2 --balance cpu", "2 Cpu h"),
            ("--balance kernel", "1"),
            ("--check --shards 2 --on-crash restart", "1"),
        ];
        for (line, expected) in TABLE {
            let plan = planned(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(shown(&plan), *expected, "{line}");
        }
        // One on some machines, and no mistake there.
        assert!(planned("--shards auto --balance port").is_ok());
    }

    #[test]
    fn what_they_do_not_take_is_told() {
        let shards_take = |text| format!("--shards takes auto or a number from 1 to 1024, not {text}");
        let needs = |how| format!("--balance {how} needs several shards: give --shards N or --shards auto as well");
        let range = |name, min, max: u64| format!("{name} takes a number from {min} to {max}");
        let table = [
            ("--shards 0", shards_take("0")),
            ("--shards 1025", shards_take("1025")),
            ("--shards all", shards_take("all")),
            ("--shards 1.5", shards_take("1.5")),
            ("--shards=", shards_take("")),
            ("--shards -1", "--shards requires an argument".to_owned()),
            ("--balance even", "--balance takes kernel, least-conn, port or cpu".to_owned()),
            ("--balance least-conn", needs("least-conn")),
            ("--shards 1 --balance cpu", needs("cpu")),
            ("--on-crash retry", "--on-crash takes exit or restart".to_owned()),
            ("--max-heap-mb much", "--max-heap-mb must be a number".to_owned()),
            ("--max-heap-mb 4", range("--max-heap-mb", 8, HEAP_MB_MAX)),
            ("--max-heap-mb 10.5", range("--max-heap-mb", 8, HEAP_MB_MAX)),
            ("--drain-timeout-ms 0", range("--drain-timeout-ms", 1, DRAIN_MS_MAX)),
            ("--drain-timeout-ms=1e12", range("--drain-timeout-ms", 1, DRAIN_MS_MAX)),
            ("--spin-us 1e7", range("--spin-us", 0, SPIN_US_MAX)),
            ("--stall-ms 0", range("--stall-ms", 1, STALL_MS_MAX)),
            ("--cpu-prof-interval 0", range("--cpu-prof-interval", 1, PROFILE_US_MAX)),
            ("--metrics nowhere", "--metrics takes HOST:PORT or a port, not nowhere".to_owned()),
            ("--metrics 70000", "--metrics takes HOST:PORT or a port, not 70000".to_owned()),
            ("--no-shards", "--no-shards is an invalid negation because it is not a boolean option".to_owned()),
        ];
        for (line, expected) in table {
            assert_eq!(planned(line).err().as_deref(), Some(expected.as_str()), "{line}");
        }
    }
}
