//! The command line and `NODE_OPTIONS`, taken apart.

use super::flags::{ALIASES, FLAGS, Flag, Kind};
use crate::runtime::options::{OptionValue, OptionValues};

/// The command line, taken apart.
pub(super) struct Parsed {
    pub(super) values: OptionValues,
    /// The switches that were given, on or off.
    switched: Vec<&'static str>,
    /// What was given before the program's file, as `process.execArgv` shows it.
    pub(super) exec_argv: Vec<String>,
    /// The file and the program's arguments, or the arguments alone with `--eval`.
    pub(super) rest: Vec<String>,
}

/// Why a command line is no good; the text is for the user.
#[derive(Debug)]
pub(super) struct BadOption(pub(super) String);

fn empty(flag: &Flag) -> OptionValue {
    match flag.kind {
        Kind::Switch => OptionValue::Bool(flag.on),
        Kind::List => OptionValue::List(Vec::new()),
        _ => OptionValue::Absent,
    }
}

/// Options that are the process's: a thread cannot have its own.
const PROCESS_WIDE: &[&str] = &[
    "--shards", "--balance", "--on-crash", "--max-heap-mb", "--drain-timeout-ms", "--metrics", "--reload", "--spin-us",
    "--title", "--version", "--help",
];

/// Reads the options of a thread; see [`crate::runtime::options::ParseOptions`].
pub(super) fn for_thread(arguments: &[String]) -> Result<OptionValues, Vec<String>> {
    let refused: Vec<String> =
        arguments.iter().filter(|argument| PROCESS_WIDE.contains(&split_name(argument).0.as_str())).cloned().collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    Parsed::parse("", arguments.iter().cloned()).map(|parsed| parsed.values).map_err(|error| {
        let named = |argument: &&String| error.0.contains(split_name(argument).0.as_str());
        arguments.iter().filter(named).cloned().collect()
    })
}

impl Parsed {
    /// Takes the environment's options and the command line's arguments apart. Options after the program's file belong
    /// to the program.
    pub(super) fn parse(
        environment: &str,
        arguments: impl IntoIterator<Item = String>,
    ) -> Result<Parsed, BadOption> {
        Self::parse_over(&[], environment, arguments)
    }

