//! A raw HTTP/1.1 client over `TcpStream`: it sends the bytes that it is given, wrong ones included, and reads
//! responses as they stand on the wire.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// A response as it came. Names and values keep their case and order.
#[derive(Debug, Clone)]
pub struct Response {
    /// As a number.
    pub status: u16,
    /// The whole first line.
    pub line: String,
    /// In order.
    pub headers: Vec<(String, String)>,
    /// Without its framing.
    pub body: Vec<u8>,
    /// What followed a chunked body.
    pub trailers: Vec<(String, String)>,
}

impl Response {
    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Why no (further) whole response came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ended {
    /// The server closed between responses.
    Closed,
    /// The server closed inside a response.
    Truncated,
    /// The connection was reset.
    Reset,
    /// Nothing came within the client's timeout.
    Silent,
    /// What came is no HTTP response.
    Malformed,
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Ended::Closed => "closed",
            Ended::Truncated => "closed inside a response",
            Ended::Reset => "reset",
            Ended::Silent => "silent",
            Ended::Malformed => "not HTTP",
        })
    }
}

/// A connection.
pub struct Client {
    stream: TcpStream,
    /// Received and not yet part of a response.
    buffer: Vec<u8>,
}

impl Client {
    /// Connects; `timeout` bounds every read and write that follows.
    ///
    /// # Errors
    /// The server does not accept.
    pub fn connect(address: SocketAddr, timeout: Duration) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, timeout)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        Ok(Self { stream, buffer: Vec::new() })
    }

    /// Sends these bytes as they are.
    ///
    /// # Errors
    /// The server has closed or does not read.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Ends the sending half.
    pub fn finish(&mut self) {
        // Fails only when the server has reset the connection, which the next read will tell.
        let _reset = self.stream.shutdown(Shutdown::Write);
    }

    /// Reads one response; `to_head` says that it answers a HEAD request and has no body.
    ///
    /// # Errors
    /// [`Ended`] says why there is none.
    pub fn response(&mut self, to_head: bool) -> Result<Response, Ended> {
        let line = self.line(true)?;
        let status = parse_status(&line).ok_or(Ended::Malformed)?;
        let headers = self.fields()?;
        let mut response = Response { status, line, headers, body: Vec::new(), trailers: Vec::new() };
        let chunked = response.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
        if to_head || status < 200 || status == 204 || status == 304 {
            return Ok(response);
        }
        if chunked {
            response.body = self.chunks()?;
            response.trailers = self.fields()?;
        } else if let Some(length) = response.header("content-length") {
            let length = length.parse().map_err(|_| Ended::Malformed)?;
            response.body = self.exactly(length)?;
        } else {
            // A server that closes with something unread resets: that ends the body as well.
            loop {
                match self.fill() {
                    Ok(0) | Err(Ended::Reset) => break,
                    Ok(_) => {}
                    Err(ended) => return Err(ended),
                }
            }
            response.body = std::mem::take(&mut self.buffer);
        }
        Ok(response)
    }

    /// Reads and drops everything until the connection ends, and says how it did.
    pub fn drain(&mut self) -> Ended {
        loop {
            match self.fill() {
                Ok(0) => return Ended::Closed,
                Ok(_) => self.buffer.clear(),
                Err(ended) => return ended,
            }
        }
    }

    fn chunks(&mut self) -> Result<Vec<u8>, Ended> {
        let mut body = Vec::new();
        loop {
            let line = self.line(false)?;
            let digits = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(digits, 16).map_err(|_| Ended::Malformed)?;
            if size == 0 {
                return Ok(body);
            }
            body.extend(self.exactly(size)?);
            if !self.line(false)?.is_empty() {
                return Err(Ended::Malformed);
            }
        }
    }

    fn fields(&mut self) -> Result<Vec<(String, String)>, Ended> {
        let mut fields = Vec::new();
        loop {
            let line = self.line(false)?;
            if line.is_empty() {
                return Ok(fields);
            }
            let (name, value) = line.split_once(':').ok_or(Ended::Malformed)?;
            fields.push((name.to_owned(), value.trim().to_owned()));
        }
    }

    fn line(&mut self, first: bool) -> Result<String, Ended> {
        let mut searched = 0;
        loop {
            if let Some(end) = self.buffer[searched..].iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=searched + end).collect();
                let line = line.strip_suffix(b"\r\n").ok_or(Ended::Malformed)?;
                // Header bytes are Latin-1 on the wire.
                return Ok(line.iter().map(|byte| char::from(*byte)).collect());
            }
            searched = self.buffer.len();
            if self.fill()? == 0 {
                return Err(if first && self.buffer.is_empty() { Ended::Closed } else { Ended::Truncated });
            }
        }
    }

    fn exactly(&mut self, length: usize) -> Result<Vec<u8>, Ended> {
        while self.buffer.len() < length {
            if self.fill()? == 0 {
                return Err(Ended::Truncated);
            }
        }
        Ok(self.buffer.drain(..length).collect())
    }

    fn fill(&mut self) -> Result<usize, Ended> {
        let mut chunk = [0; 16 << 10];
        loop {
            match self.stream.read(&mut chunk) {
                Ok(count) => {
                    self.buffer.extend_from_slice(&chunk[..count]);
                    return Ok(count);
                }
                Err(error) => match error.kind() {
                    io::ErrorKind::Interrupted => {}
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => return Err(Ended::Silent),
                    _ => return Err(Ended::Reset),
                },
            }
        }
    }
}

fn parse_status(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("HTTP/1.1 ").or_else(|| line.strip_prefix("HTTP/1.0 "))?;
    rest.get(..3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// What the client makes of `bytes`, sent by a server that then closes.
    fn received(bytes: &'static [u8]) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = Client::connect(listener.local_addr().unwrap(), Duration::from_secs(5)).unwrap();
        listener.accept().unwrap().0.write_all(bytes).unwrap();
        client
    }

    #[test]
    fn lengths_chunks_and_the_end_of_the_connection_delimit_bodies() {
        let mut client = received(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi\
              HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nT: v\r\n\r\n\
              HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\nHTTP/1.0 200 OK\r\n\r\nrest",
        );
        assert_eq!(client.response(false).unwrap().body, b"hi");
        let chunked = client.response(false).unwrap();
        assert_eq!((chunked.status, chunked.body.as_slice()), (201, &b"abc"[..]));
        assert_eq!(chunked.trailers, [("T".to_owned(), "v".to_owned())]);
        assert_eq!(client.response(false).unwrap().header("etag"), Some("x"));
        assert_eq!(client.response(false).unwrap().body, b"rest");
        assert_eq!(client.response(false).unwrap_err(), Ended::Closed);
    }

    #[test]
    fn an_early_end_is_told_from_a_clean_one() {
        assert_eq!(received(b"HTTP/1.1 200 OK\r\nContent-Le").response(false).unwrap_err(), Ended::Truncated);
        assert_eq!(received(b"garbage\r\n").response(false).unwrap_err(), Ended::Malformed);
    }
}
