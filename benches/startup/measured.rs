//! One run of a program: how long it took, what CPU it used, how large it grew.
//!
//! The kernel tells the peak size of children that have ended only as a maximum over all of them; so each run is done
//! by a small process of its own: this very binary, called with [`FLAG`].

use std::process::{Command, Stdio};
use std::time::Instant;

use ci_support::process::children_usage;

/// The first argument of a measuring process; the program and its arguments follow.
pub const FLAG: &str = "--measure-one";

#[derive(Clone, Copy)]
pub struct Measured {
    pub wall_ms: f64,
    pub cpu_ms: f64,
    pub peak_rss_mib: f64,
}

/// Runs the command to its end in a measuring process.
///
/// # Errors
/// It cannot be run, or fails.
pub fn run(command: &Command) -> Result<Measured, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(own).arg(FLAG).arg(command.get_program()).args(command.get_args()).output();
    let output = output.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [wall_ms, cpu_ms, peak_rss_mib] => Ok(Measured { wall_ms, cpu_ms, peak_rss_mib }),
        _ => Err(format!("{command:?}: {text}{}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// The measuring process: runs its arguments and prints the three numbers.
pub fn main_of_measuring_process() {
    let mut arguments = std::env::args_os().skip(2);
    let program = arguments.next().expect("the measuring process is called with a program");
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    let started = Instant::now();
    let status = command.status();
    let wall = started.elapsed();
    match status {
        Ok(status) if status.success() => {
            let usage = children_usage().expect("the kernel tells what children used");
            let peak_mib = usage.peak_rss_bytes as f64 / f64::from(1 << 20);
            println!("{} {} {peak_mib}", wall.as_secs_f64() * 1e3, usage.cpu.as_secs_f64() * 1e3);
        }
        Ok(status) => println!("{status}"),
        Err(error) => println!("{error}"),
    }
}
