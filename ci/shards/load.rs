//! Keep-alive connections at full load, each on a thread of its own, that count what fails.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const SILENCE_MAX: Duration = Duration::from_secs(20);
const STACK_BYTES: usize = 64 << 10;
/// Shards that are told apart.
pub const SHARDS: usize = 2;

/// Connections that ask for `/` again and again.
pub struct Load {
    counts: Arc<Counts>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Counts {
    stopped: AtomicBool,
    requests: AtomicU64,
    longest_us: [AtomicU64; SHARDS],
    failures: Mutex<Vec<Failure>>,
}

/// A request that was sent and not answered.
#[derive(Debug)]
pub struct Failure {
    /// Who had answered on that connection before.
    pub shard: Option<usize>,
    /// What happened to it. Only read by whoever prints it.
    #[allow(dead_code, reason = "for the report")]
    pub reason: String,
}

impl Load {
    /// Opens the connections.
    pub fn start(address: SocketAddr, connections: usize) -> Load {
        let counts = Arc::new(Counts::default());
        let threads = (0..connections)
            .map(|_| {
                let counts = counts.clone();
                let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
                thread.spawn(move || run(address, &counts)).expect("the machine has room for small threads")
            })
            .collect();
        Load { counts, threads }
    }

    /// Requests that were answered so far.
    pub fn requests(&self) -> u64 {
        self.counts.requests.load(Ordering::Relaxed)
    }

    /// The longest that a request to the shard took since this was asked last.
    pub fn take_longest(&self, shard: usize) -> Duration {
        Duration::from_micros(self.counts.longest_us[shard].swap(0, Ordering::Relaxed))
    }

    /// Waits until so many more requests were answered.
    ///
    /// # Errors
    /// It takes too long.
    pub fn more(&self, requests: u64) -> Result<(), String> {
        let (goal, end) = (self.requests() + requests, Instant::now() + SILENCE_MAX);
        while self.requests() < goal {
            if Instant::now() > end {
                return Err(format!("{} requests were answered, and no more", self.requests()));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Lets each connection end with the answer to its present request.
    pub fn stop(self) -> Vec<Failure> {
        self.counts.stopped.store(true, Ordering::Relaxed);
        self.wait()
    }

    /// Waits until nobody listens any more.
    pub fn wait(self) -> Vec<Failure> {
        for thread in self.threads {
            thread.join().expect("no thread panics");
        }
        std::mem::take(&mut *self.counts.failures.lock().expect("no thread panics"))
    }
}

fn run(address: SocketAddr, counts: &Counts) {
    while !counts.stopped.load(Ordering::Relaxed) {
        // Refused: nobody listens, which is how a load ends that its server outlives.
        let stream = match TcpStream::connect(address) {
            Ok(stream) => stream,
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => return,
            Err(error) => {
                return counts.fail(None, format!("connecting: {error}"));
            }
        };
        stream.set_read_timeout(Some(SILENCE_MAX)).expect("a timeout is no zero");
        let mut last = None;
        if let Err(error) = use_up(stream, counts, &mut last) {
            counts.fail(last, error.to_string());
        }
    }
}

impl Counts {
    fn fail(&self, shard: Option<usize>, reason: String) {
        self.failures.lock().expect("no thread panics").push(Failure { shard, reason });
    }
}

/// Sends requests until the server says that the connection ends.
fn use_up(mut stream: TcpStream, counts: &Counts, last: &mut Option<usize>) -> io::Result<()> {
    let mut buffer = [0; 1024];
    while !counts.stopped.load(Ordering::Relaxed) {
        let begun = Instant::now();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: shards\r\n\r\n")?;
        let mut length = 0;
        let (is_last, shard) = loop {
            match stream.read(&mut buffer[length..])? {
                0 => return Err(io::Error::other("closed without an answer")),
                read => length += read,
            }
            if let Some(answer) = parse(&buffer[..length]) {
                break answer;
            }
        };
        let took = u64::try_from(begun.elapsed().as_micros()).expect("no request takes an age");
        counts.longest_us[shard].fetch_max(took, Ordering::Relaxed);
        counts.requests.fetch_add(1, Ordering::Relaxed);
        *last = Some(shard);
        if is_last {
            return Ok(());
        }
    }
    Ok(())
}

/// Whether the answer is its connection's last, and which shard it is from; the body is one digit.
fn parse(bytes: &[u8]) -> Option<(bool, usize)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let shard = body.parse().ok()?;
    Some((head.to_ascii_lowercase().contains("connection: close"), shard))
}
