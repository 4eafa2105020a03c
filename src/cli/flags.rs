//! The flags: one definition each gives the parser, the help and what scripts see.

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
    /// A setting of another engine's, taken and not used: with `=` and a value, or without.
    Engine,
    /// Something that is not supported: it is refused with a sentence that says so.
    Refused,
}

/// One flag.
#[derive(Debug)]
pub(super) struct Flag {
    /// With its dashes.
    pub(super) name: &'static str,
    pub(super) short: Option<char>,
    pub(super) kind: Kind,
    /// The value's name in the help.
    pub(super) value: &'static str,
    /// Empty for flags that exist for compatibility; they are not listed.
    pub(super) help: &'static str,
    /// What a switch is when it is not given.
    pub(super) on: bool,
    /// Whether it may stand in `NODE_OPTIONS`: what says how to run a program, not which.
    pub(super) environment: bool,
}

pub(super) const fn flag(name: &'static str, kind: Kind, value: &'static str, help: &'static str) -> Flag {
    Flag { name, short: None, kind, value, help, on: false, environment: true }
}

pub(super) const fn short(short: char, flag: Flag) -> Flag {
    Flag { short: Some(short), ..flag }
}

const fn on(flag: Flag) -> Flag {
    Flag { on: true, ..flag }
}

/// For the command line alone.
const fn line(flag: Flag) -> Flag {
    Flag { environment: false, ..flag }
}

const fn switch(name: &'static str) -> Flag {
    flag(name, Kind::Switch, "", "")
}

const fn text(name: &'static str) -> Flag {
    flag(name, Kind::Text, "", "")
}

const fn number(name: &'static str) -> Flag {
    flag(name, Kind::Number, "", "")
}

const fn list(name: &'static str) -> Flag {
    flag(name, Kind::List, "", "")
}

const fn engine(name: &'static str) -> Flag {
    flag(name, Kind::Engine, "", "")
}

const fn refused(name: &'static str) -> Flag {
    flag(name, Kind::Refused, "", "")
}

/// Other names of flags.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("--experimental-strip-types", "--strip-types"),
    ("--loader", "--experimental-loader"),
    ("--debug-port", "--inspect-port"),
    ("--report-directory", "--report-dir"),
    ("--es-module-specifier-resolution", "--experimental-specifier-resolution"),
    ("--experimental-test-isolation", "--test-isolation"),
    ("--enable-network-family-autoselection", "--network-family-autoselection"),
];