    /// The same over switches that are on unless something says otherwise.
    pub(super) fn parse_over(
        switched_on: &[&str],
        environment: &str,
        arguments: impl IntoIterator<Item = String>,
    ) -> Result<Parsed, BadOption> {
        let mut parsed = Parsed {
            values: FLAGS.iter().map(|flag| (flag.name, empty(flag))).collect(),
            switched: Vec::new(),
            exec_argv: Vec::new(),
            rest: Vec::new(),
        };
        for name in switched_on {
            parsed.set(name, OptionValue::Bool(true));
        }
        parsed.take_environment(environment)?;
        // Those of the environment are not the program's to see.
        parsed.exec_argv.clear();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            if argument == "--" {
                parsed.rest.extend(arguments.by_ref());
            } else if argument == "-" || !argument.starts_with('-') {
                parsed.rest.push(argument);
                parsed.rest.extend(arguments.by_ref());
            } else {
                parsed.option(&argument, &mut arguments)?;
            }
        }
        parsed.check()?;
        Ok(parsed)
    }

    fn take_environment(&mut self, environment: &str) -> Result<(), BadOption> {
        let mut words = split_words(environment)?.into_iter();
        while let Some(word) = words.next() {
            if !word.starts_with('-') {
                return Err(BadOption(format!("{word} is not allowed in NODE_OPTIONS")));
            }
            let (name, _) = split_name(&word);
            if !find(&name).is_some_and(|(flag, _)| flag.environment) {
                return Err(BadOption(format!("{word} is not allowed in NODE_OPTIONS")));
            }
            self.option(&word, &mut words)?;
        }
        Ok(())
    }

    fn option(&mut self, argument: &str, rest: &mut dyn Iterator<Item = String>) -> Result<(), BadOption> {
        let given = self.exec_argv.len();
        self.exec_argv.push(argument.to_owned());
        // Node's short forms combine in one way only.
        if argument == "-pe" {
            self.set("--print", OptionValue::Bool(true));
            return self.value_of(named("--eval"), "--eval", None, rest);
        }
        let (name, inline) = split_name(argument);
        match find(&name) {
            Some((flag, negated)) if flag.kind == Kind::Switch => {
                self.set(flag.name, OptionValue::Bool(!negated));
                self.switched.push(flag.name);
                if flag.name == "--print" { self.printed_text(rest) } else { Ok(()) }
            }
            Some((flag, _)) if flag.kind == Kind::Engine => Ok(()),
            // What is not there is off.
            Some((flag, true)) if flag.kind == Kind::Refused => Ok(()),
            Some((flag, true)) => {
                let negation = format!("--no-{}", &flag.name[2..]);
                Err(BadOption(format!("{negation} is an invalid negation because it is not a boolean option")))
            }
            Some((flag, _)) if flag.kind == Kind::Refused => {
                Err(BadOption(format!("{} is not supported", flag.name)))
            }
            Some((flag, false)) => {
                self.value_of(flag, argument, inline, rest)?;
                // Processes that the program starts with its own options cannot have the same address.
                if flag.name == "--metrics" {
                    self.exec_argv.truncate(given);
                }
                Ok(())
            }
            None => Err(BadOption(format!("bad option: {argument}{}", suggestion(&name)))),
        }
    }

    /// `--print` may be followed by what it prints.
    fn printed_text(&mut self, rest: &mut dyn Iterator<Item = String>) -> Result<(), BadOption> {
        let Some(next) = rest.next() else { return Ok(()) };
        if next.starts_with('-') && next.len() > 1 {
            return self.option(&next, rest);
        }
        self.exec_argv.push(next.clone());
        self.set("--eval", OptionValue::Text(next));
        Ok(())
    }

    fn value_of(
        &mut self,
        flag: &'static Flag,
        argument: &str,
        inline: Option<String>,
        rest: &mut dyn Iterator<Item = String>,
    ) -> Result<(), BadOption> {
        let given = inline.or_else(|| {
            let next = rest.next()?;
            self.exec_argv.push(next.clone());
            // A dash that belongs to the value is written with a backslash.
            if next.starts_with('-') {
                return None;
            }
            Some(next.strip_prefix("\\-").map(|text| format!("-{text}")).unwrap_or(next))
        });
        let missing = || BadOption(format!("{} requires an argument", argument.split_inclusive('=').next().unwrap_or("")));
        let value = given.ok_or_else(missing)?;
        match flag.kind {
            Kind::Number => {
                let number = value.parse().map_err(|_| BadOption(format!("{} must be a number", flag.name)))?;
                self.set(flag.name, OptionValue::Number(number));
            }
            Kind::List if value.is_empty() => return Err(missing()),
            Kind::List => {
                if let OptionValue::List(values) = self.slot(flag.name) {
                    values.push(value);
                }
            }
            _ => self.set(flag.name, OptionValue::Text(value)),
        }
        Ok(())
    }

    /// What does not go together, and texts of which there are few.
    fn check(&self) -> Result<(), BadOption> {
        const EITHER: &[(&str, &str)] = &[
            ("--check", "--eval"),
            ("--use-openssl-ca", "--use-bundled-ca"),
            ("--tls-min-v1.3", "--tls-max-v1.2"),
        ];
        const ONE_OF: &[(&str, &[&str], &str)] = &[
            (
                "--unhandled-rejections",
                &["none", "warn", "strict", "throw", "warn-with-error-codes"],
                "invalid value for --unhandled-rejections",
            ),
            (
                "--input-type",
                &["module", "commonjs", "module-typescript", "commonjs-typescript"],
                "--input-type must be \"module\",\"commonjs\", \"module-typescript\" or \"commonjs-typescript\"",
            ),
            ("--disable-proto", &["delete", "throw"], "invalid mode passed to --disable-proto"),
            ("--on-crash", &["exit", "restart"], "--on-crash takes exit or restart"),
            (
                "--balance",
                &["kernel", "least-conn", "port", "cpu"],
                "--balance takes kernel, least-conn, port or cpu",
            ),
        ];
        let given = |name| matches!(self.value(name), OptionValue::Bool(true) | OptionValue::Text(_));
        if let Some((one, other)) = EITHER.iter().find(|(one, other)| given(one) && given(other)) {
            return Err(BadOption(format!("either {one} or {other} can be used, not both")));
        }
        for (name, allowed, message) in ONE_OF {
            if self.text(name).is_some_and(|text| !allowed.contains(&text)) {
                return Err(BadOption((*message).to_owned()));
            }
        }
        Ok(())
    }

    fn slot(&mut self, name: &str) -> &mut OptionValue {
        let slot = self.values.iter_mut().find(|(known, _)| *known == name);
        &mut slot.expect("every flag has a slot").1
    }

    pub(super) fn set(&mut self, name: &str, value: OptionValue) {
        *self.slot(name) = value;
    }

    /// Whether a switch is on.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.value(name) == &OptionValue::Bool(true)
    }

    /// What a switch was set to, if it was given.
    pub(super) fn switched(&self, name: &str) -> Option<bool> {
        self.switched.contains(&name).then(|| self.is_on(name))
    }

    /// The text of a flag that was given.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.value(name) {
            OptionValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a flag that was given, within what it may be.
    pub(super) fn number(&self, name: &str, min: u64, max: u64) -> Result<Option<u64>, String> {
        let OptionValue::Number(number) = self.value(name) else { return Ok(None) };
        let is_whole = number.fract() == 0.0 && *number >= min as f64 && *number <= max as f64;
        if is_whole { Ok(Some(*number as u64)) } else { Err(format!("{name} takes a number from {min} to {max}")) }
    }

    fn value(&self, name: &str) -> &OptionValue {
        let slot = self.values.iter().find(|(known, _)| *known == name);
        &slot.expect("flags are asked for by their own names").1
    }
}

fn named(name: &str) -> &'static Flag {
    FLAGS.iter().find(|flag| flag.name == name).expect("the table has it")
}

