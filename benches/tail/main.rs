//! How long users wait: rnode and its peers at the same rates, each with the same script.
//!
//! ```text
//! cargo bench --bench tail -- [SCENARIO…]
//!     --targets rnode,node,rnode-shards,node-cluster,bun,deno   --loads 25,50,75   --rates 5000,20000
//!     --rounds 3   --seconds 4   --connections 50   --tries 4   --out DIR   --quick
//! ```
//! Scenarios: hello, json, 64k, proxy, heap, mixed. For each of them a closed loop finds how much every target can do;
//! then an open loop (Poisson) asks all targets for the same rates, shares of what Node can do unless `--rates` names
//! them, and latency counts from the moment at which a request was meant to start. Every round measures each target
//! once, another one first each time; figures are the medians of the rounds, the curves of the report are all rounds
//! together. A round in which others took more than 2 % of the cores is measured again, up to `--tries` times; the least
//! disturbed one counts, and the table says how much it was. Others are the machine's other processes, and the host of a
//! virtual machine as far as the kernel knows of it (`steal` in `/proc/stat`).
//!
//! Servers end with the bench, however it ends.
//!
//! The server is pinned to one core and the generator to another, which a proxy's upstream shares. What runs on several
//! cores by itself (`node-cluster`, `rnode-shards`: as many as there are) shares one of them with the generator.
//!
//! `DIR` (`target/bench/tail`) gets `tail.html`, a report of all scenarios, and a JSON file for each. Without `--bench`,
//! as `cargo test` calls it, or with `--quick`, the bench only shows that everything still runs.

#[path = "../load/order.rs"]
mod order;
mod report;
mod rounds;
mod scenario;
mod target;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use ci_support::args::Args;
use ci_support::cores::Cores;
use rnode::lab::report::html;
use rnode::lab::report::model::{Document, Machine};

use scenario::SCENARIOS;
use target::Target;

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("tail: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line says.
struct Options {
    scenarios: Vec<String>,
    targets: String,
    /// Shares of what Node can do, in percent.
    loads: Vec<f64>,
    /// Requests a second, in their place.
    rates: Vec<f64>,
    rounds: u32,
    length: Duration,
    warm_up: Duration,
    connections: usize,
    /// How often a round is measured that others disturb.
    tries: usize,
    out: PathBuf,
}

impl Options {
    fn parse() -> Self {
        let mut args = Args::of_process();
        let quick = args.is_quick();
        let seconds = args.parsed("--seconds").unwrap_or(if quick { 0.3 } else { 4.0 });
        let targets = if quick { "rnode" } else { "rnode,node,rnode-shards,node-cluster,bun,deno" };
        let numbers = |text: String| text.split(',').map(|number| number.parse().expect("a list of numbers")).collect();
        let rates: Vec<f64> = args.value("--rates").map(numbers).unwrap_or_default();
        Self {
            targets: args.value("--targets").unwrap_or(targets.to_owned()),
            loads: args.value("--loads").map_or(if quick { vec![50.0] } else { vec![25.0, 50.0, 75.0] }, numbers),
            // Node may be missing where only the suite itself is tried.
            rates: if quick && rates.is_empty() { vec![200.0] } else { rates },
            rounds: args.parsed("--rounds").unwrap_or(if quick { 1 } else { 3 }),
            length: Duration::from_secs_f64(seconds),
            warm_up: Duration::from_secs_f64(if quick { 0.0 } else { seconds / 8.0 }),
            connections: args.parsed("--connections").unwrap_or(if quick { 4 } else { 50 }),
            // Nobody reads the figures of those that only show that all runs.
            tries: args.parsed("--tries").unwrap_or(if quick { 1 } else { rounds::TRIES }),
            out: args.value("--out").map_or_else(default_folder, PathBuf::from),
            scenarios: args.filters(),
        }
    }
}

/// Beside what the build makes.
fn default_folder() -> PathBuf {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    scratch.parent().unwrap_or(scratch).join("bench/tail")
}

/// False if a request failed somewhere.
fn run(options: &Options) -> Result<bool, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Before this thread is pinned anywhere.
    let machine = Machine::here();
    let targets = Target::all(&options.targets, root)?;
    let cores = Cores::choose().map_err(|error| error.to_string())?;
    if let Some(unknown) = options.scenarios.iter().find(|name| SCENARIOS.iter().all(|known| known.name != **name)) {
        let names: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
        return Err(format!("there is no scenario {unknown:?}, but {}", names.join(", ")));
    }
    if options.rates.is_empty() && targets.iter().all(|target| target.name != "node") {
        return Err("the rates are shares of what Node can do: add node to --targets, or give --rates".to_owned());
    }
    fs::create_dir_all(&options.out).map_err(|error| format!("{}: {error}", options.out.display()))?;

    let mut good = true;
    let mut documents = Vec::new();
    for scenario in SCENARIOS {
        if !options.scenarios.is_empty() && !options.scenarios.iter().any(|name| name == scenario.name) {
            continue;
        }
        let samples = rounds::measure(scenario, &targets, options, &cores, root)?;
        good &= samples.iter().all(|sample| sample.is_good());
        println!("\n{}", report::table(scenario, &samples));
        let document = report::document(scenario, &samples, &machine);
        save(&options.out.join(format!("{}.json", scenario.name)), &document.to_json())?;
        documents.push(document);
    }
    let mut all = Document::merge(documents);
    "How long users wait: rnode and its peers at the same rates".clone_into(&mut all.title);
    let page = options.out.join("tail.html");
    save(&page, &html(&all)?)?;
    println!("\n{}", page.display());
    Ok(good)
}

fn save(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
