//! Two ways for a shard to sleep, side by side: in its own epoll, and (while a task
//! lives) in the executor's ring, which waits for that epoll. An echo server on one
//! core, a load generator on another; the server's CPU time per request is its
//! thread's own accounting.
//!
//! `cargo bench -p shards --bench parking -- 2000` runs each case for 2000 ms, three
//! rounds interleaved, medians; without an argument a few milliseconds, as a test.
//! `Epoll`, `Ring` or `EpollSpin` as a further argument measures that one only.

use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use shards::net::{ListenOptions, Stream, listen_tcp};
use shards::{Events, Interest, Phase, Registration, Shard, ShardOptions, Source, Topology};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Parking {
    Epoll,
    EpollSpin,
    Ring,
}

const ALL: [Parking; 3] = [Parking::Epoll, Parking::Ring, Parking::EpollSpin];

impl Parking {
    fn is(self, name: &str) -> bool {
        format!("{self:?}") == name
    }
}

/// `gap`: zero for the closed loop, otherwise the pause before each request.
#[derive(Clone, Copy)]
struct Load {
    connections: usize,
    gap: Duration,
}

struct Outcome {
    requests: u64,
    elapsed: Duration,
    server_cpu: Duration,
    waits: u64,
    switches: u64,
    latencies: Vec<u32>,
}

const MESSAGE: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

fn main() {
    shards::init_process();
    let ms: u64 = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(5);
    let rounds = if ms < 100 { 1 } else { 3 };
    println!("closed loop, one request per connection on the way");
    for connections in [1, 8, 50, 200] {
        compare(rounds, ms, Load { connections, gap: Duration::ZERO });
    }
    println!("paced: the server sleeps before each request");
    for connections in [1, 8, 50, 200] {
        compare(rounds, ms, Load { connections, gap: Duration::from_micros(100) });
    }
}

fn compare(rounds: usize, ms: u64, load: Load) {
    let mut outcomes: Vec<(Parking, Outcome)> = Vec::new();
    let chosen = |parking: &Parking| {
        let mut names = std::env::args().skip(1).filter(|name| ALL.iter().any(|all| all.is(name)));
        names.next().is_none_or(|name| parking.is(&name))
    };
    for _ in 0..rounds {
        for parking in ALL.into_iter().filter(chosen) {
            outcomes.push((parking, measure(parking, load, Duration::from_millis(ms))));
        }
    }
    for parking in ALL.into_iter().filter(chosen) {
        let median = |value: &dyn Fn(&Outcome) -> f64| {
            let mut values: Vec<f64> =
                outcomes.iter().filter(|(of, _)| *of == parking).map(|(_, o)| value(o)).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        println!(
            "{:4} connections  {:9}  {:6.2} us CPU  {:6.0} requests/s  p50 {:4.0} us  p99 {:4.0} us  \
             {:.2} waits  {:.2} sleeps per request",
            load.connections,
            format!("{parking:?}"),
            median(&|o| o.server_cpu.as_secs_f64() * 1e6 / o.requests as f64),
            median(&|o| o.requests as f64 / o.elapsed.as_secs_f64()),
            median(&|o| percentile(&o.latencies, 0.50)),
            median(&|o| percentile(&o.latencies, 0.99)),
            median(&|o| o.waits as f64 / o.requests as f64),
            median(&|o| o.switches as f64 / o.requests as f64),
        );
    }
}

fn percentile(sorted: &[u32], fraction: f64) -> f64 {
    let at = (sorted.len() as f64 * fraction) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).map_or(0.0, |ns| f64::from(*ns) / 1000.0)
}

fn measure(parking: Parking, load: Load, time: Duration) -> Outcome {
    let topology = Topology::detect();
    let spin = if parking == Parking::EpollSpin { Duration::from_micros(50) } else { Duration::ZERO };
    let options = ShardOptions { spin, ..ShardOptions::default() }.for_shard(0, &topology);
    let (sender, receiver) = mpsc::channel();
    let handle = shards::start(options, move |shard| async move {
        if parking == Parking::Ring {
            shard.spawn(std::future::pending());
        }
        let server = Server::start(&shard);
        sender.send((server.address(), shard.remote().clone())).expect("awaited");
        let cpu = clock_gettime(ClockId::ThreadCPUTime);
        let (waits, switches) = (shard.reactor().waits(), voluntary_switches());
        while shard.phase() == Phase::Running {
            shard.turn(None).await.expect("turns");
        }
        let end = clock_gettime(ClockId::ThreadCPUTime);
        let ns = (end.tv_sec - cpu.tv_sec) * 1_000_000_000 + (end.tv_nsec - cpu.tv_nsec);
        (ns as u64, shard.reactor().waits() - waits, voluntary_switches() - switches)
    })
    .expect("starts");
    let (address, remote) = receiver.recv().expect("started");
    let client_core = topology.core(1);
    let client = std::thread::spawn(move || {
        core_affinity::set_for_current(core_affinity::CoreId { id: client_core });
        generate(address, load, time)
    });
    let (requests, elapsed, mut latencies) = client.join().expect("has run");
    remote.stop();
    let (cpu_ns, waits, switches) = handle.join().expect("ends well");
    latencies.sort_unstable();
    let server_cpu = Duration::from_nanos(cpu_ns);
    Outcome { requests, elapsed, server_cpu, waits, switches, latencies }
}