/// The flags in the order of the help.
pub(super) const FLAGS: &[Flag] = &[
    line(flag("--shards", Kind::Text, "N|auto", "run the program on N cores; auto: as many as this process may use")),
    line(flag("--balance", Kind::Text, "HOW", "which shard serves a connection: kernel, least-conn, port or cpu")),
    line(flag("--on-crash", Kind::Text, "WHAT", "exit, or restart the shard alone whose program failed")),
    line(flag("--max-heap-mb", Kind::Number, "MIB", "the largest heap of a shard")),
    line(flag("--drain-timeout-ms", Kind::Number, "MS", "SIGTERM and SIGINT: finish requests for so long, then end")),
    line(flag("--reload", Kind::Switch, "", "SIGHUP replaces the program; by default with more than one shard")),
    line(flag("--spin-us", Kind::Number, "US", "look for work for so long before sleeping, 0 by default")),
    line(flag("--metrics", Kind::Text, "ADDR", "serve /metrics, /healthz and /readyz on HOST:PORT, or on a local port")),
    flag("--stall-ms", Kind::Number, "MS", "report turns of the event loop longer than MS, with their stack; try 25"),
    flag("--cpu-prof", Kind::Switch, "", "write a CPU profile of the run: .cpuprofile, .folded and .svg"),
    flag("--cpu-prof-dir", Kind::Text, "FOLDER", "where profiles go, also those that SIGUSR1 begins and ends"),
    flag("--cpu-prof-name", Kind::Text, "NAME", "the name of the .cpuprofile"),
    flag("--cpu-prof-interval", Kind::Number, "US", "between samples, 1000 microseconds by default"),
    line(short('e', flag("--eval", Kind::Text, "CODE", "run CODE instead of a file"))),
    line(short('p', flag("--print", Kind::Switch, "", "print the value of CODE, which may follow"))),
    line(short('c', flag("--check", Kind::Switch, "", "check the file's syntax and run nothing"))),
    short('r', flag("--require", Kind::List, "MODULE", "load a CommonJS module before the program")),
    flag("--import", Kind::List, "MODULE", "load an ES module before the program"),
    flag("--experimental-loader", Kind::List, "MODULE", "hooks on a thread of their own; see module.register"),
    flag("--input-type", Kind::Text, "TYPE", "what --eval and standard input are: commonjs, module, or either with -typescript"),
    short('C', flag("--conditions", Kind::List, "NAME", "one more condition for package exports and imports")),
    line(flag("--env-file", Kind::List, "FILE", "set environment variables from a file")),
    line(flag("--env-file-if-exists", Kind::List, "FILE", "as --env-file, for a file that need not be there")),
    flag("--preserve-symlinks", Kind::Switch, "", "keep symbolic links in the names of modules"),
    flag("--preserve-symlinks-main", Kind::Switch, "", "keep symbolic links in the name of the program's file"),
    flag("--unhandled-rejections", Kind::Text, "MODE", "throw, strict, warn, none or warn-with-error-codes"),
    flag("--abort-on-uncaught-exception", Kind::Switch, "", "end with SIGABRT, which leaves a core file"),
    on(flag("--warnings", Kind::Switch, "", "print warnings (--no-warnings: do not)")),
    flag("--disable-warning", Kind::List, "NAME", "do not print warnings of this code or type"),
    flag("--redirect-warnings", Kind::Text, "FILE", "write warnings to a file"),
    on(flag("--deprecation", Kind::Switch, "", "print deprecations (--no-deprecation: do not)")),
    flag("--pending-deprecation", Kind::Switch, "", "print deprecations that are not yet on by default"),
    flag("--throw-deprecation", Kind::Switch, "", "make deprecations errors"),
    flag("--trace-deprecation", Kind::Switch, "", "print deprecations with their stack"),
    flag("--trace-warnings", Kind::Switch, "", "print warnings with their stack"),
    flag("--trace-uncaught", Kind::Switch, "", "print where an uncaught value was thrown"),
    flag("--trace-exit", Kind::Switch, "", "print a stack when the program calls process.exit"),
    flag("--trace-sigint", Kind::Switch, "", "say so when SIGINT ends the program"),
    flag("--stack-trace-limit", Kind::Number, "FRAMES", "how many frames an error's stack has"),
    flag("--disable-proto", Kind::Text, "MODE", "delete Object.prototype.__proto__, or make it throw"),
    flag("--max-http-header-size", Kind::Number, "BYTES", "the largest HTTP head, 16384 by default"),
    flag("--insecure-http-parser", Kind::Switch, "", "accept HTTP messages that are not quite valid"),
    flag("--dns-result-order", Kind::Text, "ORDER", "verbatim, ipv4first or ipv6first"),
    flag("--expose-gc", Kind::Switch, "", "a global gc() that runs the cycle collector"),
    flag("--title", Kind::Text, "TITLE", "the process's title"),
    line(short('v', flag("--version", Kind::Switch, "", "print the version of Node that rnode follows"))),
    line(short('h', flag("--help", Kind::Switch, "", "print this help"))),
    // Read by the modules that they are about.
    switch("--enable-source-maps"),
    line(switch("--expose-internals")),
    switch("--experimental-vm-modules"),
    on(switch("--experimental-require-module")),
    on(switch("--require-module")),
    on(switch("--experimental-detect-module")),
    switch("--experimental-print-required-tla"),
    switch("--experimental-import-meta-resolve"),
    on(switch("--strip-types")),
    on(switch("--network-family-autoselection")),
    number("--network-family-autoselection-attempt-timeout"),
    switch("--use-env-proxy"),
    on(switch("--experimental-websocket")),
    switch("--experimental-eventsource"),
    switch("--experimental-webstorage"),
    text("--localstorage-file"),
    on(switch("--experimental-global-navigator")),
    on(switch("--experimental-repl-await")),
    on(switch("--experimental-sqlite")),
    switch("--tls-min-v1.0"),
    switch("--tls-min-v1.1"),
    switch("--tls-min-v1.2"),
    switch("--tls-min-v1.3"),
    switch("--tls-max-v1.2"),
    switch("--tls-max-v1.3"),
    text("--tls-cipher-list"),
    text("--tls-keylog"),
    switch("--use-bundled-ca"),
    switch("--use-openssl-ca"),
    switch("--use-system-ca"),
    number("--max-old-space-size"),
    switch("--zero-fill-buffers"),
    line(switch("--test-udp-no-try-send")),
    line(switch("--test")),
    line(number("--test-concurrency")),
    line(switch("--test-force-exit")),
    line(number("--test-timeout")),
    line(switch("--test-update-snapshots")),
    line(switch("--experimental-test-coverage")),
    line(switch("--experimental-test-module-mocks")),
    text("--test-global-setup"),
    text("--test-isolation"),
    list("--test-name-pattern"),
    list("--test-skip-pattern"),
    switch("--test-only"),
    number("--test-random-seed"),
    switch("--test-randomize"),
    list("--test-reporter"),
    list("--test-reporter-destination"),
    text("--test-rerun-failures"),
    text("--test-shard"),
    number("--test-coverage-branches"),
    number("--test-coverage-functions"),
    number("--test-coverage-lines"),
    list("--test-coverage-exclude"),
    list("--test-coverage-include"),
    // What Node once made an option of and now always has, and what there is nothing of here to choose.
    on(switch("--addons")),
    on(switch("--async-context-frame")),
    switch("--debug-arraybuffer-allocations"),
    text("--diagnostic-dir"),
    switch("--disable-sigusr1"),
    switch("--disable-wasm-trap-handler"),
    switch("--experimental-addon-modules"),
    engine("--experimental-abortcontroller"),
    engine("--experimental-fetch"),
    engine("--experimental-global-customevent"),
    engine("--experimental-global-webcrypto"),
    engine("--experimental-json-modules"),
    engine("--experimental-modules"),
    engine("--experimental-quic"),
    engine("--experimental-report"),
    engine("--experimental-specifier-resolution"),
    engine("--experimental-top-level-await"),
    engine("--experimental-wasi-unstable-preview1"),
    engine("--experimental-wasm-modules"),
    engine("--experimental-worker"),
    on(switch("--extra-info-on-fatal-exception")),
    on(switch("--force-async-hooks-checks")),
    switch("--force-context-aware"),
    switch("--force-node-api-uncaught-exceptions-policy"),
    on(switch("--global-search-paths")),
    engine("--http-parser"),
    text("--icu-data-dir"),
    engine("--napi-modules"),
    engine("--node-memory-debug"),
    on(switch("--node-snapshot")),
    switch("--track-heap-objects"),
    text("--trace-require-module"),
    text("--use-largepages"),
    number("--v8-pool-size"),
    switch("--verify-base-objects"),
    engine("--enable-etw-stack-walking"),
    engine("--interpreted-frames-native-stack"),
    engine("--jitless"),
    engine("--max-heap-size"),
    text("--max-old-space-size-percentage"),
    engine("--max-semi-space-size"),
    engine("--perf-basic-prof"),
    engine("--perf-basic-prof-only-functions"),
    engine("--perf-prof"),
    engine("--perf-prof-unwinding-info"),
    line(engine("--concurrent-array-buffer-sweeping")),
    line(engine("--concurrent-recompilation")),
    line(engine("--enable-sharedarraybuffer-per-context")),
    line(engine("--gc-interval")),
    line(engine("--harmony")),
    line(engine("--harmony-import-attributes")),
    line(engine("--harmony-shadow-realm")),
    line(engine("--js-source-phase-imports")),
    line(engine("--lite-mode")),
    line(engine("--maglev")),
    line(engine("--min-semi-space-size")),
    line(engine("--opt")),
    line(engine("--optimize-for-size")),
    line(engine("--predictable")),
    line(engine("--single-threaded")),
    line(engine("--sparkplug")),
    line(engine("--stack-size")),
    line(engine("--stress-compaction")),
    line(engine("--turbofan")),
    // What a program would be misled about if it were taken and not done.
    refused("--allow-addons"),
    refused("--allow-child-process"),
    refused("--allow-fs-read"),
    refused("--allow-fs-write"),
    refused("--allow-inspector"),
    refused("--allow-wasi"),
    refused("--allow-worker"),
    refused("--build-snapshot"),
    refused("--disallow-code-generation-from-strings"),
    refused("--enable-fips"),
    refused("--experimental-config-file"),
    refused("--entry-url"),
    refused("--experimental-import-text"),
    refused("--experimental-sea-config"),
    refused("--experimental-shadow-realm"),
    refused("--experimental-stream-iter"),
    refused("--experimental-transform-types"),
    refused("--frozen-intrinsics"),
    refused("--force-fips"),
    refused("--heap-prof"),
    refused("--heapsnapshot-near-heap-limit"),
    refused("--heapsnapshot-signal"),
    line(short('i', refused("--interactive"))),
    refused("--inspect"),
    refused("--inspect-brk"),
    refused("--inspect-port"),
    refused("--inspect-wait"),
    refused("--openssl-config"),
    refused("--permission"),
    refused("--permission-audit"),
    refused("--prof"),
    refused("--run"),
    refused("--secure-heap"),
    refused("--snapshot-blob"),
    refused("--trace-event-categories"),
    refused("--trace-sync-io"),
    refused("--watch"),
    refused("--watch-path"),
];

