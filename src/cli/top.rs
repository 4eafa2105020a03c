//! `rnode top`: what is asked for, and the exit code.

use std::process::ExitCode;
use std::time::Duration;

use super::EXIT_BAD_OPTION;
use crate::ops::top::{self, Options};

const HELP: &str = "\
rnode top shows what the shards of a running server do.

Usage: rnode top [options] HOST:PORT    a server that runs with --metrics HOST:PORT
       rnode top [options] PORT         one on this machine

Options:
  -i, --interval SECONDS    between two looks (1)
  -n, --count N             end after N looks
  -h, --help                print this help

A line for each shard: how busy its loop is, requests a second, the latencies of requests from head to last byte, the
length of its turns, open connections, heap, stalls; more where the terminal is wider. Where standard output is no
terminal every look is printed below the last. q quits.
";

/// Runs the subcommand.
pub(super) fn run(arguments: &[String], argv0: &str) -> ExitCode {
    let outcome = match parse(arguments) {
        Ok(Some(options)) => top::run(&options),
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{argv0} top: {error}");
            return ExitCode::from(EXIT_BAD_OPTION);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{argv0} top: {error}");
            ExitCode::FAILURE
        }
    }
}

/// `None` when help is asked for.
fn parse(arguments: &[String]) -> Result<Option<Options>, String> {
    let mut options = Options { address: String::new(), interval: Duration::from_secs(1), count: None };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} requires an argument"));
        match argument.as_str() {
            "-h" | "--help" => return Ok(None),
            "-i" | "--interval" => {
                let seconds = value()?.parse().ok().filter(|seconds| (0.05..=3600.0).contains(seconds));
                let seconds = seconds.ok_or("--interval takes seconds from 0.05 to 3600")?;
                options.interval = Duration::from_secs_f64(seconds);
            }
            "-n" | "--count" => {
                let count = value()?.parse().ok().filter(|count| *count > 0);
                options.count = Some(count.ok_or("--count takes a number from 1 on")?);
            }
            option if option.starts_with('-') => return Err(format!("bad option: {option} (see rnode top --help)")),
            address if options.address.is_empty() => {
                let is_port = address.parse::<u16>().is_ok();
                options.address = if is_port { format!("127.0.0.1:{address}") } else { address.to_owned() };
            }
            other => return Err(format!("one server at a time: what is {other}?")),
        }
    }
    if options.address.is_empty() {
        return Err("whose figures? Name the HOST:PORT that the server was given as --metrics".to_owned());
    }
    Ok(Some(options))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Options>, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_and_their_errors() {
        let options = parsed("-i 0.5 9464 -n 3").unwrap().unwrap();
        assert_eq!((options.address.as_str(), options.interval.as_millis(), options.count), ("127.0.0.1:9464", 500, Some(3)));
        assert!(parsed("--help").unwrap().is_none());
        for (line, error) in [
            ("", "whose figures?"),
            ("-i", "-i requires an argument"),
            ("-i 0 9464", "--interval takes seconds"),
            ("--count 0 9464", "--count takes"),
            ("--colour", "bad option: --colour"),
            ("1 2", "one server at a time"),
        ] {
            let found = parsed(line).unwrap_err();
            assert!(found.starts_with(error), "{line}: {found}");
        }
    }
}