/// The load generator: epoll for the closed loop, blocking sockets for the paced one.
fn generate(address: SocketAddr, load: Load, time: Duration) -> (u64, Duration, Vec<u32>) {
    let streams: Vec<TcpStream> = (0..load.connections)
        .map(|_| {
            let stream = TcpStream::connect(address).expect("connects");
            stream.set_nodelay(true).expect("sets");
            stream
        })
        .collect();
    if load.gap.is_zero() { closed_loop(streams, time) } else { paced(streams, load.gap, time) }
}

fn closed_loop(mut streams: Vec<TcpStream>, time: Duration) -> (u64, Duration, Vec<u32>) {
    use rustix::event::epoll;
    let poll = epoll::create(epoll::CreateFlags::CLOEXEC).expect("creates");
    let mut sent = vec![Instant::now(); streams.len()];
    for (at, stream) in streams.iter_mut().enumerate() {
        let data = epoll::EventData::new_u64(at as u64);
        epoll::add(&poll, &*stream, data, epoll::EventFlags::IN).expect("adds");
        stream.write_all(MESSAGE).expect("writes");
    }
    let begin = Instant::now();
    let mut latencies = Vec::new();
    let mut events = Vec::with_capacity(256);
    let mut buffer = [0; 256];
    while begin.elapsed() < time {
        epoll::wait(&poll, rustix::buffer::spare_capacity(&mut events), None).expect("waits");
        for event in events.drain(..) {
            let at = event.data.u64() as usize;
            let count = streams[at].read(&mut buffer).expect("reads");
            assert_eq!(count, MESSAGE.len());
            let now = Instant::now();
            latencies.push((now - sent[at]).as_nanos() as u32);
            sent[at] = now;
            streams[at].write_all(MESSAGE).expect("writes");
        }
    }
    (latencies.len() as u64, begin.elapsed(), latencies)
}

/// One request at a time, over each connection in turn, with a pause before each: the
/// server is asleep whenever one comes.
fn paced(mut streams: Vec<TcpStream>, gap: Duration, time: Duration) -> (u64, Duration, Vec<u32>) {
    let begin = Instant::now();
    let mut latencies = Vec::new();
    let mut buffer = [0; 256];
    let connections = streams.len();
    while begin.elapsed() < time {
        std::thread::sleep(gap);
        let stream = &mut streams[latencies.len() % connections];
        let sent = Instant::now();
        stream.write_all(MESSAGE).expect("writes");
        let count = stream.read(&mut buffer).expect("reads");
        assert_eq!(count, MESSAGE.len());
        latencies.push(sent.elapsed().as_nanos() as u32);
    }
    (latencies.len() as u64, begin.elapsed(), latencies)
}

/// The calling thread's sleeps.
fn voluntary_switches() -> u64 {
    let status = std::fs::read_to_string("/proc/thread-self/status").expect("is readable");
    let line = status.lines().find(|line| line.starts_with("voluntary_ctxt")).expect("is there");
    line.split_whitespace().nth(1).and_then(|count| count.parse().ok()).expect("a number")
}

struct Server {
    shard: std::rc::Weak<Shard>,
    listener: shards::net::Listener,
    registration: RefCell<Option<Registration>>,
}

impl Server {
    fn start(shard: &Rc<Shard>) -> Rc<Server> {
        let address = "127.0.0.1:0".parse().expect("an address");
        let server = Rc::new(Server {
            shard: Rc::downgrade(shard),
            listener: listen_tcp(address, &ListenOptions::default()).expect("listens"),
            registration: RefCell::new(None),
        });
        let registration = shard
            .reactor()
            .register(&server.listener, Interest::READ, server.clone())
            .expect("registered");
        server.registration.replace(Some(registration));
        server
    }

    fn address(&self) -> SocketAddr {
        self.listener.local_address().expect("bound").ip().expect("TCP")
    }
}

impl Source for Server {
    fn ready(self: Rc<Self>, _: Events) {
        let shard = self.shard.upgrade().expect("running");
        self.listener
            .accept(|accepted| {
                let echo = Rc::new(Echo { stream: accepted.stream, registration: Cell::new(None) });
                echo.stream.set_nodelay(true).expect("sets");
                let registration = shard
                    .reactor()
                    .register(&echo.stream, Interest::READ, echo.clone())
                    .expect("registered");
                echo.registration.set(Some(registration));
                true
            })
            .expect("accepts");
    }
}

struct Echo {
    stream: Stream,
    registration: Cell<Option<Registration>>,
}

impl Source for Echo {
    fn ready(self: Rc<Self>, _: Events) {
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer) {
            Ok(count) if count > 0 => {
                self.stream.write(&buffer[..count]).expect("small replies fit");
            }
            _ => drop(self.registration.take()),
        }
    }
}
