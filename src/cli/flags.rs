//! The flags: one definition each gives the parser, the help and what scripts see.

use crate::runtime::options::{OptionValue, OptionValues};

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: it switches on, and `--no-…` off.
    Switch,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A text, any number of times.
    List,
}

/// One flag.
pub(super) struct Flag {
    pub(super) long: &'static str,
    pub(super) short: Option<char>,
    pub(super) kind: Kind,
    /// The value's name in the help.
    pub(super) value: &'static str,
    /// Empty for flags that exist for compatibility and have no effect here; they are not listed.
    pub(super) help: &'static str,
    /// What a switch is when it is not given.
    pub(super) on: bool,
}

const fn flag(long: &'static str, kind: Kind, value: &'static str, help: &'static str) -> Flag {
    Flag { long, short: None, kind, value, help, on: false }
}

const fn short(short: char, flag: Flag) -> Flag {
    Flag { short: Some(short), ..flag }
}

const fn on(flag: Flag) -> Flag {
    Flag { on: true, ..flag }
}

/// The flags in the order of the help.
pub(super) const FLAGS: &[Flag] = &[
    flag("shards", Kind::Text, "N|auto", "run the program on N cores; auto: as many as this process may use"),
    short('e', flag("eval", Kind::Text, "CODE", "run CODE instead of a file")),
    short('p', flag("print", Kind::Text, "CODE", "run CODE and print its value")),
    short('c', flag("check", Kind::Switch, "", "check the file's syntax and run nothing")),
    short('r', flag("require", Kind::List, "MODULE", "load a CommonJS module before the program")),
    flag("import", Kind::List, "MODULE", "load an ES module before the program"),
    flag("input-type", Kind::Text, "TYPE", "what --eval and standard input are: commonjs or module"),
    short('C', flag("conditions", Kind::List, "NAME", "one more condition for package exports and imports")),
    flag("preserve-symlinks", Kind::Switch, "", "keep symbolic links in the names of modules"),
    flag("preserve-symlinks-main", Kind::Switch, "", "keep symbolic links in the name of the program's file"),
    flag("unhandled-rejections", Kind::Text, "MODE", "throw, strict, warn, none or warn-with-error-codes"),
    on(flag("warnings", Kind::Switch, "", "print warnings (--no-warnings: do not)")),
    on(flag("deprecation", Kind::Switch, "", "print deprecations (--no-deprecation: do not)")),
    flag("pending-deprecation", Kind::Switch, "", "print deprecations that are not yet on by default"),
    flag("throw-deprecation", Kind::Switch, "", "make deprecations errors"),
    flag("trace-deprecation", Kind::Switch, "", "print deprecations with their stack"),
    flag("trace-warnings", Kind::Switch, "", "print warnings with their stack"),
    flag("trace-uncaught", Kind::Switch, "", "print where an uncaught value was thrown"),
    flag("max-http-header-size", Kind::Number, "BYTES", "the largest HTTP head, 16384 by default"),
    flag("insecure-http-parser", Kind::Switch, "", "accept HTTP messages that are not quite valid"),
    flag("expose-gc", Kind::Switch, "", "a global gc() that runs the cycle collector"),
    flag("title", Kind::Text, "TITLE", "the process's title"),
    short('v', flag("version", Kind::Switch, "", "print the version of Node that rnode follows")),
    short('h', flag("help", Kind::Switch, "", "print this help")),
    // Flags of Node that programs and their scripts pass, which need nothing here.
    flag("enable-source-maps", Kind::Switch, "", ""),
    flag("expose-internals", Kind::Switch, "", ""),
    on(flag("experimental-require-module", Kind::Switch, "", "")),
    flag("experimental-detect-module", Kind::Switch, "", ""),
    flag("experimental-print-required-tla", Kind::Switch, "", ""),
    flag("network-family-autoselection-attempt-timeout", Kind::Number, "MS", ""),
    on(flag("network-family-autoselection", Kind::Switch, "", "")),
    flag("stack-trace-limit", Kind::Number, "FRAMES", ""),
    flag("max-old-space-size", Kind::Number, "MIB", ""),
    flag("test", Kind::Switch, "", ""),
];

/// The command line, taken apart.
pub(super) struct Parsed {
    pub(super) values: OptionValues,
    /// What was given before the program's file, as `process.execArgv` shows it.
    pub(super) exec_argv: Vec<String>,
    /// The file and the program's arguments, or the arguments alone with `--eval`.
    pub(super) rest: Vec<String>,
}

/// Why a command line is no good; the text is for the user.
pub(super) struct BadOption(pub(super) String);

fn empty(flag: &Flag) -> OptionValue {
    match flag.kind {
        Kind::Switch => OptionValue::Bool(flag.on),
        Kind::List => OptionValue::List(Vec::new()),
        Kind::Text | Kind::Number => OptionValue::Absent,
    }
}

/// The name under which scripts ask for a flag.
fn script_name(flag: &Flag) -> &'static str {
    // Leaked once a flag and process: at most a few kilobytes.
    Box::leak(format!("--{}", flag.long).into_boxed_str())
}

impl Parsed {
    /// Takes the arguments apart. Options after the program's file belong to the program.
    pub(super) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Parsed, BadOption> {
        let mut parsed = Parsed {
            values: FLAGS.iter().map(|flag| (script_name(flag), empty(flag))).collect(),
            exec_argv: Vec::new(),
            rest: Vec::new(),
        };
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
        Ok(parsed)
    }

