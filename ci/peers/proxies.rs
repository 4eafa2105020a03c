//! nginx and HAProxy, in front of rnode and behind it.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use ci_support::server::Server;
use ci_support::service::{Service, free_port};
use ci_support::temp::TempDir;

use crate::curl::curl;
use crate::tools::{contains, equal, equal_bytes, number_after, run, url};
use crate::{FILE_BYTES, Setting};

/// How long a proxy may take to notice that a server has become sick or well.
const NOTICE_MAX: Duration = Duration::from_secs(10);

pub fn nginx_in_front(setting: &Setting) -> Result<(), String> {
    let server = setting.server()?;
    let upstream = format!("upstream rnode {{ server {}; keepalive 8; }}", server.address);
    let location = "location / { proxy_pass http://rnode; proxy_http_version 1.1; proxy_set_header Connection ''; \
                    proxy_set_header X-Forwarded-For $remote_addr; client_max_body_size 100m; } \
                    location /events { proxy_pass http://rnode; proxy_buffering off; }";
    let nginx = nginx(&upstream, location)?;
    let at = |path: &str| format!("http://{}{path}", nginx.address);
    through(setting, &at)?;
    let headers = curl(&[&at("/headers")])?.text();
    contains(&headers, "\"version\":\"1.1\"")?;
    contains(&headers, "\"x-forwarded-for\":\"127.0.0.1\"")?;
    equal("events", curl(&[&at("/events")])?.text().matches("data: event").count(), 3)?;
    let connections = |server: &Server| number_after(&curl(&[&url(server, "/seen")])?.text(), "\"connections\":");
    let before = connections(&server)?;
    flood(&at("/hello"))?;
    let made = connections(&server)? - before;
    // Eight idle ones are kept; more than the twenty of the flood's clients would mean that none is ever used again.
    if made > 500 {
        return Err(format!("nginx needed {made} connections for 2000 requests"));
    }
    Ok(())
}

pub fn nginx_upstream(setting: &Setting) -> Result<(), String> {
    let root = TempDir::new().map_err(|error| error.to_string())?;
    fs::copy(setting.file(), root.path().join("file")).map_err(|error| error.to_string())?;
    fs::write(root.path().join("hello"), "hello\n").map_err(|error| error.to_string())?;
    // Static files, and what another rnode makes: bodies with and without a length, both ways.
    let server = setting.server()?;
    let location = format!(
        "root {}; location ~ ^/(upload|chunks|headers) {{ proxy_pass http://{}; client_max_body_size 100m; }}",
        root.path().display(),
        server.address
    );
    let nginx = nginx("", &location)?;
    let proxy = setting.start("proxy.js", &nginx.address.port().to_string())?;
    through(setting, &|path| url(&proxy, path))?;
    contains(&curl(&["-I", &url(&proxy, "/hello")])?.text(), "server: nginx")?;
    let missing = curl(&["-o", "/dev/null", "-w", "%{http_code}", &url(&proxy, "/none")])?;
    equal("what is not there", missing.text().as_str(), "404")?;
    flood(&url(&proxy, "/hello"))?;
    drop(nginx);
    let gone = curl(&["-o", "/dev/null", "-w", "%{http_code}", &url(&proxy, "/hello")])?;
    equal("an upstream that has gone", gone.text().as_str(), "502")
}