/// The name in its usual spelling, and the value behind `=`.
fn split_name(argument: &str) -> (String, Option<String>) {
    match argument.split_once('=') {
        Some((name, value)) if name.starts_with("--") => (name.replace('_', "-"), Some(value.to_owned())),
        _ if argument.starts_with("--") => (argument.replace('_', "-"), None),
        _ => (argument.to_owned(), None),
    }
}

/// The flag of a name, and whether the name negates it.
fn find(name: &str) -> Option<(&'static Flag, bool)> {
    let plain = |name| ALIASES.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| *to);
    let name = plain(name);
    let is = |flag: &&Flag| flag.name == name || flag.short.is_some_and(|short| name == format!("-{short}"));
    if let Some(flag) = FLAGS.iter().find(is) {
        return Some((flag, false));
    }
    // V8 takes its own without the second dash, too.
    let bare = name.strip_prefix("--no-").or_else(|| name.strip_prefix("--no"))?;
    let positive = format!("--{bare}");
    let flag = FLAGS.iter().find(|flag| flag.name == plain(&positive))?;
    (name.starts_with("--no-") || flag.kind == Kind::Engine).then_some((flag, true))
}

/// Words between spaces; double quotes keep spaces in, and within them a backslash keeps the next character.
fn split_words(text: &str) -> Result<Vec<String>, BadOption> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => match characters.next() {
                Some(next) => word.get_or_insert_default().push(next),
                None => return Err(BadOption("invalid value for NODE_OPTIONS (invalid escape)".to_owned())),
            },
            ' ' if !quoted => words.extend(word.take()),
            '"' => quoted = !quoted,
            other => word.get_or_insert_default().push(other),
        }
    }
    if quoted {
        return Err(BadOption("invalid value for NODE_OPTIONS (unterminated string)".to_owned()));
    }
    words.extend(word);
    Ok(words)
}

/// `, did you mean --x?` for the nearest flag, if one is near.
fn suggestion(name: &str) -> String {
    let wanted = name.trim_start_matches('-');
    let nearest = FLAGS
        .iter()
        .filter(|flag| !flag.help.is_empty())
        .map(|flag| (distance(wanted, &flag.name[2..]), &flag.name[2..]))
        .min();
    match nearest {
        Some((away, long)) if away <= 1 + wanted.len() / 4 => format!(", did you mean --{long}?"),
        _ => String::new(),
    }
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.bytes().enumerate() {
            let cost = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Parsed, String> {
        Parsed::parse("", line.split(' ').map(str::to_owned)).map_err(|error| error.0)
    }

    fn refusal(line: &str) -> String {
        parse(line).err().unwrap()
    }

    #[test]
    fn options_end_at_the_file() {
        let parsed = parse("--shards 2 -r a --require=b server.js --shards x").ok().unwrap();
        assert_eq!(parsed.text("--shards"), Some("2"));
        assert_eq!(parsed.rest, ["server.js", "--shards", "x"]);
        assert_eq!(parsed.exec_argv, ["--shards", "2", "-r", "a", "--require=b"]);
        assert!(parsed.is_on("--warnings"));
        assert!(!parse("--no-warnings x.js").ok().unwrap().is_on("--warnings"));
        let printed = parse("--stack_size=256 -p 1+1 x").ok().unwrap();
        assert!(printed.is_on("--print") && printed.text("--eval") == Some("1+1"));
    }

    #[test]
    fn bad_options_are_told_as_node_does() {
        assert_eq!(refusal("--shard 2"), "bad option: --shard, did you mean --shards?");
        assert_eq!(refusal("--zzzzzzzz"), "bad option: --zzzzzzzz");
        assert_eq!(refusal("--eval"), "--eval requires an argument");
        assert_eq!(refusal("-r -e"), "-r requires an argument");
        assert_eq!(refusal("--conditions= x"), "--conditions= requires an argument");
        assert_eq!(refusal("--no-title x"), "--no-title is an invalid negation because it is not a boolean option");
        assert_eq!(refusal("--check -e 1"), "either --check or --eval can be used, not both");
        assert_eq!(refusal("--unhandled-rejections=no x"), "invalid value for --unhandled-rejections");
        assert_eq!(refusal("--inspect x"), "--inspect is not supported");
        assert!(Parsed::parse("", ["--no-inspect", "--no-experimental-strip-types", "x"].map(str::to_owned)).is_ok());
    }

    #[test]
    fn the_environment_has_options_too() {
        let with = |environment: &str| Parsed::parse(environment, ["x.js".to_owned()]).map_err(|error| error.0);
        let parsed = with(r#"--title="a \"b" --no-warnings -r m"#).unwrap();
        assert_eq!(parsed.text("--title"), Some("a \"b"));
        assert!(parsed.exec_argv.is_empty());
        assert_eq!(with("--eval x").err().unwrap(), "--eval is not allowed in NODE_OPTIONS");
        assert_eq!(with("\"").err().unwrap(), "invalid value for NODE_OPTIONS (unterminated string)");
    }
}
