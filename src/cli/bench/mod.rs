//! `rnode bench`: loads a server, measures, reports.

use std::fs;
use std::process::ExitCode;

mod flags;
mod options;
mod script;
mod values;

use super::EXIT_BAD_OPTION;
use super::subcommand::Given;
use crate::lab::load::Progress;
use crate::lab::report::live::Live;
use crate::lab::report::model::{Document, Run};
use crate::lab::report::{files, html, svg, text};
use crate::lab::{Results, Watch, measure};

/// Runs the subcommand.
pub(super) fn run(arguments: &[String], argv0: &str) -> ExitCode {
    let given = match Given::parse(flags::FLAGS, arguments.iter().cloned()) {
        Ok(given) => given,
        Err(error) => {
            eprintln!("{argv0} bench: {error}");
            return ExitCode::from(EXIT_BAD_OPTION);
        }
    };
    if given.has("--help") {
        print!("{}", flags::help());
        return ExitCode::SUCCESS;
    }
    let outcome = if given.has("--report") { stored(&given) } else { measured(&given) };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{argv0} bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A report of results that were measured before.
fn stored(given: &Given) -> Result<ExitCode, String> {
    if given.rest.is_empty() {
        return Err("--report: there are no files of results".to_owned());
    }
    if given.has("--hdr-log") {
        return Err("--hdr-log: stored results have no histogram for each interval".to_owned());
    }
    let read = |file: &String| {
        let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        Document::parse(&text).map_err(|error| format!("{file}: {error}"))
    };
    let mut document = Document::merge(given.rest.iter().map(read).collect::<Result<_, _>>()?);
    if let Some(title) = given.text("--title") {
        title.clone_into(&mut document.title);
    }
    write(given, &Results { document, outcomes: Vec::new() })?;
    Ok(ExitCode::SUCCESS)
}

fn measured(given: &Given) -> Result<ExitCode, String> {
    let campaign = options::campaign(given)?;
    let live = if given.has("--quiet") { None } else { Live::on_terminal() };
    let mut screen = Screen { live };
    let results = measure(&campaign, &mut screen);
    if let Some(live) = &mut screen.live {
        live.clear();
    }
    let results = results?;
    write(given, &results)?;
    let answered = results.document.runs.iter().any(|run| run.responses > 0);
    Ok(if answered { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The terminal, while runs follow one another.
struct Screen {
    live: Option<Live>,
}

impl Watch for Screen {
    fn begins(&mut self, what: &str) {
        if let Some(live) = &mut self.live {
            what.clone_into(&mut live.prefix);
        }
    }

    fn progress(&mut self, progress: &Progress<'_>) {
        if let Some(live) = &mut self.live {
            live.show(progress);
        }
    }

    fn ended(&mut self, run: &Run) {
        if let Some(live) = &mut self.live {
            live.clear();
            eprintln!("{}", text::line(run));
        }
    }
}

/// Everything that was asked for, and the table unless standard output is taken.
fn write(given: &Given, results: &Results) -> Result<(), String> {
    let document = &results.document;
    let save = |name: &'static str, text: &dyn Fn() -> Result<String, String>| -> Result<(), String> {
        match given.text(name) {
            None => Ok(()),
            Some("-") => {
                print!("{}", text()?);
                Ok(())
            }
            Some(file) => fs::write(file, text()?).map_err(|error| format!("{file}: {error}")),
        }
    };
    save("--json", &|| Ok(document.to_json()))?;
    save("--csv", &|| Ok(files::csv(document)))?;
    save("--hdr-log", &|| Ok(files::interval_log(&results.outcomes)))?;
    save("--html", &|| html(document))?;
    save("--svg", &|| svg(document))?;
    if let Some(file) = given.text("--hgrm") {
        for (name, text) in files::hgrms(document, file)? {
            fs::write(&name, text).map_err(|error| format!("{name}: {error}"))?;
        }
    }
    let taken = ["--json", "--csv", "--html", "--svg", "--hdr-log"].iter().any(|name| given.text(name) == Some("-"));
    if !taken {
        print!("{}", text::document(document));
    }
    Ok(())
}
