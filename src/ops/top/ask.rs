//! Asking a server's endpoint.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::super::figures::Document;

/// More than the second that the endpoint waits for stalled shards.
const PATIENCE: Duration = Duration::from_secs(3);
/// A page of a thousand shards with full histograms is smaller.
const BYTES_MAX: u64 = 256 << 20;

/// The figures of the server's shards.
pub(super) fn document(address: &str) -> Result<Document, String> {
    let text = get(address, "/stats.json")
        .map_err(|error| format!("no server answers on {address}: {error} (is it running with --metrics {address}?)"))?;
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(|| format!("{address} does not speak HTTP"))?;
    if !head.starts_with("HTTP/1.1 200 ") {
        return Err(format!("{address} is no endpoint of rnode: {}", head.lines().next().unwrap_or_default()));
    }
    serde_json::from_str(body).map_err(|error| format!("{address} is no endpoint of rnode: {error}"))
}

fn get(address: &str, target: &str) -> std::io::Result<String> {
    let mut refused = std::io::Error::from(std::io::ErrorKind::AddrNotAvailable);
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(mut stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                write!(stream, "GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
                let mut text = String::new();
                stream.take(BYTES_MAX).read_to_string(&mut text)?;
                return Ok(text);
            }
            Err(error) => refused = error,
        }
    }
    Err(refused)
}