/// The flags that may stand in `NODE_OPTIONS`, in all their forms.
pub(super) fn of_environment() -> Vec<String> {
    let mut names = Vec::new();
    let allowed = |flag: &&Flag| flag.environment && flag.kind != Kind::Refused;
    for flag in FLAGS.iter().filter(allowed) {
        names.push(flag.name.to_owned());
        if flag.kind == Kind::Switch && flag.name != "--abort-on-uncaught-exception" && flag.name != "--expose-gc" {
            names.push(format!("--no-{}", &flag.name[2..]));
        }
        names.extend(flag.short.map(|short| format!("-{short}")));
    }
    let known: Vec<_> = ALIASES.iter().filter(|(_, to)| names.iter().any(|name| name == to)).collect();
    names.extend(known.iter().map(|(from, _)| (*from).to_owned()));
    names
}

/// The text of `--help`.
pub(super) fn help() -> String {
    let mut text = String::from(
        "rnode runs Node programs on a thread-per-core engine.\n\n\
         Usage: rnode [options] FILE [arguments]\n\
         \x20      rnode [options] -e CODE [arguments]\n\
         \x20      rnode [options] - [arguments]    (the program on standard input)\n\
         \x20      rnode top HOST:PORT              (what the shards of a server with --metrics do)\n\
         \x20      rnode doctor                     (checks this machine)\n\
         \x20      rnode bench URL                  (loads a server and measures it; see rnode bench --help)\n\n\
         Options:\n",
    );
    for flag in FLAGS.iter().filter(|flag| !flag.help.is_empty()) {
        text.push_str(&listed(flag));
    }
    text
}

/// A flag's line in a help text.
pub(super) fn listed(flag: &Flag) -> String {
    let short = flag.short.map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    let value = if flag.value.is_empty() { String::new() } else { format!(" {}", flag.value) };
    let head = format!("{short}{}{value}", flag.name);
    format!("  {head:<36} {}\n", flag.help)
}