pub fn haproxy(setting: &Setting) -> Result<(), String> {
    let servers = [setting.server()?, setting.server()?];
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let port = free_port().map_err(|error| error.to_string())?;
    let [first, second] = &servers;
    let configuration = format!(
        "defaults\n mode http\n timeout connect 2s\n timeout client 20s\n timeout server 20s\n\
         frontend front\n bind 127.0.0.1:{port}\n default_backend back\n\
         backend back\n balance roundrobin\n option httpchk GET /health\n http-check expect status 200\n\
         default-server check inter 100ms fall 2 rise 2\n server first {}\n server second {}\n",
        first.address, second.address
    );
    let file = folder.path().join("haproxy.cfg");
    fs::write(&file, configuration).map_err(|error| error.to_string())?;
    let mut command = Command::new("haproxy");
    command.arg("-db").arg("-f").arg(&file);
    let haproxy = Service::start(command, port, folder)?;
    let at = |path: &str| format!("http://{}{path}", haproxy.address);
    through(setting, &at)?;
    flood(&at("/hello"))?;
    let seen = |server: &Server, what: &str| number_after(&curl(&[&url(server, "/seen")])?.text(), what);
    for server in &servers {
        if seen(server, "\"checks\":")? == 0 || seen(server, "\"requests\":")? < 900 {
            return Err("a server got no checks, or not its share of the requests".to_owned());
        }
    }
    let turn = |server: &Server, what: &str| curl(&[&url(server, &format!("/turn/{what}"))]).map(|_| ());
    let status = || Ok::<_, String>(curl(&["-o", "/dev/null", "-w", "%{http_code}", &at("/hello")])?.text());
    turn(first, "sick")?;
    turn(second, "sick")?;
    eventually("503", status)?;
    turn(second, "well")?;
    eventually("200", status)?;
    let asked = |server: &Server| {
        let seen = curl(&[&url(server, "/seen")])?.text();
        Ok::<_, String>(number_after(&seen, "\"requests\":")? - number_after(&seen, "\"checks\":")?)
    };
    let before = asked(first)?;
    for _ in 0..10 {
        equal("with one server", status()?.as_str(), "200")?;
    }
    // The question itself is the only request besides the checks.
    equal("requests to the sick server", asked(first)?, before + 1)
}

/// The bodies of every kind, through whatever `at` leads to.
fn through(setting: &Setting, at: &dyn Fn(&str) -> String) -> Result<(), String> {
    let file = setting.file();
    let path = file.to_string_lossy();
    let bytes = fs::read(&file).map_err(|error| error.to_string())?;
    equal("hello", curl(&[&at("/hello")])?.text().as_str(), "hello\n")?;
    equal_bytes("a download", &curl(&[&at("/file")])?.stdout, &bytes)?;
    equal_bytes("a range", &curl(&["-r", "1000-70000", &at("/file")])?.stdout, &bytes[1000..=70_000])?;
    let chunks = curl(&[&at("/chunks")])?.text();
    equal("chunks", chunks.as_str(), "chunk 0\nchunk 1\nchunk 2\nchunk 3\nchunk 4\n")?;
    for framing in ["Accept: */*", "Transfer-Encoding: chunked"] {
        let answer = curl(&["-T", &path, "-H", framing, &at("/upload")])?.text();
        contains(&answer, &format!("\"bytes\":{FILE_BYTES},"))?;
    }
    contains(&curl(&["-I", &at("/file")])?.text(), &format!("ength: {FILE_BYTES}\r\n"))
}

/// Two thousand requests, twenty at a time, all of which succeed.
fn flood(address: &str) -> Result<(), String> {
    let said = run("ab", &["-q", "-k", "-n", "2000", "-c", "20", address])?.text();
    equal("complete requests", number_after(&said, "Complete requests:")?, 2000)?;
    equal("failed requests", number_after(&said, "Failed requests:")?, 0)?;
    if said.contains("Non-2xx") { Err(said) } else { Ok(()) }
}

fn eventually(wanted: &str, ask: impl Fn() -> Result<String, String>) -> Result<(), String> {
    let deadline = Instant::now() + NOTICE_MAX;
    loop {
        let came = ask()?;
        if came == wanted {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(format!("still {came}, not {wanted}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// nginx in the foreground as one process, with everything that it writes in a folder of its own.
fn nginx(upstream: &str, location: &str) -> Result<Service, String> {
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let port = free_port().map_err(|error| error.to_string())?;
    let path = folder.path().display();
    let configuration = format!(
        "daemon off; master_process off; pid {path}/pid; error_log stderr;\n\
         events {{ worker_connections 512; }}\n\
         http {{ access_log off; client_body_temp_path {path}/body; proxy_temp_path {path}/proxy;\n\
         fastcgi_temp_path {path}/f; uwsgi_temp_path {path}/u; scgi_temp_path {path}/s;\n\
         {upstream}\nserver {{ listen 127.0.0.1:{port}; {location} }} }}\n"
    );
    let file = folder.path().join("nginx.conf");
    fs::write(&file, configuration).map_err(|error| error.to_string())?;
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder.path()).arg("-e").arg("stderr").arg("-c").arg(&file);
    Service::start(command, port, folder)
}
