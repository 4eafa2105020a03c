//! `rnode bench` against servers whose behaviour is known, and its page in a browser.
//!
//! ```text
//! cargo test --test lab -- [FILTER…]
//! ```

mod bench;
mod browser;
mod loads;
mod reports;
mod stalls;

use std::process::ExitCode;

use ci_support::args::{Args, selected};

/// What a case found, if it is not what should be.
type Outcome = Result<(), String>;
type Case = (&'static str, fn() -> Outcome);

const CASES: &[Case] = &[
    ("loads/counted", loads::counted),
    ("loads/constant_rate", loads::constant_rate),
    ("loads/errors_by_kind", loads::errors_by_kind),
    ("loads/connections", loads::connections),
    ("loads/templates_and_lists", loads::templates_and_lists),
    ("loads/script", loads::script),
    ("loads/refusals", loads::refusals),
    ("stalls/open_and_closed", stalls::open_and_closed),
    ("reports/files", reports::files),
    ("reports/several_runs", reports::several_runs),
    ("browser/page", browser::page),
];

fn main() -> ExitCode {
    let filters = Args::of_process().filters();
    let mut failed = 0;
    let cases: Vec<&Case> = CASES.iter().filter(|(name, _)| selected(&filters, name)).collect();
    for (name, case) in &cases {
        match case() {
            Ok(()) => println!("ok    {name}"),
            Err(reason) => {
                println!("FAIL  {name}: {reason}");
                failed += 1;
            }
        }
    }
    println!("lab: {} passed, {failed} failed", cases.len() - failed);
    ExitCode::from(u8::from(failed > 0))
}

/// Fails a case with a sentence unless the condition holds.
macro_rules! ensure {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err(format!($($message)+));
        }
    };
}
use ensure;
