//! What is sent to the server, by name. How each is answered stands in `http_abuse.out`.

use std::time::Duration;

/// What a client does, in order; then it reads until the connection ends.
pub enum Step {
    Send(Vec<u8>),
    Pause(Duration),
    /// Ends the sending half.
    Finish,
}

pub struct Case {
    pub name: &'static str,
    pub steps: Vec<Step>,
}

/// A request that ends the connection, so that a case that goes well ends at once.
const LAST: &str = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for list in [request_lines(), fields(), lengths(), chunks(), floods(), slow(), halves(), pipelines(), others()] {
        cases.extend(list);
    }
    cases
}

fn case(name: &'static str, steps: Vec<Step>) -> Case {
    Case { name, steps }
}

/// One piece, sent at once.
fn sent(name: &'static str, text: impl Into<Vec<u8>>) -> Case {
    case(name, vec![Step::Send(text.into())])
}

/// A GET whose head holds these lines besides a Host.
fn with_fields(name: &'static str, fields: impl AsRef<[u8]>) -> Case {
    let head = [&b"GET /f HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"[..], fields.as_ref(), b"\r\n"].concat();
    sent(name, head)
}

/// A POST with these lines about its length, then `rest`; then a request that shows where the body ended.
fn with_body(name: &'static str, fields: &str, rest: &str) -> Case {
    sent(name, format!("POST /b HTTP/1.1\r\nHost: x\r\n{fields}\r\n{rest}{LAST}"))
}

fn chunked(name: &'static str, rest: &str) -> Case {
    with_body(name, "Transfer-Encoding: chunked\r\n", rest)
}

