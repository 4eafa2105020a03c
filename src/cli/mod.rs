//! The command line: what is asked for, and the exit code it ends with.

use std::io::Read;
use std::net::{SocketAddr, ToSocketAddrs};
use std::process::ExitCode;

mod bench;
mod doctor;
mod flags;
mod parse;
mod program;
mod subcommand;
mod top;

use parse::Parsed;
use program::{Plan, Source};

use crate::runtime::options::OptionValue;

/// Node's exit code for a command line that is no good.
const EXIT_BAD_OPTION: u8 = 9;

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
    Ok(Plan { shards, source, check: parsed.is_on("--check"), arguments: rest, argv0, metrics, parsed })
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
