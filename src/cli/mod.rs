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
    let parsed = match Parsed::parse(&environment, arguments) {
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

/// Options that have environment variables of their own.
fn with_environment(mut parsed: Parsed) -> Parsed {
    const SWITCHES: &[(&str, &str)] = &[
        ("NODE_PENDING_DEPRECATION", "--pending-deprecation"),
        ("NODE_PRESERVE_SYMLINKS", "--preserve-symlinks"),
        ("NODE_PRESERVE_SYMLINKS_MAIN", "--preserve-symlinks-main"),
        ("NODE_USE_ENV_PROXY", "--use-env-proxy"),
        ("NODE_USE_SYSTEM_CA", "--use-system-ca"),
    ];
    for (variable, option) in SWITCHES {
        if std::env::var(variable).is_ok_and(|value| value == "1") {
            parsed.set(option, OptionValue::Bool(true));
        }
    }
    if parsed.text("--redirect-warnings").is_none()
        && let Ok(file) = std::env::var("NODE_REDIRECT_WARNINGS")
    {
        parsed.set("--redirect-warnings", OptionValue::Text(file));
    }
    parsed
}

fn plan(parsed: Parsed, argv0: String) -> Result<Plan, String> {
    let shards = match parsed.text("--shards") {
        None => 1,
        Some("auto") => shards::Topology::detect().auto(),
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|count| (1..=shards::limits::SHARDS_MAX).contains(count))
            .ok_or_else(|| {
                format!("--shards takes auto or a number from 1 to {}, not {text}", shards::limits::SHARDS_MAX)
            })?,
    };
    let metrics = parsed.text("--metrics").map(address).transpose()?;
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
    let heap_mb = parsed.number("--max-heap-mb", HEAP_MB_MIN, HEAP_MB_MAX)?;
    let spin = Duration::from_micros(parsed.number("--spin-us", 0, SPIN_US_MAX)?.unwrap_or(0));
    let supervised = supervised(&parsed, shards)?;
    let heap_bytes_max = heap_mb.map(|megabytes| (megabytes as usize) << 20);
    let stall_ms = parsed.number("--stall-ms", 1, STALL_MS_MAX)?;
    let profile = profile_options(&parsed)?;
    let check = parsed.is_on("--check");
    Ok(Plan {
        shards, spin, heap_bytes_max, supervised, source, check, arguments: rest, argv0, metrics, stall_ms, profile, parsed,
    })
}

/// Several shards are looked after; one is if an option or the service manager asks for it.
fn supervised(parsed: &Parsed, shards: usize) -> Result<Option<Supervised>, String> {
    let drain_ms = parsed.number("--drain-timeout-ms", 1, DRAIN_MS_MAX)?;
    let restart = parsed.text("--on-crash") == Some("restart");
    let reload = shards > 1 || parsed.is_on("--reload");
    let balance = match parsed.text("--balance") {
        Some("least-conn") => Balance::LeastConn,
        Some("port") => Balance::Port,
        Some("cpu") => Balance::Cpu,
        _ => Balance::Kernel,
    };
    let is_service = shards::Manager::from_environment().is_some();
    if !(restart || reload || drain_ms.is_some() || is_service) {
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
