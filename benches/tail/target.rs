//! Who is asked: runtimes as they come, and on several cores.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use ci_support::cores::Cores;
use ci_support::http::Client;
use ci_support::peers::{self, Peer};
use ci_support::procfs;
use ci_support::server::Server;

use crate::scenario::Scenario;

/// One of them.
pub struct Target {
    pub name: &'static str,
    peer: Peer,
    /// It runs on all cores.
    pub is_wide: bool,
}

/// One that serves a scenario. The upstream of a proxy goes with it.
pub struct Running {
    pub server: Server,
    /// Where it tells of itself.
    metrics: Option<SocketAddr>,
    upstream: Option<Server>,
}

impl Target {
    /// Those of this list that the machine has; it is said which are missing.
    ///
    /// # Errors
    /// A name that is none.
    pub fn all(list: &str, root: &Path) -> Result<Vec<Target>, String> {
        const KNOWN: &[(&str, &str)] = &[
            ("rnode", "rnode"),
            ("rnode-shards", "rnode"),
            ("node", "node"),
            ("node-cluster", "node"),
            ("bun", "bun"),
            ("deno", "deno"),
        ];
        let mut wanted = Vec::new();
        for name in list.split(',') {
            let known = KNOWN.iter().find(|(known, _)| *known == name);
            wanted.push(*known.ok_or_else(|| format!("--targets: there is no {name:?}"))?);
        }
        let mut names: Vec<&str> = wanted.iter().map(|(_, peer)| *peer).collect();
        names.sort_unstable();
        names.dedup();
        let found = peers::found(Path::new(env!("CARGO_BIN_EXE_rnode")), root, Some(&names.join(",")));
        found.iter().for_each(|peer| println!("{}: {}", peer.name, peer.version));
        let target = |(name, peer): (&'static str, &'static str)| {
            let peer = found.iter().find(|found| found.name == peer)?.clone();
            Some(Target { name, peer, is_wide: name.contains('-') })
        };
        Ok(wanted.into_iter().filter_map(target).collect())
    }

    /// The rnode that is built here, as the upstream of proxies.
    fn upstream(cores: &Cores, root: &Path) -> io::Result<Server> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rnode"));
        command.arg(root.join("benches/load/scripts/hello.js"));
        cores.on(cores.load, || Server::start(&mut command))
    }

    /// Starts it, on the server's core or on all.
    ///
    /// # Errors
    /// It does not come up.
    pub fn start(&self, scenario: &Scenario, cores: &Cores, root: &Path) -> io::Result<Running> {
        let script = scenario.script(root);
        let workers = cores.all.len().to_string();
        let (mut flags, mut metrics) = (Vec::new(), None);
        if self.peer.name == "rnode" {
            let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
            flags.extend(["--metrics".to_owned(), free.to_string()]);
            metrics = Some(free);
        }
        if self.name == "rnode-shards" {
            flags.extend(["--shards".to_owned(), workers.clone()]);
        }
        let mut command = if self.name == "node-cluster" {
            let mut command = self.peer.command(&flags, &root.join("benches/tail/scripts/cluster.js"));
            command.arg(&script).env("TAIL_WORKERS", &workers);
            command
        } else {
            self.peer.command(&flags, &script)
        };
        let upstream = scenario.has_upstream.then(|| Target::upstream(cores, root)).transpose()?;
        if let Some(upstream) = &upstream {
            command.arg(upstream.address.port().to_string());
        }
        let mut start = || Server::start(&mut command);
        let server = if self.is_wide { start()? } else { cores.on(cores.server, start)? };
        Ok(Running { server, metrics, upstream })
    }
}

impl Running {
    /// Of all its processes: user and system, in seconds.
    pub fn cpu_seconds(&self) -> f64 {
        procfs::group(self.server.pid()).into_iter().filter_map(procfs::cpu_seconds).sum()
    }

    /// The upstream's.
    pub fn upstream_seconds(&self) -> f64 {
        self.upstream.as_ref().and_then(|upstream| procfs::cpu_seconds(upstream.pid())).unwrap_or(0.0)
    }

    /// How many collections of cycles there were so far, where it tells.
    pub fn collections(&self) -> Option<u64> {
        let mut client = Client::connect(self.metrics?, Duration::from_secs(5)).ok()?;
        client.send(b"GET /metrics HTTP/1.1\r\nhost: metrics\r\n\r\n").ok()?;
        let text = String::from_utf8(client.response(false).ok()?.body).ok()?;
        let counts = text.lines().filter(|line| line.starts_with("rnode_collection_seconds_count{"));
        Some(counts.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum::<f64>() as u64)
    }
}
