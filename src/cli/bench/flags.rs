//! The flags of `rnode bench`, and its help.

use super::super::flags::{Flag, Kind, flag, short};
use super::super::subcommand;

/// In the order of the help; a group begins where its first flag is named in [`GROUPS`].
pub(super) static FLAGS: &[Flag] = &[
    short('c', flag("--connections", Kind::Number, "N", "connections, all threads together (50)")),
    short('t', flag("--threads", Kind::Number, "N|auto", "threads of the generator, each pinned to a core if several (1)")),
    short('d', flag("--duration", Kind::Text, "TIME", "how long each run measures (10s)")),
    short('n', flag("--requests", Kind::Number, "N", "measure so many requests instead")),
    flag("--warm-up", Kind::Text, "TIME", "what is sent first and not measured (1s)"),
    flag("--timeout", Kind::Text, "TIME", "for connecting, and for a response (10s)"),
    flag("--pipeline", Kind::Number, "N", "requests on their way on each connection (1)"),
    short('r', flag("--rate", Kind::Text, "RATE", "open loop: so many requests start each second, whatever the server does")),
    flag("--arrivals", Kind::Text, "KIND", "gaps between the starts: poisson or fixed (poisson)"),
    flag("--rates", Kind::Text, "LIST", "one run at each of these rates: 1k,2k,5k"),
    flag("--find-rate", Kind::Switch, "", "search the highest rate that keeps one of the four limits below"),
    flag("--p50", Kind::Text, "TIME", "half of the latencies are within TIME"),
    flag("--p90", Kind::Text, "TIME", "90 % are"),
    flag("--p99", Kind::Text, "TIME", "99 % are"),
    flag("--p99.9", Kind::Text, "TIME", "99.9 % are"),
    flag("--rounds", Kind::Number, "N", "of several URLs: how often each has its turn (8)"),
    flag("--name", Kind::List, "NAME", "what reports call the first URL; again for the next"),
    short('m', flag("--method", Kind::Text, "METHOD", "GET, or POST if there is a body")),
    short('H', flag("--header", Kind::List, "NAME: VALUE", "a header; any number")),
    short('b', flag("--body", Kind::Text, "TEXT", "the body")),
    flag("--body-file", Kind::Text, "FILE", "the body, from a file"),
    flag("--template", Kind::Switch, "", "fill in {{n}}, {{random}}, {{uuid}}, {{time}} in URL, headers, body"),
    flag("--urls", Kind::Text, "FILE", "URLs of one server, one a line, each with a weight in front if it has one"),
    flag("--script", Kind::Text, "FILE", "JavaScript that exports request(n), and check(response) if it wants"),
    flag("--seed", Kind::Number, "N", "of everything random (1)"),
    flag("--json", Kind::Text, "FILE", "all results; - is standard output"),
    flag("--csv", Kind::Text, "FILE", "a line for each run"),
    flag("--hgrm", Kind::Text, "FILE", "percentiles as HdrHistogram prints them; one file for each run"),
    flag("--hdr-log", Kind::Text, "FILE", "HdrHistogram's interval log"),
    flag("--html", Kind::Text, "FILE", "one page with all charts"),
    flag("--svg", Kind::Text, "FILE", "the charts alone"),
    flag("--title", Kind::Text, "TEXT", "of the report"),
    flag("--interval", Kind::Text, "TIME", "of charts over time and of the log (a hundredth of the duration)"),
    short('q', flag("--quiet", Kind::Switch, "", "no live view")),
    flag("--report", Kind::Switch, "", "measure nothing: the arguments are results, as --json writes them"),
    short('h', flag("--help", Kind::Switch, "", "print this help")),
];

/// Where groups of flags begin.
const GROUPS: &[(&str, &str)] = &[
    ("--connections", "Load"),
    ("--rate", "Open loop"),
    ("--rounds", "Several targets"),
    ("--method", "Requests"),
    ("--json", "Results"),
];

/// The text of `rnode bench --help`.
pub(super) fn help() -> String {
    let mut text = String::from(
        "rnode bench loads an HTTP/1.1 server and measures how it answers.\n\n\
         Usage: rnode bench [options] URL           one server\n\
         \x20      rnode bench [options] URL URL…      several, compared in interleaved rounds\n\
         \x20      rnode bench --report [options] FILE…  a report of stored results\n\n\
         Without --rate, --rates or --find-rate the loop is closed: a connection sends when its last response is\n\
         there, so that a server that stands still is not asked meanwhile. With them it is open, and latency counts\n\
         from the moment at which a request was meant to start.\n\n\
         TIME is 10s, 500ms, 250us, 2m; RATE and N may end in k or m.\n",
    );
    for (at, (first, name)) in GROUPS.iter().enumerate() {
        let place = |name: &str| FLAGS.iter().position(|flag| flag.name == name).expect("groups begin with flags");
        let end = GROUPS.get(at + 1).map_or(FLAGS.len(), |(next, _)| place(next));
        text.push_str(&format!("\n{name}:\n{}", subcommand::help(&FLAGS[place(first)..end])));
    }
    text
}
