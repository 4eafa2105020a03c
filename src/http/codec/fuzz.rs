//! Entry points for fuzzers, and the same entry points run on seeded random bytes.
//!
//! Each takes any bytes and panics if an invariant of the codec does not hold.

use super::{Event, Parser};

/// Feeds `data` whole, byte by byte, and in the pieces that `cuts` asks for: the
/// events must be the same, whichever road read the heads.
pub fn parse(request: bool, data: &[u8], cuts: &[u8]) {
    let whole = events(request, [data].into_iter());
    assert_eq!(whole, events(request, data.chunks(1)), "byte by byte: {}", data.escape_ascii());
    let mut rest = data;
    let pieces = cuts.iter().map(|&cut| {
        let (piece, behind) = rest.split_at(usize::from(cut).min(rest.len()));
        rest = behind;
        piece
    });
    let mut pieces: Vec<_> = pieces.collect();
    pieces.push(rest);
    assert_eq!(whole, events(request, pieces.into_iter()), "in pieces: {}", data.escape_ascii());
}

/// Everything that a parser says about the pieces, written down.
fn events<'a>(request: bool, pieces: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut parser = if request { Parser::request() } else { Parser::response() };
    let mut log = Vec::new();
    let mut body = 0;
    for piece in pieces {
        let mut at = 0;
        loop {
            let before = at;
            match parser.step(piece, &mut at) {
                Ok(Event::More) => {
                    assert_eq!(at, piece.len());
                    break;
                }
                Ok(Event::Head(head)) => {
                    log.extend_from_slice(b"\nhead ");
                    log.extend_from_slice(if request { head.target() } else { head.reason() });
                    let (major, minor) = head.version();
                    log.extend([head.method().number(), major, minor]);
                    log.extend([head.upgrade(), head.keep_alive(), head.chunked()].map(u8::from));
                    log.extend(head.status().to_le_bytes());
                    log.extend(head.content_length().map_or([0xff; 8], u64::to_le_bytes));
                    write_fields(&mut log, &head.fields());
                    body = 0;
                }
                Ok(Event::Body(data)) => {
                    assert!(!data.is_empty() && at - before >= data.len());
                    if body == 0 {
                        log.extend_from_slice(b"\nbody ");
                    }
                    body += data.len();
                    log.extend_from_slice(data);
                }
                Ok(Event::End { trailers, .. }) => {
                    log.extend_from_slice(b"\nend");
                    write_fields(&mut log, &trailers);
                }
                Ok(Event::Upgrade) => {
                    log.extend_from_slice(b"\nupgrade");
                    return log;
                }
                Err(error) => {
                    assert!(error.bytes_parsed <= piece.len());
                    log.extend_from_slice(error.code.name().as_bytes());
                    log.extend_from_slice(error.reason.as_bytes());
                    return log;
                }
            }
        }
    }
    log.extend_from_slice(if parser.finish().is_ok() { b"\nfinished" } else { b"\ncut off" });
    log
}

fn write_fields(log: &mut Vec<u8>, fields: &super::Fields<'_>) {
    for (name, value) in fields.iter() {
        log.push(b'\n');
        log.extend_from_slice(name);
        log.push(b':');
        log.extend_from_slice(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// xorshift64*: enough for test data.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
        }
    }

    const PARTS: &[&str] = &[
        "GET / HTTP/1.1\r\n", "POST /a?b#c HTTP/1.0\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 204\r\n",
        "GET http://a@b:1/ HTTP/1.1\r\n", "CONNECT a:1 HTTP/1.1\r\n", "Host: x\r\n", "A:\r\n", "B: \t c \r\n",
        "Content-Length: 3\r\n", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "Upgrade: x\r\n",
        "Transfer-Encoding: gzip\r\n", "Connection: upgrade\r\n", "Connection: close\r\n",
        "Connection: keep-alive\r\n", "\r\n", "\r\n\r\n", "abc", "3\r\nabc\r\n", "3;a=\"b\"\r\nabc\r\n",
        "0\r\n\r\n", "0\r\nT: v\r\n\r\n", "\r", "\n", " ", "\t", ":", "\0", "\u{7f}", "\u{80}", "x",
    ];

    #[test]
    fn random_messages() {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for _ in 0..20_000 {
            let mut data = Vec::new();
            for _ in 0..=random.below(9) {
                data.extend_from_slice(PARTS[random.below(PARTS.len())].as_bytes());
            }
            for _ in 0..random.below(3) {
                let at = random.below(data.len());
                data[at] = random.below(256) as u8;
            }
            let cuts: Vec<_> = (0..random.below(5)).map(|_| random.below(40) as u8).collect();
            parse(random.below(2) == 0, &data, &cuts);
        }
    }

    #[test]
    fn random_bytes() {
        let mut random = Random(1);
        for _ in 0..2_000 {
            let data: Vec<_> = (0..random.below(100)).map(|_| random.below(256) as u8).collect();
            parse(true, &data, &[7]);
            parse(false, &data, &[7]);
        }
    }
}