fn request_lines() -> Vec<Case> {
    let line = |name, line: &str| sent(name, format!("{line}\r\nHost: x\r\nConnection: close\r\n\r\n"));
    vec![
        line("line: plain", "GET / HTTP/1.1"),
        line("line: absolute form", "GET http://example.com/a?b HTTP/1.1"),
        line("line: asterisk", "OPTIONS * HTTP/1.1"),
        line("line: authority form", "CONNECT example.com:80 HTTP/1.1"),
        line("line: query alone", "GET ?x HTTP/1.1"),
        line("line: no slash", "GET x HTTP/1.1"),
        line("line: fragment", "GET /a#b HTTP/1.1"),
        line("line: lower case method", "get / HTTP/1.1"),
        line("line: unknown method", "FETCH / HTTP/1.1"),
        line("line: method with a space", "GE T / HTTP/1.1"),
        line("line: rare method", "M-SEARCH / HTTP/1.1"),
        line("line: QUERY", "QUERY / HTTP/1.1"),
        line("line: PRI", "PRI / HTTP/1.1"),
        line("line: no target", "GET HTTP/1.1"),
        line("line: two spaces", "GET  / HTTP/1.1"),
        line("line: space at the end", "GET / HTTP/1.1 "),
        line("line: tab", "GET\t/ HTTP/1.1"),
        line("line: space in target", "GET /a b HTTP/1.1"),
        line("line: control in target", "GET /a\u{1}b HTTP/1.1"),
        line("line: NUL in target", "GET /a\0b HTTP/1.1"),
        line("line: DEL in target", "GET /a\u{7f}b HTTP/1.1"),
        line("line: UTF-8 in target", "GET /ü HTTP/1.1"),
        line("line: no version", "GET /"),
        line("line: HTTP/0.9", "GET / HTTP/0.9"),
        line("line: HTTP/1.0", "GET / HTTP/1.0"),
        line("line: HTTP/1.2", "GET / HTTP/1.2"),
        line("line: HTTP/2.0", "GET / HTTP/2.0"),
        line("line: HTTP/1.10", "GET / HTTP/1.10"),
        line("line: lower case version", "GET / http/1.1"),
        line("line: another protocol", "GET / ICE/1.0"),
        line("line: an answer", "HTTP/1.1 200 OK"),
        sent("line: empty lines first", format!("\r\n\r\n{LAST}")),
        sent("line: LF first", format!("\n\n{LAST}")),
        sent("line: space first", format!(" {LAST}")),
        sent("line: garbage", "garbage\r\n\r\n"),
        sent("line: a TLS hello", &b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03"[..]),
        sent("line: the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ]
}

fn fields() -> Vec<Case> {
    vec![
        with_fields("field: usual", "A: b\r\n"),
        with_fields("field: empty value", "A:\r\n"),
        with_fields("field: spaces around the value", "A: \t b \t \r\n"),
        with_fields("field: no colon", "A b\r\n"),
        with_fields("field: no name", ": b\r\n"),
        with_fields("field: space before the colon", "A : b\r\n"),
        with_fields("field: space in the name", "A B: c\r\n"),
        with_fields("field: control in the name", "A\u{1}: b\r\n"),
        with_fields("field: 8 bits in the name", &b"A\xe9: b\r\n"[..]),
        with_fields("field: parenthesis in the name", "A(: b\r\n"),
        with_fields("field: folded", "A: b\r\n c\r\n"),
        with_fields("field: space before the first", " A: b\r\n"),
        with_fields("field: LF alone", "A: b\nC: d\r\n"),
        with_fields("field: CR alone", "A: b\rC: d\r\n"),
        with_fields("field: CR CR LF", "A: b\r\r\n"),
        with_fields("field: NUL in the value", "A: b\0c\r\n"),
        with_fields("field: control in the value", "A: b\u{1}c\r\n"),
        with_fields("field: DEL in the value", "A: b\u{7f}c\r\n"),
        with_fields("field: tab in the value", "A: b\tc\r\n"),
        with_fields("field: 8 bits in the value", &b"A: \xe9\xff\r\n"[..]),
        with_fields("field: two Hosts", "Host: y\r\n"),
        sent("field: no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
        sent("field: no Host over HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"),
        sent("field: no fields", "GET / HTTP/1.1\r\n\r\n"),
        sent("field: LF lines only", "GET / HTTP/1.1\nHost: x\nConnection: close\n\n"),
        sent("field: empty line of LF", "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\n"),
        sent("field: empty line of CR and more", "GET / HTTP/1.1\r\nHost: x\r\n\rX"),
    ]
}

fn lengths() -> Vec<Case> {
    vec![
        with_body("length: exact", "Content-Length: 5\r\n", "hello"),
        with_body("length: zero", "Content-Length: 0\r\n", ""),
        with_body("length: none", "", ""),
        with_body("length: too short for what follows", "Content-Length: 3\r\n", "hello"),
        with_body("length: leading zeros", "Content-Length: 0005\r\n", "hello"),
        with_body("length: repeated", "Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
        with_body("length: conflicting", "Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"),
        with_body("length: list", "Content-Length: 5, 5\r\n", "hello"),
        with_body("length: empty", "Content-Length: \r\n", "hello"),
        with_body("length: negative", "Content-Length: -5\r\n", "hello"),
        with_body("length: plus", "Content-Length: +5\r\n", "hello"),
        with_body("length: hexadecimal", "Content-Length: 0x5\r\n", "hello"),
        with_body("length: fraction", "Content-Length: 5.0\r\n", "hello"),
        with_body("length: space inside", "Content-Length: 5 5\r\n", "hello"),
        with_body("length: space behind", "Content-Length: 5 \r\n", "hello"),
        with_body("length: over 64 bits", "Content-Length: 18446744073709551621\r\n", "hello"),
        with_body("length: with chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        with_body("length: after chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
        with_body("length: with identity", "Content-Length: 5\r\nTransfer-Encoding: identity\r\n", "hello"),
        with_body("coding: identity", "Transfer-Encoding: identity\r\n", "hello"),
        with_body("coding: gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
        with_body("coding: chunked, gzip", "Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"),
        with_body("coding: chunked twice", "Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"),
        with_body("coding: two fields", "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        with_body(
            "coding: two fields, chunked first",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n",
            "0\r\n\r\n",
        ),
        with_body("coding: upper case", "Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"),
        with_body("coding: prefixed", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
        with_body("coding: suffixed", "Transfer-Encoding: chunkedx\r\n", "0\r\n\r\n"),
        with_body("coding: quoted", "Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"),
        with_body("coding: tab before", "Transfer-Encoding:\tchunked\r\n", "0\r\n\r\n"),
        with_body("coding: vertical tab before", "Transfer-Encoding: \u{b}chunked\r\n", "0\r\n\r\n"),
        with_body("coding: space before the colon", "Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
        with_body("coding: empty", "Transfer-Encoding: \r\n", ""),
        sent(
            "coding: chunked over HTTP/1.0",
            "POST /b HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        ),
        sent("length: of a GET", format!("GET /g HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody{LAST}")),
    ]
}

fn chunks() -> Vec<Case> {
    vec![
        chunked("chunk: usual", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
        chunked("chunk: upper and lower hexadecimal", "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"),
        chunked("chunk: leading zeros", "0003\r\nabc\r\n000\r\n\r\n"),
        chunked("chunk: extension", "3;a=b\r\nabc\r\n0;c\r\n\r\n"),
        chunked("chunk: quoted extension", "3;a=\"b;c\"\r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: extension after a space", "3 ;a\r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: LF in an extension", "3;a\nabc\r\n0\r\n\r\n"),
        chunked("chunk: space after the size", "3 \r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: space before the size", " 3\r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: no size", "\r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: size is no number", "x\r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: prefixed size", "0x3\r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: negative size", "-3\r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: size over 64 bits", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: size ends with LF", "3\nabc\r\n0\r\n\r\n"),
        chunked("chunk: size ends with CR", "3\rabc\r\n0\r\n\r\n"),
        chunked("chunk: longer than its size", "3\r\nabcd\r\n0\r\n\r\n"),
        chunked("chunk: shorter than its size", "4\r\nabc\r\n0\r\n\r\n"),
        chunked("chunk: data ends with LF", "3\r\nabc\n0\r\n\r\n"),
        chunked("chunk: data without an end", "3\r\nabc0\r\n\r\n"),
        chunked("chunk: last ends with LF", "0\n\n"),
        chunked("chunk: trailers", "3\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n"),
        chunked("chunk: trailer with a length", "0\r\nContent-Length: 5\r\n\r\n"),
        chunked("chunk: trailer with a coding", "0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        chunked("chunk: malformed trailer", "0\r\nA b\r\n\r\n"),
        chunked("chunk: folded trailer", "0\r\nA: b\r\n c\r\n\r\n"),
    ]
}

fn floods() -> Vec<Case> {
    let many = |count: usize, value: &str| (0..count).map(|at| format!("H{at}: {value}\r\n")).collect::<String>();
    let long = |bytes: usize| "x".repeat(bytes);
    let request = |target: &str| format!("GET /{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    vec![
        with_fields("flood: a value of 15,000 bytes", format!("A: {}\r\n", long(15_000))),
        with_fields("flood: a value of 17,000 bytes", format!("A: {}\r\n", long(17_000))),
        with_fields("flood: a name of 17,000 bytes", format!("{}: a\r\n", long(17_000))),
        with_fields("flood: 500 fields", many(500, "v")),
        with_fields("flood: 1,200 fields", many(1_200, "v")),
        with_fields("flood: 2,500 fields", many(2_500, "v")),
        with_fields("flood: 200 fields of 100 bytes", many(200, &long(100))),
        with_fields("flood: empty lines of a field", format!("A: b\r\n{}", "C:\r\n".repeat(5_000))),
        sent("flood: a target of 15,000 bytes", request(&long(15_000))),
        sent("flood: a target of 17,000 bytes", request(&long(17_000))),
        sent("flood: a method without end", long(100_000)),
        sent("flood: a target without end", format!("GET /{}", long(100_000))),
        sent("flood: a field without end", format!("GET / HTTP/1.1\r\nHost: x\r\nA: {}", long(4_000_000))),
        sent("flood: fields without end", format!("GET / HTTP/1.1\r\nHost: x\r\n{}", "A: b\r\n".repeat(500_000))),
        sent("flood: empty lines without end", "\r\n".repeat(100_000) + LAST),
        chunked("flood: an extension of 10,000 bytes", &format!("3;{}\r\nabc\r\n0\r\n\r\n", long(10_000))),
        chunked("flood: an extension of 20,000 bytes", &format!("3;{}\r\nabc\r\n0\r\n\r\n", long(20_000))),
        chunked("flood: 20,000 chunks of a byte", &("1\r\nx\r\n".repeat(20_000) + "0\r\n\r\n")),
        chunked("flood: trailers of 20,000 bytes", &format!("0\r\nA: {}\r\n\r\n", long(20_000))),
        with_body("flood: a body of a million bytes", "Content-Length: 1000000\r\n", &long(1_000_000)),
        sent(
            "flood: a body that is not read",
            format!(
                "POST /early HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n{}",
                long(300_000)
            ),
        ),
    ]
}

fn slow() -> Vec<Case> {
    let dribble = |text: &str, millis: u64| {
        let pause = Duration::from_millis(millis);
        text.bytes().flat_map(|byte| [Step::Send(vec![byte]), Step::Pause(pause)]).collect::<Vec<_>>()
    };
    let head = "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";
    vec![
        case("slow: nothing at all", vec![]),
        case("slow: a byte at a time, in time", dribble(LAST, 2)),
        case("slow: a byte at a time, too slowly", dribble(LAST, 40)),
        sent("slow: half a request line", "GET / HT"),
        sent("slow: half a head", "GET / HTTP/1.1\r\nHost: x\r\nA: "),
        sent("slow: head without body", head),
        sent("slow: half a body", format!("{head}he")),
        sent("slow: half a chunk", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"),
        case("slow: a body a byte at a time, in time", {
            let mut steps = vec![Step::Send(head.into())];
            steps.extend(dribble("hello", 20));
            steps.push(Step::Send(LAST.into()));
            steps
        }),
        case(
            "slow: idle after an answer",
            vec![Step::Send(b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()), Step::Pause(Duration::from_millis(20))],
        ),
    ]
}

fn halves() -> Vec<Case> {
    let finished = |name, text: &str| case(name, vec![Step::Send(text.into()), Step::Finish]);
    vec![
        case("half-close: at once", vec![Step::Finish]),
        finished("half-close: after a request", "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"),
        finished("half-close: while the answer takes time", "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"),
        finished("half-close: inside the request line", "GET /1 HT"),
        finished("half-close: inside the head", "GET /1 HTTP/1.1\r\nHost: x\r\n"),
        finished("half-close: before the body", "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"),
        finished("half-close: inside the body", "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe"),
        finished(
            "half-close: inside a chunk",
            "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
        ),
        finished(
            "half-close: after two requests",
            "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n",
        ),
    ]
}

fn pipelines() -> Vec<Case> {
    let get = |target: &str| format!("GET /{target} HTTP/1.1\r\nHost: x\r\n\r\n");
    let many: String = (0..30).map(|at| get(&at.to_string())).collect();
    vec![
        sent("pipeline: three", format!("{}{}{LAST}", get("1"), get("2"))),
        sent("pipeline: thirty", many + LAST),
        sent("pipeline: a slow one first", format!("{}{}{LAST}", get("slow"), get("2"))),
        sent("pipeline: slow ones between", format!("{}{}{}{}{LAST}", get("1"), get("slow"), get("3"), get("slow"))),
        sent("pipeline: bodies between", {
            let post = "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
            format!("{post}{}{post}{LAST}", get("1"))
        }),
        sent("pipeline: a bad one after good ones", format!("{}{}BAD\r\n\r\n{LAST}", get("1"), get("2"))),
        sent("pipeline: a bad one after a slow one", format!("{}BAD\r\n\r\n{LAST}", get("slow"))),
        sent("pipeline: more after the last", format!("{LAST}{}", get("ignored"))),
        sent("pipeline: more after the last, which is slow", {
            let last = "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            format!("{last}{}", get("ignored"))
        }),
        sent("pipeline: HTTP/1.0 in front", format!("GET /old HTTP/1.0\r\n\r\n{LAST}")),
        sent("pipeline: HTTP/1.0 kept alive", format!("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n{LAST}")),
        sent("pipeline: empty lines between", format!("{}\r\n\r\n{LAST}", get("1"))),
    ]
}

fn others() -> Vec<Case> {
    vec![
        with_body("other: expects to continue", "Expect: 100-continue\r\nContent-Length: 5\r\n", "hello"),
        with_body("other: expects something else", "Expect: tea\r\nContent-Length: 5\r\n", "hello"),
        with_fields("other: wants an upgrade", "Connection: Upgrade\r\nUpgrade: websocket\r\n"),
        with_fields("other: upgrade without the connection's consent", "Upgrade: h2c\r\n"),
        sent("other: head", format!("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n{LAST}")),
        sent("other: keep-alive and close", "GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, close\r\n\r\n"),
        sent("other: close in capitals", "GET / HTTP/1.1\r\nHost: x\r\nConnection: CLOSE\r\n\r\n"),
    ]
}
