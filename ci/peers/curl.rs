//! curl: downloads, ranges, uploads with and without a length, expectations, several requests on one connection.

use std::fs;

use crate::tools::{contains, equal, equal_bytes, number_after, run, url};
use crate::{FILE_BYTES, Setting};

/// Runs curl, silent but for errors and bounded in time.
pub fn curl(arguments: &[&str]) -> Result<crate::tools::Said, String> {
    run("curl", &[&["-sS", "--max-time", "30", "--noproxy", "*"], arguments].concat())
}

pub fn downloads(setting: &Setting) -> Result<(), String> {
    let server = setting.server()?;
    let file = fs::read(setting.file()).map_err(|error| error.to_string())?;
    let address = url(&server, "/file");
    equal_bytes("whole", &curl(&[&address])?.stdout, &file)?;
    equal_bytes("a range", &curl(&["-r", "1000-70000", &address])?.stdout, &file[1000..=70_000])?;
    equal_bytes("the end", &curl(&["-r", "-5", &address])?.stdout, &file[FILE_BYTES - 5..])?;
    let resumed = curl(&["-r", "4000000-", "-w", "%{stderr}%{http_code} %{size_download}", &address])?;
    equal_bytes("resumed", &resumed.stdout, &file[4_000_000..])?;
    equal("its status", resumed.stderr.as_str(), format!("206 {}", FILE_BYTES - 4_000_000).as_str())?;
    let status = curl(&["-r", "99999999-", "-o", "/dev/null", "-w", "%{http_code}", &address])?;
    equal("a range past the end", status.text().as_str(), "416")?;
    let head = curl(&["-I", &address])?.text();
    contains(&head, "HTTP/1.1 200 OK\r\n")?;
    contains(&head, &format!("Content-Length: {FILE_BYTES}\r\n"))?;
    let chunks = curl(&["-i", &url(&server, "/chunks")])?.text();
    contains(&chunks, "Transfer-Encoding: chunked\r\n")?;
    contains(&chunks, "\r\n\r\nchunk 0\nchunk 1\nchunk 2\nchunk 3\nchunk 4\n")?;
    let old = curl(&["-i", "--http1.0", &url(&server, "/chunks")])?.text();
    contains(&old, "Connection: close\r\n")?;
    contains(&old, "\r\n\r\nchunk 0\nchunk 1\nchunk 2\nchunk 3\nchunk 4\n")?;
    let slow = curl(&["--limit-rate", "4M", &address])?;
    equal_bytes("slowly", &slow.stdout, &file)
}

pub fn uploads(setting: &Setting) -> Result<(), String> {
    let server = setting.server()?;
    let file = setting.file();
    let path = file.to_string_lossy();
    let digest = run("sha256sum", &[&path])?.text();
    let digest = format!("\"sha256\":\"{}\"", digest.split(' ').next().expect("a digest comes first"));
    let address = url(&server, "/upload");
    let whole = |answer: &str, framing: &str| {
        contains(answer, &format!("\"bytes\":{FILE_BYTES},"))?;
        contains(answer, &digest)?;
        contains(answer, framing)
    };
    let length = format!("\"length\":\"{FILE_BYTES}\"");
    whole(&curl(&["-T", &path, &address])?.text(), &length)?;
    whole(&curl(&["--data-binary", &format!("@{path}"), &address])?.text(), &length)?;
    let chunked = curl(&["-T", &path, "-H", "Transfer-Encoding: chunked", &address])?.text();
    whole(&chunked, "\"coding\":\"chunked\"")?;
    let multipart = curl(&["-F", &format!("file=@{path}"), &address])?.text();
    let bytes = number_after(&multipart, "\"bytes\":")?;
    if bytes <= FILE_BYTES as u64 {
        return Err(format!("a multipart body of {bytes} bytes"));
    }
    let expecting = curl(&["-v", "-H", "Expect: 100-continue", "-d", "expected", &address])?;
    contains(&expecting.stderr, "HTTP/1.1 100 Continue")?;
    contains(&expecting.text(), "\"bytes\":8,")?;
    // The body is never sent: the server has answered before.
    let refused = curl(&["-v", "-H", "Expect: 100-continue", "-H", "X-Refuse: 1", "-T", &path, &address])?;
    contains(&refused.stderr, "HTTP/1.1 413 Payload Too Large")?;
    equal("the refusal", refused.text().as_str(), "too large\n")?;
    let seen = curl(&[&url(&server, "/seen")])?.text();
    // curl asks for leave itself where the body is large.
    contains(&seen, "\"continued\":5")
}

pub fn reuse(setting: &Setting) -> Result<(), String> {
    let server = setting.server()?;
    let hello = url(&server, "/hello");
    let quiet = ["-o", "/dev/null", "-w", "%{num_connects} %{http_code}\n"];
    let next = [&["--next", "-sS"], &quiet[..]].concat();
    let several = curl(&[
        &quiet[..],
        &[&hello],
        &next,
        &["-d", "a body", &url(&server, "/upload")],
        &next,
        &["-I", &hello],
        &next,
        &[&url(&server, "/chunks")],
        &next,
        &["-r", "0-3", &url(&server, "/file")],
    ]
    .concat())?
    .text();
    equal("connections and statuses", several.as_str(), "1 200\n0 200\n0 200\n0 200\n0 206\n")?;
    let many = curl(&[&format!("{hello}?[1-200]")])?.text();
    equal("two hundred requests", many.as_str(), "hello\n".repeat(200).as_str())?;
    let parallel = curl(&["--parallel", "--parallel-max", "20", &format!("{hello}?[1-200]")])?.text();
    equal("two hundred at a time", parallel.as_str(), "hello\n".repeat(200).as_str())?;
    let seen = curl(&[&url(&server, "/seen")])?.text();
    equal("requests", number_after(&seen, "\"requests\":")?, 406)
}
