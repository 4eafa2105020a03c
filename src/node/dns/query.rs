//! One query: asked over UDP, of one server after the other, and over TCP where the answer does not fit.

use std::cell::{Cell, RefCell};
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;

use hickory_proto::op::{Message, Query as Question, ResponseCode};
use hickory_proto::rr::{Name, RecordType};
use shards::net::{BindOptions, ConnectOptions, Connecting, Datagram, Stream, connect_tcp};
use shards::{Events, Expires, Interest, Registration, Source, TimerKey};

use super::channel::Channel;
use crate::runtime::{self, Hold};

const ANSWER_BYTES_MAX: usize = 65_535;

/// The codes that a query fails with are Node's.
pub type Outcome = Result<Message, &'static str>;
type Done = Box<dyn FnOnce(Outcome)>;

enum Transport {
    Udp(Datagram),
    Connecting(Connecting),
    Tcp(Stream, Vec<u8>),
}

/// See the module's page.
pub struct Query {
    channel: Rc<Channel>,
    question: Question,
    id: u16,
    attempt: Cell<u32>,
    server: Cell<Option<SocketAddr>>,
    failure: Cell<&'static str>,
    timer: Cell<Option<TimerKey>>,
    // Dropped before what it watches.
    registration: RefCell<Option<Registration>>,
    transport: RefCell<Option<Transport>>,
    hold: RefCell<Option<Hold>>,
    done: RefCell<Option<Done>>,
}

