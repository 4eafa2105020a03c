//! Requests as bytes: prepared once, or filled in each time from a template.
//!
//! Placeholders of a template: `{{n}}` the request's number, `{{random}}` a random number of up to ten digits,
//! `{{uuid}}` a random UUID, `{{time}}` milliseconds since 1970.

use std::time::{SystemTime, UNIX_EPOCH};

use super::random::Random;
use crate::http::codec::{is_valid_name, is_valid_value};

/// A request before it is bytes.
#[derive(Clone, Default, Debug)]
pub struct Request {
    /// Empty: `GET`.
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A request as bytes, or what makes them.
#[derive(Clone, Debug)]
pub struct Prepared {
    form: Form,
    /// A HEAD: its response has no body.
    pub head_only: bool,
}

#[derive(Clone, Debug)]
enum Form {
    Bytes(Vec<u8>),
    Template { head: Vec<Piece>, body: Vec<Piece>, has_body: bool },
}

#[derive(Clone, PartialEq, Debug)]
enum Piece {
    Text(Vec<u8>),
    Number,
    Random,
    Uuid,
    Time,
}

impl Prepared {
    /// A request that is always the same.
    ///
    /// # Errors
    /// What cannot stand in a request.
    pub fn fixed(request: &Request, host: &str) -> Result<Prepared, String> {
        let mut bytes = Vec::new();
        let head_only = encode(request, host, &mut bytes)?;
        Ok(Prepared { form: Form::Bytes(bytes), head_only })
    }

    /// A request with placeholders in target, values of headers, or body.
    ///
    /// # Errors
    /// As [`Prepared::fixed`]; placeholders that do not exist.
    pub fn template(request: &Request, host: &str) -> Result<Prepared, String> {
        let mut head = Vec::new();
        head_of(request, host, &mut head)?;
        let head = pieces(&head)?;
        let body = pieces(&request.body)?;
        let has_body = has_body(request);
        Ok(Prepared { form: Form::Template { head, body, has_body }, head_only: is_head(request) })
    }

    /// The bytes, if they are always the same.
    #[inline]
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.form {
            Form::Bytes(bytes) => Some(bytes),
            Form::Template { .. } => None,
        }
    }

    /// Appends the request.
    pub fn write(&self, number: u64, random: &mut Random, out: &mut Vec<u8>) {
        match &self.form {
            Form::Bytes(bytes) => out.extend_from_slice(bytes),
            Form::Template { head, body, has_body } => {
                fill(head, number, random, out);
                let mut filled = Vec::new();
                fill(body, number, random, &mut filled);
                end_head(*has_body, filled.len(), out);
                out.extend_from_slice(&filled);
            }
        }
    }
}

/// Appends a request. True if its response has no body, whatever it says.
///
/// # Errors
/// What cannot stand in a request.
pub fn encode(request: &Request, host: &str, out: &mut Vec<u8>) -> Result<bool, String> {
    head_of(request, host, out)?;
    end_head(has_body(request), request.body.len(), out);
    out.extend_from_slice(&request.body);
    Ok(is_head(request))
}

fn is_head(request: &Request) -> bool {
    request.method == "HEAD"
}

/// A body of no bytes is said to be one where the method makes one expect it (RFC 9110, 8.6).
fn has_body(request: &Request) -> bool {
    !request.body.is_empty() || matches!(request.method.as_str(), "POST" | "PUT" | "PATCH")
}

fn head_of(request: &Request, host: &str, out: &mut Vec<u8>) -> Result<(), String> {
    let method = if request.method.is_empty() { "GET" } else { request.method.as_str() };
    if !is_valid_name(method.as_bytes()) || method == "CONNECT" {
        return Err(format!("{method:?} is no method that can be sent"));
    }
    let target = request.target.as_str();
    if !target.starts_with('/') && target != "*" || target.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return Err(format!("{target:?} is no path that can be sent"));
    }
    out.extend_from_slice(format!("{method} {target} HTTP/1.1\r\n").as_bytes());
    if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        out.extend_from_slice(format!("host: {host}\r\n").as_bytes());
    }
    for (name, value) in &request.headers {
        if !is_valid_name(name.as_bytes()) || !is_valid_value(value.as_bytes()) {
            return Err(format!("{:?} is no header that can be sent", format!("{name}: {value}")));
        }
        const OWN: &[&str] = &["content-length", "transfer-encoding", "expect", "upgrade"];
        if OWN.iter().any(|own| name.eq_ignore_ascii_case(own)) {
            return Err(format!("{name} cannot be set: bodies are sent with their length, and nothing is upgraded"));
        }
        out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    Ok(())
}

