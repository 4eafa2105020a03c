//! The command line of a subcommand: the same definitions of flags as the program's own give its parser and its help.

use super::flags::{Flag, Kind, listed};

/// What was given.
#[derive(Debug)]
pub(super) struct Given {
    flags: &'static [Flag],
    /// In the order of the line: the flag's name and its value, empty for a switch.
    values: Vec<(&'static str, String)>,
    pub(super) rest: Vec<String>,
}

impl Given {
    /// Takes the arguments apart; flags and others may stand in any order, and `--` ends the flags.
    ///
    /// # Errors
    /// A flag that does not exist, or lacks its value.
    pub(super) fn parse(
        flags: &'static [Flag],
        arguments: impl IntoIterator<Item = String>,
    ) -> Result<Given, String> {
        let mut given = Given { flags, values: Vec::new(), rest: Vec::new() };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            if argument == "--" {
                given.rest.extend(arguments);
                break;
            }
            if !argument.starts_with('-') || argument == "-" {
                given.rest.push(argument);
                continue;
            }
            let (name, inline) = split(&argument);
            let flag = flags.iter().find(|flag| is_named(flag, name));
            let flag = flag.ok_or_else(|| format!("bad option: {name}"))?;
            let value = match (flag.kind, inline) {
                (Kind::Switch, None) => String::new(),
                (Kind::Switch, Some(_)) => return Err(format!("{name} takes no value")),
                (_, Some(value)) => value.to_owned(),
                (_, None) => arguments.next().ok_or_else(|| format!("{name} requires an argument"))?,
            };
            given.values.push((flag.name, value));
        }
        Ok(given)
    }

    /// Whether a flag was given.
    pub(super) fn has(&self, name: &str) -> bool {
        debug_assert!(self.flags.iter().any(|flag| flag.name == name), "{name} is defined");
        self.values.iter().any(|(given, _)| *given == name)
    }

    /// A flag's value; the last one counts.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        debug_assert!(self.flags.iter().any(|flag| flag.name == name), "{name} is defined");
        self.values.iter().rev().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
    }

    /// All the values of a flag.
    pub(super) fn list(&self, name: &'static str) -> impl Iterator<Item = &str> {
        debug_assert!(self.flags.iter().any(|flag| flag.name == name), "{name} is defined");
        self.values.iter().filter(move |(given, _)| *given == name).map(|(_, value)| value.as_str())
    }

    /// A flag's value, read by `read`.
    ///
    /// # Errors
    /// What `read` says, behind the flag's name.
    pub(super) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, String> {
        self.text(name).map(read).transpose().map_err(|error| format!("{name}: {error}"))
    }
}

/// The lines of a help text for these flags.
pub(super) fn help(flags: &[Flag]) -> String {
    flags.iter().map(listed).collect()
}

/// `--name=value`, and `-c8` as other generators take it.
fn split(argument: &str) -> (&str, Option<&str>) {
    if argument.starts_with("--") {
        return argument.split_once('=').map_or((argument, None), |(name, value)| (name, Some(value)));
    }
    match argument.char_indices().nth(2) {
        Some((at, _)) => (&argument[..at], Some(&argument[at..])),
        None => (argument, None),
    }
}

fn is_named(flag: &Flag, name: &str) -> bool {
    flag.name == name || flag.short.is_some_and(|short| name.strip_prefix('-') == Some(&short.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::flags::{flag, short};

    static FLAGS: &[Flag] = &[
        short('c', flag("--connections", Kind::Number, "N", "how many")),
        short('H', flag("--header", Kind::List, "TEXT", "a header")),
        flag("--json", Kind::Switch, "", "as JSON"),
    ];

    fn parse(line: &str) -> Result<Given, String> {
        Given::parse(FLAGS, line.split(' ').map(str::to_owned))
    }

    #[test]
    fn flags_come_in_every_form_and_order() {
        let given = parse("-c8 url -H a:b --header=c:d --json --connections 9 -- -x").unwrap();
        assert_eq!(given.text("--connections"), Some("9"));
        assert_eq!(given.list("--header").collect::<Vec<_>>(), ["a:b", "c:d"]);
        assert!(given.has("--json"));
        assert_eq!(given.rest, ["url", "-x"]);
        assert!(help(FLAGS).contains("-c, --connections N"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(parse("--jsn").unwrap_err(), "bad option: --jsn");
        assert_eq!(parse("-c").unwrap_err(), "-c requires an argument");
        assert_eq!(parse("--json=1").unwrap_err(), "--json takes no value");
    }
}
