//! A list of requests as it is written in a `.requests` file.
//!
//! Each begins with `### name`; then the request line (HTTP/1.1 unless it says otherwise), headers, an empty line and
//! the body. `Host` and the framing of the body are added where they are not written. Two things are not sent as they
//! stand: `{etag}` is the `ETag` of the response before, and `X-Fill-Body: N` makes a body of N bytes.

use ci_support::http::Response;

#[derive(Debug, Default)]
pub struct Request {
    pub name: String,
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// # Errors
/// What is wrong, with the number of the line.
pub fn parse(text: &str) -> Result<Vec<Request>, String> {
    let mut requests: Vec<Request> = Vec::new();
    let mut in_body = false;
    for (at, line) in text.lines().enumerate() {
        if let Some(name) = line.strip_prefix("### ") {
            requests.push(Request { name: name.to_owned(), ..Request::default() });
            in_body = false;
            continue;
        }
        let request = requests.last_mut().ok_or(format!("line {}: a request begins with ###", at + 1))?;
        if in_body {
            request.body.extend_from_slice(line.as_bytes());
            request.body.push(b'\n');
        } else if line.is_empty() {
            in_body = true;
        } else if request.line.is_empty() {
            let version = if line.contains(" HTTP/") { "" } else { " HTTP/1.1" };
            request.line = format!("{line}{version}");
        } else {
            let (name, value) = line.split_once(": ").ok_or(format!("line {}: {line:?} is no header", at + 1))?;
            request.headers.push((name.to_owned(), value.to_owned()));
        }
    }
    requests.iter_mut().for_each(Request::finish);
    Ok(requests)
}

impl Request {
    /// Empty lines at the end of a body only part the requests.
    fn finish(&mut self) {
        while self.body.last() == Some(&b'\n') {
            self.body.pop();
        }
        if let Some(at) = self.headers.iter().position(|(name, _)| name == "X-Fill-Body") {
            let size = self.headers.remove(at).1.parse().expect("X-Fill-Body is a number");
            self.body = vec![b'x'; size];
        }
    }

    pub fn is_head(&self) -> bool {
        self.line.starts_with("HEAD ")
    }

    /// The bytes to send after the response `before` has come.
    pub fn bytes(&self, before: Option<&Response>) -> Vec<u8> {
        let etag = before.and_then(|response| response.header("etag")).unwrap_or_default();
        let has = |wanted: &str| self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
        let mut head = format!("{}\r\n", self.line);
        if !has("host") {
            head.push_str("Host: localhost\r\n");
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {}\r\n", value.replace("{etag}", etag)));
        }
        let chunked = has("transfer-encoding");
        if !chunked && !self.body.is_empty() {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        let mut bytes = format!("{head}\r\n").into_bytes();
        if chunked {
            const CHUNK_BYTES: usize = 7777;
            for chunk in self.body.chunks(CHUNK_BYTES) {
                bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
        } else {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}