    fn option(&mut self, argument: &str, rest: &mut dyn Iterator<Item = String>) -> Result<(), BadOption> {
        self.exec_argv.push(argument.to_owned());
        // Node's short forms combine in one way only.
        if argument == "-pe" {
            return self.take(flag_named("print"), argument, None, rest);
        }
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (argument, None),
        };
        let name = if name.starts_with("--") { name.replace('_', "-") } else { name.to_owned() };
        let found = FLAGS.iter().find(|flag| {
            name.strip_prefix("--").is_some_and(|long| long == flag.long)
                || flag.short.is_some_and(|short| name.strip_prefix('-') == Some(short.encode_utf8(&mut [0; 4])))
        });
        if let Some(flag) = found {
            return self.take(flag, argument, inline, rest);
        }
        if let Some(flag) = name.strip_prefix("--no-").and_then(find_switch) {
            self.set(flag, OptionValue::Bool(false));
            return Ok(());
        }
        Err(BadOption(format!("bad option: {argument}{}", suggestion(&name))))
    }

    fn take(
        &mut self,
        flag: &'static Flag,
        argument: &str,
        inline: Option<String>,
        rest: &mut dyn Iterator<Item = String>,
    ) -> Result<(), BadOption> {
        if flag.kind == Kind::Switch {
            self.set(flag, OptionValue::Bool(true));
            return Ok(());
        }
        let given = inline.or_else(|| {
            let next = rest.next()?;
            self.exec_argv.push(next.clone());
            Some(next)
        });
        let Some(value) = given else { return Err(BadOption(format!("{argument} requires an argument"))) };
        match flag.kind {
            Kind::Number => {
                let number = value.parse().map_err(|_| BadOption(format!("{argument} must be a number")))?;
                self.set(flag, OptionValue::Number(number));
            }
            Kind::List => {
                if let OptionValue::List(values) = self.slot(flag) {
                    values.push(value);
                }
            }
            Kind::Text | Kind::Switch => self.set(flag, OptionValue::Text(value)),
        }
        Ok(())
    }

    fn slot(&mut self, flag: &Flag) -> &mut OptionValue {
        let slot = self.values.iter_mut().find(|(name, _)| name[2..] == *flag.long);
        &mut slot.expect("every flag has a slot").1
    }

    fn set(&mut self, flag: &Flag, value: OptionValue) {
        *self.slot(flag) = value;
    }

    /// Whether a switch is on.
    pub(super) fn is_on(&self, long: &str) -> bool {
        self.value(long) == &OptionValue::Bool(true)
    }

    /// The text of a flag that was given.
    pub(super) fn text(&self, long: &str) -> Option<&str> {
        match self.value(long) {
            OptionValue::Text(text) => Some(text),
            _ => None,
        }
    }

    fn value(&self, long: &str) -> &OptionValue {
        let slot = self.values.iter().find(|(name, _)| name[2..] == *long);
        &slot.expect("flags are asked for by their own names").1
    }
}

fn find_switch(long: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.kind == Kind::Switch && flag.long == long)
}

fn flag_named(long: &str) -> &'static Flag {
    FLAGS.iter().find(|flag| flag.long == long).expect("the table has it")
}

/// `, did you mean --x?` for the nearest flag, if one is near.
fn suggestion(name: &str) -> String {
    let wanted = name.trim_start_matches('-');
    let nearest = FLAGS.iter().map(|flag| (distance(wanted, flag.long), flag.long)).min();
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

/// The text of `--help`.
pub(super) fn help() -> String {
    let mut text = String::from(
        "rnode runs Node programs on a thread-per-core engine.\n\n\
         Usage: rnode [options] FILE [arguments]\n\
         \x20      rnode [options] -e CODE [arguments]\n\
         \x20      rnode [options] - [arguments]    (the program on standard input)\n\
         \x20      rnode doctor                     (checks this machine)\n\n\
         Options:\n",
    );
    for flag in FLAGS.iter().filter(|flag| !flag.help.is_empty()) {
        let short = flag.short.map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
        let value = if flag.value.is_empty() { String::new() } else { format!(" {}", flag.value) };
        let head = format!("{short}--{}{value}", flag.long);
        text.push_str(&format!("  {head:<36} {}\n", flag.help));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Parsed, String> {
        Parsed::parse(line.split(' ').map(str::to_owned)).map_err(|error| error.0)
    }

    #[test]
    fn options_end_at_the_file() {
        let parsed = parse("--shards 2 -r a --require=b server.js --shards x").ok().unwrap();
        assert_eq!(parsed.text("shards"), Some("2"));
        assert_eq!(parsed.rest, ["server.js", "--shards", "x"]);
        assert_eq!(parsed.exec_argv, ["--shards", "2", "-r", "a", "--require=b"]);
        assert!(parsed.is_on("warnings"));
        assert!(!parse("--no-warnings x.js").ok().unwrap().is_on("warnings"));
    }

    #[test]
    fn bad_options_name_the_nearest() {
        assert_eq!(parse("--shard 2").err().unwrap(), "bad option: --shard, did you mean --shards?");
        assert_eq!(parse("--zzzzzzzz").err().unwrap(), "bad option: --zzzzzzzz");
        assert_eq!(parse("--eval").err().unwrap(), "--eval requires an argument");
    }
}
