//! The command line of a suite that has no libtest harness: its own flags, substring filters, and the
//! flags of libtest itself, which `cargo test -- --nocapture` hands to every suite alike.

/// Flags of libtest that a suite without its harness accepts and has no use for.
const LIBTEST_FLAGS: &[&str] = &[
    "--nocapture",
    "--no-capture",
    "--quiet",
    "-q",
    "--exact",
    "--ignored",
    "--include-ignored",
    "--show-output",
    "--bench",
    "--test",
];
const LIBTEST_VALUES: &[&str] = &["--test-threads", "--color", "--format", "--skip", "-Z", "--report-time"];

/// What is left of the command line; flags are taken out of it one by one, filters remain.
pub struct Args {
    rest: Vec<String>,
}

impl Args {
    /// The arguments of this process, without its name.
    pub fn of_process() -> Self {
        Self { rest: std::env::args().skip(1).collect() }
    }

    /// Takes a flag without a value; true if it was there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|arg| arg != name);
        self.rest.len() != before
    }

    /// Whether a bench is to show only that everything still runs: with `--quick`, or without the `--bench` that
    /// `cargo bench` gives.
    pub fn is_quick(&mut self) -> bool {
        self.flag("--quick") | !self.flag("--bench")
    }

    /// Takes `name VALUE` or `name=VALUE`. A flag at the end of the line has no value: that ends the suite.
    pub fn value(&mut self, name: &str) -> Option<String> {
        let prefix = format!("{name}=");
        let at = self.rest.iter().position(|arg| arg == name || arg.starts_with(&prefix))?;
        let arg = self.rest.remove(at);
        if let Some(value) = arg.strip_prefix(&prefix) {
            return Some(value.to_owned());
        }
        if at == self.rest.len() {
            usage(&format!("{name} needs a value"));
        }
        Some(self.rest.remove(at))
    }

    /// As [`Args::value`], parsed; a value that does not parse ends the suite.
    pub fn parsed<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.value(name)?;
        Some(text.parse().unwrap_or_else(|_| usage(&format!("{name} cannot be {text:?}"))))
    }

    /// The filters: everything that is left. An unknown flag ends the suite; `--list`, which
    /// tools ask of every test binary, is answered with nothing.
    pub fn filters(mut self) -> Vec<String> {
        if self.flag("--list") {
            std::process::exit(0);
        }
        for name in LIBTEST_VALUES {
            let _unused = self.value(name);
        }
        self.rest.retain(|arg| !LIBTEST_FLAGS.contains(&arg.as_str()));
        if let Some(unknown) = self.rest.iter().find(|arg| arg.starts_with('-')) {
            usage(&format!("unknown flag {unknown}"));
        }
        self.rest
    }
}

/// True if there are no filters or one of them occurs in `name`.
pub fn selected(filters: &[String], name: &str) -> bool {
    filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str()))
}

/// Ends the suite with a message about its command line.
pub fn usage(message: &str) -> ! {
    eprintln!("{message}");
    std::process::exit(2);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(list: &[&str]) -> Args {
        Args { rest: list.iter().map(|arg| (*arg).to_owned()).collect() }
    }

    #[test]
    fn takes_flags_values_and_filters_in_any_order() {
        let mut args = args(&["path", "--update", "-j", "3", "--nocapture", "--bin=node", "--test-threads", "1"]);
        assert!(args.flag("--update"));
        assert_eq!(args.parsed::<usize>("-j"), Some(3));
        assert_eq!(args.value("--bin").as_deref(), Some("node"));
        assert_eq!(args.value("--json"), None);
        assert_eq!(args.filters(), ["path"]);
    }

    #[test]
    fn a_filter_selects_by_substring() {
        assert!(selected(&[], "x"));
        assert!(selected(&["ht".into(), "url".into()], "http/get"));
        assert!(!selected(&["url".into()], "http/get"));
    }
}