fn end_head(has_body: bool, length: usize, out: &mut Vec<u8>) {
    if has_body {
        out.extend_from_slice(format!("content-length: {length}\r\n").as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

fn pieces(text: &[u8]) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = memchr::memmem::find(rest, b"{{") {
        let Some(length) = memchr::memmem::find(&rest[open + 2..], b"}}") else { break };
        let name = &rest[open + 2..open + 2 + length];
        let piece = match name.trim_ascii() {
            b"n" => Piece::Number,
            b"random" => Piece::Random,
            b"uuid" => Piece::Uuid,
            b"time" => Piece::Time,
            _ => {
                let name = String::from_utf8_lossy(name);
                return Err(format!("{{{{{name}}}}} is no placeholder: there are n, random, uuid and time"));
            }
        };
        if open > 0 {
            pieces.push(Piece::Text(rest[..open].to_vec()));
        }
        pieces.push(piece);
        rest = &rest[open + 4 + length..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_vec()));
    }
    Ok(pieces)
}

fn fill(pieces: &[Piece], number: u64, random: &mut Random, out: &mut Vec<u8>) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.extend_from_slice(text),
            Piece::Number => out.extend_from_slice(number.to_string().as_bytes()),
            Piece::Random => out.extend_from_slice((random.next() >> 32).to_string().as_bytes()),
            Piece::Uuid => out.extend_from_slice(uuid(random).as_bytes()),
            Piece::Time => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                out.extend_from_slice(now.as_millis().to_string().as_bytes());
            }
        }
    }
}

/// Of version 4 (RFC 9562).
fn uuid(random: &mut Random) -> String {
    let (high, low) = (random.next(), random.next());
    let (version, variant) = (0x4000 | high & 0xfff, 0x8000 | low >> 48 & 0x3fff);
    let (time, middle) = (high >> 32, high >> 16 & 0xffff);
    format!("{time:08x}-{middle:04x}-{version:04x}-{variant:04x}-{:012x}", low & 0xffff_ffff_ffff)
}

/// Prepared requests and how often each is sent.
#[derive(Clone, Debug)]
pub struct Mix {
    requests: Vec<Prepared>,
    /// Of the weights up to and with each.
    sums: Vec<f64>,
}

impl Mix {
    /// # Errors
    /// There is none, or a weight is no positive number.
    pub fn new(weighted: Vec<(f64, Prepared)>) -> Result<Mix, String> {
        let mut mix = Mix { requests: Vec::new(), sums: Vec::new() };
        let mut sum = 0.0;
        for (weight, request) in weighted {
            if !(weight.is_finite() && weight > 0.0) {
                return Err(format!("{weight} is no weight: it must be more than 0"));
            }
            sum += weight;
            mix.requests.push(request);
            mix.sums.push(sum);
        }
        if mix.requests.is_empty() { Err("there is no request to send".to_owned()) } else { Ok(mix) }
    }

    /// The next to send.
    #[inline]
    pub fn pick(&self, random: &mut Random) -> &Prepared {
        if self.requests.len() == 1 {
            return &self.requests[0];
        }
        let at = random.unit() * self.sums[self.sums.len() - 1];
        let index = self.sums.partition_point(|sum| *sum <= at);
        &self.requests[index.min(self.requests.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(body: &str) -> Request {
        Request {
            method: "POST".into(),
            target: "/a?n={{n}}".into(),
            headers: vec![("X-Id".into(), "{{ uuid }}".into())],
            body: body.into(),
        }
    }

    #[test]
    fn a_request_is_encoded_once() {
        let prepared = Prepared::fixed(&post("ab"), "h:1").unwrap();
        let wanted = "POST /a?n={{n}} HTTP/1.1\r\nhost: h:1\r\nX-Id: {{ uuid }}\r\ncontent-length: 2\r\n\r\nab";
        assert_eq!(prepared.bytes().unwrap(), wanted.as_bytes());
    }

    #[test]
    fn a_template_is_filled_in_and_its_body_measured() {
        let prepared = Prepared::template(&post("n={{n}} {\"a\":{}}"), "h").unwrap();
        let mut out = Vec::new();
        prepared.write(1234, &mut Random::new(1), &mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("POST /a?n=1234 HTTP/1.1\r\nhost: h\r\nX-Id: "), "{text}");
        assert!(text.ends_with("content-length: 15\r\n\r\nn=1234 {\"a\":{}}"), "{text}");
        let id = text.split("X-Id: ").nth(1).unwrap().split("\r\n").next().unwrap();
        assert_eq!((id.len(), &id[14..15]), (36, "4"), "{id}");
        assert!(Prepared::template(&post("{{x}}"), "h").unwrap_err().contains("no placeholder"));
    }

    #[test]
    fn what_would_break_the_message_is_refused() {
        let with = |target: &str, name: &str, value: &str| Request {
            target: target.into(),
            headers: vec![(name.into(), value.into())],
            ..Request::default()
        };
        for request in [with("/a b", "a", "b"), with("a", "a", "b"), with("/", "a b", "c"), with("/", "a", "b\r\nc: d")] {
            assert!(Prepared::fixed(&request, "h").is_err(), "{request:?}");
        }
        assert!(Prepared::fixed(&with("/", "Content-Length", "3"), "h").is_err());
    }

    #[test]
    fn requests_come_as_often_as_they_weigh() {
        let prepared = |method: &str| {
            let request = Request { method: method.into(), target: "/".into(), ..Request::default() };
            Prepared::fixed(&request, "h").unwrap()
        };
        let mix = Mix::new(vec![(3.0, prepared("HEAD")), (1.0, prepared("GET"))]).unwrap();
        let mut random = Random::new(5);
        let heads = (0..40_000).filter(|_| mix.pick(&mut random).head_only).count();
        assert!((29_400..30_600).contains(&heads), "{heads}");
        assert!(Mix::new(vec![(0.0, prepared("GET"))]).is_err() && Mix::new(Vec::new()).is_err());
    }
}
