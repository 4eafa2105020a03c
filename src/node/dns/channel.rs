//! `ChannelWrap`: name servers, how they are asked, and the queries under way.

use std::cell::{Cell, RefCell};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::{Rc, Weak};

use super::query::Query;

/// Where name servers listen.
pub const DNS_PORT: u16 = 53;
/// For the first answer of a server; it doubles with each round.
const TIMEOUT_MS: u64 = 2_000;

/// See the module's page.
pub struct Channel {
    servers: RefCell<Vec<SocketAddr>>,
    timeout_ms: u64,
    tries: u32,
    /// Limits what the timeout grows to; 0 for no limit.
    timeout_ms_max: u64,
    local: Cell<(Option<Ipv4Addr>, Option<Ipv6Addr>)>,
    queries: RefCell<Vec<Weak<Query>>>,
}

impl Channel {
    /// A channel to the system's name servers. A negative timeout is the usual one.
    pub fn new(timeout_ms: i32, tries: u32, timeout_ms_max: u32) -> Channel {
        Channel {
            servers: RefCell::new(system_servers()),
            timeout_ms: u64::try_from(timeout_ms).unwrap_or(TIMEOUT_MS),
            tries,
            timeout_ms_max: timeout_ms_max.into(),
            local: Cell::default(),
            queries: RefCell::default(),
        }
    }

    pub fn servers(&self) -> Vec<SocketAddr> {
        self.servers.borrow().clone()
    }

    pub fn set_servers(&self, servers: Vec<SocketAddr>) {
        self.servers.replace(servers);
    }

    pub fn set_local(&self, v4: Option<Ipv4Addr>, v6: Option<Ipv6Addr>) {
        self.local.set((v4, v6));
    }

    /// The address to ask a server from, where one was chosen.
    pub fn local_for(&self, server: SocketAddr) -> Option<SocketAddr> {
        let (v4, v6) = self.local.get();
        match server {
            SocketAddr::V4(_) => v4.map(|ip| SocketAddr::new(IpAddr::V4(ip), 0)),
            SocketAddr::V6(_) => v6.map(|ip| SocketAddr::new(IpAddr::V6(ip), 0)),
        }
    }

    /// Whom to ask the `attempt`-th time, and how long to wait; none when it was asked often enough.
    pub fn attempt(&self, attempt: u32) -> Option<(SocketAddr, u64)> {
        let servers = self.servers.borrow();
        let count = u32::try_from(servers.len()).unwrap_or(u32::MAX);
        if count == 0 || attempt / count >= self.tries {
            return None;
        }
        let grown = self.timeout_ms << (attempt / count).min(16);
        let limit = if self.timeout_ms_max == 0 { u64::MAX } else { self.timeout_ms_max };
        Some((servers[(attempt % count) as usize], grown.min(limit)))
    }

    pub fn has_queries(&self) -> bool {
        self.queries.borrow().iter().any(|query| query.upgrade().is_some_and(|query| query.is_pending()))
    }

    pub fn add(&self, query: &Rc<Query>) {
        let mut queries = self.queries.borrow_mut();
        queries.retain(|query| query.strong_count() > 0);
        queries.push(Rc::downgrade(query));
    }

    /// Ends all queries with `ECANCELLED`.
    pub fn cancel(&self) {
        let queries = self.queries.take();
        for query in queries.iter().filter_map(Weak::upgrade) {
            query.fail("ECANCELLED");
        }
    }
}

/// The servers of `/etc/resolv.conf`; without any, this host.
fn system_servers() -> Vec<SocketAddr> {
    // A system without the file has no servers but its own, as one with an empty file.
    let text = fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let named = text.lines().filter_map(|line| line.trim().strip_prefix("nameserver")?.trim().parse::<IpAddr>().ok());
    let servers: Vec<SocketAddr> = named.map(|ip| SocketAddr::new(ip, DNS_PORT)).collect();
    if servers.is_empty() { vec![SocketAddr::from((Ipv4Addr::LOCALHOST, DNS_PORT))] } else { servers }
}

/// The names of an address in `/etc/hosts`, without the first, which is the host's own.
pub fn hosts_names(address: IpAddr) -> Option<Vec<String>> {
    let text = fs::read_to_string("/etc/hosts").unwrap_or_default();
    let mut names = Vec::new();
    for line in text.lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        if words.next().and_then(|word| word.parse::<IpAddr>().ok()) == Some(address) {
            names.extend(words.map(str::to_owned));
        }
    }
    if names.is_empty() { None } else { Some(names.split_off(1)) }
}