impl Query {
    /// Asks. `done` is called from the loop, never from within the call.
    ///
    /// # Errors
    /// `EBADNAME` for what is no name.
    pub fn start(
        channel: &Rc<Channel>,
        name: &str,
        kind: RecordType,
        done: impl FnOnce(Outcome) + 'static,
    ) -> Result<(), &'static str> {
        let mut name = Name::from_ascii(name).map_err(|_| "EBADNAME")?;
        name.set_fqdn(true);
        let query = Rc::new(Query {
            channel: channel.clone(),
            question: Question::query(name, kind),
            id: random_id(),
            attempt: Cell::new(0),
            server: Cell::new(None),
            failure: Cell::new("UNKNOWN_ARES_ERROR"),
            timer: Cell::new(None),
            registration: RefCell::new(None),
            transport: RefCell::new(None),
            hold: RefCell::new(Some(Hold::named("QUERYWRAP"))),
            done: RefCell::new(Some(Box::new(done))),
        });
        channel.add(&query);
        // Also keeps the query until its first socket does.
        runtime::current().on_ending(move |_| query.ask());
        Ok(())
    }

    pub fn is_pending(&self) -> bool {
        self.done.borrow().is_some()
    }

    /// Ends the query with a code.
    pub fn fail(self: &Rc<Self>, code: &'static str) {
        let query = self.clone();
        self.stop();
        self.failure.set(code);
        runtime::current().on_ending(move |_| query.finish(Err(code)));
    }

    fn finish(&self, outcome: Outcome) {
        self.stop();
        drop(self.hold.take());
        let done = self.done.take();
        if let Some(done) = done {
            done(outcome);
        }
    }

    fn stop(&self) {
        self.registration.take();
        self.transport.take();
        if let Some(timer) = self.timer.take() {
            runtime::current().shard().timers().cancel(timer);
        }
    }

    fn packet(&self) -> Option<Vec<u8>> {
        let mut message = Message::new();
        message.set_id(self.id).set_recursion_desired(true).add_query(self.question.clone());
        message.to_vec().ok()
    }

    // Asks the next server that can be reached.
    fn ask(self: &Rc<Self>) {
        while self.is_pending() {
            self.stop();
            let Some((server, timeout_ms)) = self.channel.attempt(self.attempt.replace(self.attempt.get() + 1)) else {
                return self.finish(Err(self.failure.get()));
            };
            self.server.set(Some(server));
            let shard = runtime::current().shard().clone();
            self.timer.set(Some(shard.timers().arm(shard.now_ms() + timeout_ms, self.clone())));
            match self.ask_udp(server) {
                Ok(()) => return,
                Err(error) => self.failure.set(code_of(&error)),
            }
        }
    }

    fn ask_udp(self: &Rc<Self>, server: SocketAddr) -> io::Result<()> {
        let packet = self.packet().ok_or_else(|| io::Error::from_raw_os_error(libc::EINVAL))?;
        let socket = Datagram::new(server.is_ipv6())?;
        if let Some(local) = self.channel.local_for(server) {
            socket.bind(local, BindOptions::default())?;
        }
        socket.connect(server)?;
        socket.send(&[io::IoSlice::new(&packet)], None)?;
        let registration = runtime::current().shard().reactor().register(&socket, Interest::READ, self.clone())?;
        self.watch(registration, Transport::Udp(socket));
        Ok(())
    }

    fn ask_tcp(self: &Rc<Self>, server: SocketAddr) -> io::Result<()> {
        let options = ConnectOptions { local: self.channel.local_for(server), nodelay: true };
        let connecting = connect_tcp(server, &options)?;
        let registration = runtime::current().shard().reactor().register(&connecting, Interest::WRITE, self.clone())?;
        self.watch(registration, Transport::Connecting(connecting));
        Ok(())
    }

    fn watch(&self, registration: Registration, transport: Transport) {
        self.registration.replace(Some(registration));
        self.transport.replace(Some(transport));
    }

    fn failed(self: &Rc<Self>, error: &io::Error) {
        self.failure.set(code_of(error));
        self.ask();
    }

    /// What has come: the answer, nonsense, or the wish to be asked otherwise.
    fn answered(self: &Rc<Self>, bytes: &[u8], truncatable: bool) {
        let is_ours = bytes.len() >= 2 && u16::from_be_bytes([bytes[0], bytes[1]]) == self.id;
        if !is_ours {
            return;
        }
        let Ok(message) = Message::from_vec(bytes) else { return self.finish(Err("EBADRESP")) };
        if let Some(question) = message.query()
            && (question.name() != self.question.name() || question.query_type() != self.question.query_type())
        {
            return;
        }
        if message.truncated() && truncatable {
            self.registration.take();
            self.transport.take();
            if let Some(server) = self.server.get()
                && let Err(error) = self.ask_tcp(server)
            {
                self.failed(&error);
            }
            return;
        }
        let retry = |code| {
            self.failure.set(code);
            self.ask();
        };
        match message.response_code() {
            ResponseCode::NoError if message.answers().is_empty() => self.finish(Err("ENODATA")),
            ResponseCode::NoError => self.finish(Ok(message)),
            ResponseCode::NXDomain => self.finish(Err("ENOTFOUND")),
            ResponseCode::FormErr => self.finish(Err("EFORMERR")),
            ResponseCode::ServFail => retry("ESERVFAIL"),
            ResponseCode::NotImp => retry("ENOTIMP"),
            ResponseCode::Refused => retry("EREFUSED"),
            _ => self.finish(Err("EBADRESP")),
        }
    }

    fn read_udp(self: &Rc<Self>, socket: Datagram) {
        let mut buffer = vec![0; ANSWER_BYTES_MAX];
        let outcome = socket.receive(&mut buffer);
        // Only an answer, or its absence, ends the wait.
        self.transport.replace(Some(Transport::Udp(socket)));
        match outcome {
            Ok((length, _)) => self.answered(&buffer[..length], true),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => self.failed(&error),
        }
    }

    fn connected(self: &Rc<Self>, connecting: Connecting) -> io::Result<()> {
        self.registration.take();
        let stream = connecting.finish()?;
        let packet = self.packet().unwrap_or_default();
        let mut framed = u16::try_from(packet.len()).unwrap_or(0).to_be_bytes().to_vec();
        framed.extend_from_slice(&packet);
        // So little fits into a fresh connection's buffer.
        if stream.write(&framed)? < framed.len() {
            return Err(io::Error::from_raw_os_error(libc::ECONNRESET));
        }
        let registration = runtime::current().shard().reactor().register(&stream, Interest::READ, self.clone())?;
        self.watch(registration, Transport::Tcp(stream, Vec::new()));
        Ok(())
    }

    fn read_tcp(self: &Rc<Self>, stream: Stream, mut bytes: Vec<u8>) {
        let mut buffer = vec![0; ANSWER_BYTES_MAX];
        match stream.read(&mut buffer) {
            Ok(0) => return self.failed(&io::Error::from_raw_os_error(libc::ECONNRESET)),
            Ok(length) => bytes.extend_from_slice(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return self.failed(&error),
        }
        let expected = bytes.get(..2).map(|length| 2 + usize::from(u16::from_be_bytes([length[0], length[1]])));
        let whole = expected.filter(|expected| bytes.len() >= *expected).map(|expected| bytes[2..expected].to_vec());
        self.transport.replace(Some(Transport::Tcp(stream, bytes)));
        if let Some(whole) = whole {
            self.answered(&whole, false);
        }
    }
}

impl Source for Query {
    fn ready(self: Rc<Self>, _events: Events) {
        let transport = self.transport.take();
        match transport {
            Some(Transport::Udp(socket)) => self.read_udp(socket),
            Some(Transport::Connecting(connecting)) => {
                if let Err(error) = self.connected(connecting) {
                    self.failed(&error);
                }
            }
            Some(Transport::Tcp(stream, bytes)) => self.read_tcp(stream, bytes),
            None => {}
        }
    }
}

impl Expires for Query {
    fn expired(self: Rc<Self>, key: TimerKey, _now_ms: u64) {
        if self.timer.get() == Some(key) {
            self.timer.set(None);
            self.failure.set("ETIMEOUT");
            self.ask();
        }
    }
}

fn code_of(error: &io::Error) -> &'static str {
    match error.raw_os_error() {
        Some(libc::ETIMEDOUT) => "ETIMEOUT",
        _ => "ECONNREFUSED",
    }
}

fn random_id() -> u16 {
    let mut bytes = [0; 2];
    // Without the kernel's randomness there is none to be had; ids of datagrams then repeat.
    let _ = rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty());
    u16::from_ne_bytes(bytes)
}
