//! The parser against Node's own, on the recorded cases of `tests/cases.out`.

use super::{Disposition, Event, Fields, Head, Lenient, Parser};

const CASES: &str = include_str!("tests/cases.out");

struct Case {
    line: &'static str,
    request: bool,
    lenient: Lenient,
    disposition: Disposition,
    pieces: Vec<Vec<u8>>,
    expected: String,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in CASES.lines() {
        if let Some(result) = line.strip_prefix("    ") {
            let case = cases.last_mut().unwrap();
            case.expected.push_str(result);
            case.expected.push('\n');
            continue;
        }
        let mut parts = line.splitn(4, ' ');
        let mut part = || parts.next().unwrap();
        cases.push(Case {
            line,
            request: part() == "request",
            lenient: Lenient(part().parse().unwrap()),
            disposition: match part() {
                "0" => Disposition::AsParsed,
                "1" => Disposition::NoBody,
                _ => Disposition::Upgrade,
            },
            pieces: part().split("\\|").map(unescape).collect(),
            expected: String::new(),
        });
    }
    cases
}

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let kind = rest.as_bytes()[at + 1];
        rest = &rest[at + 2..];
        match kind {
            b'r' => out.push(b'\r'),
            b'n' => out.push(b'\n'),
            b't' => out.push(b'\t'),
            b'\\' => out.push(b'\\'),
            b'x' => {
                out.push(u8::from_str_radix(&rest[..2], 16).unwrap());
                rest = &rest[2..];
            }
            b'{' => {
                let end = rest.find('}').unwrap();
                let count = rest[2..end].parse().unwrap();
                out.extend(std::iter::repeat_n(rest.as_bytes()[0], count));
                rest = &rest[end + 1..];
            }
            other => panic!("\\{}", other as char),
        }
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

fn escape(bytes: &[u8]) -> String {
    let mut short = bytes.to_vec();
    if bytes.len() > 300 {
        short.truncate(20);
        short.extend_from_slice(format!("...{}", bytes.len()).as_bytes());
    }
    let mut out = String::new();
    for byte in short {
        match byte {
            b'\r' => out.push_str("\\r"),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b'\\' => out.push_str("\\\\"),
            0..0x20 | 0x7f.. => out.push_str(&format!("\\x{byte:02x}")),
            _ => out.push(byte as char),
        }
    }
    out
}

/// What happened, in the recorder's form. Read positions are left out where reads
/// are not the recorded ones.
#[derive(Default)]
struct Log {
    text: String,
    body: Vec<u8>,
}

impl Log {
    fn line(&mut self, line: &str) {
        if !self.body.is_empty() {
            let body = format!("body {}", escape(&std::mem::take(&mut self.body)));
            self.line(&body);
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn head(&mut self, request: bool, head: &Head<'_>) {
        let (major, minor) = head.version();
        let what = if request {
            format!("{} {}", head.method().name(), escape(head.target()))
        } else {
            format!("{} {}", head.status(), escape(head.reason()))
        };
        let (upgrade, keep_alive) = (head.upgrade(), head.keep_alive());
        self.line(&format!("head {major}.{minor} upgrade={upgrade} keep-alive={keep_alive} {what}"));
        self.fields(head.fields());
    }

    fn fields(&mut self, fields: Fields<'_>) {
        for (name, value) in fields.iter() {
            self.line(&format!("  {}: {}", escape(name), escape(value)));
        }
    }
}

fn run(case: &Case, pieces: &[Vec<u8>], positions: bool) -> String {
    let mut parser = if case.request { Parser::request() } else { Parser::response() };
    parser = parser.with_lenient(case.lenient);
    let mut log = Log::default();
    for piece in pieces {
        let mut at = 0;
        loop {
            let mut headed = false;
            match parser.step(piece, &mut at) {
                Ok(Event::More) => {
                    assert_eq!(at, piece.len(), "{}", case.line);
                    break;
                }
                Ok(Event::Head(head)) => {
                    log.head(case.request, &head);
                    headed = true;
                }
                Ok(Event::Body(body)) => log.body.extend_from_slice(body),
                Ok(Event::End { trailers, .. }) => {
                    log.line("end");
                    log.fields(trailers);
                }
                // Node reports an upgrade at the end of a read as a read to the end.
                Ok(Event::Upgrade) if at == piece.len() => break,
                Ok(Event::Upgrade) => {
                    log.line(&if positions { format!("stopped {at}") } else { "stopped".into() });
                    return log.text;
                }
                Err(error) => {
                    let at = if positions { format!("{} ", error.bytes_parsed) } else { String::new() };
                    log.line(&format!("error {} {at}{}", error.code.name(), error.reason));
                    return log.text;
                }
            }
            if headed {
                parser.dispose(case.disposition);
            }
        }
    }
    match parser.finish() {
        Ok(true) => log.line("end"),
        Ok(false) => {}
        Err(error) => log.line(&format!("finish {} {} {}", error.code.name(), error.bytes_parsed, error.reason)),
    }
    log.text
}

#[test]
fn agrees_with_node() {
    let mut wrong = String::new();
    for case in cases() {
        let got = run(&case, &case.pieces, true);
        if got != case.expected {
            wrong += &format!("{}\n-- node\n{}-- here\n{got}\n", case.line, case.expected);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A message cut anywhere is the same message.
#[test]
fn splits_change_nothing() {
    for case in cases() {
        let whole = case.pieces.concat();
        let expected = run(&case, std::slice::from_ref(&whole), false);
        let bytes: Vec<_> = whole.iter().map(|&byte| vec![byte]).collect();
        assert_eq!(run(&case, &bytes, false), expected, "{} byte by byte", case.line);
        for cut in 0..whole.len().min(300) {
            let pieces = [whole[..cut].to_vec(), whole[cut..].to_vec()];
            assert_eq!(run(&case, &pieces, false), expected, "{} cut at {cut}", case.line);
        }
    }
}
