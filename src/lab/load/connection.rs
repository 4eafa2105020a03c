//! One connection of the generator: sends what the worker gives it, and reads responses.
//!
//! A read takes what is there, the codec's parser goes over it, and of a response only its end, its status and whether
//! the connection goes on are looked at, unless a script wants more. What is next leaves with one write, once all
//! responses that have come were read: a response that waits while requests of others are written would seem slow.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::rc::Rc;

use shards::clock::monotonic_ns;
use shards::net::{ConnectOptions, Connecting, Stream, connect_tcp};
use shards::{Events, Expires, Interest, Registration, Source, TimerKey};

use super::core::Core;
use super::plan::Response;
use super::tally::Failure;
use super::worker::Worker;
use crate::http::codec::{Disposition, Event, Parser};

/// Between two tries to connect.
const RETRY_MS: u64 = 100;

/// See the module's page.
pub(super) struct Connection {
    worker: Rc<Worker>,
    index: usize,
    state: RefCell<State>,
}

struct State {
    // Declared, and so dropped, before what it watches.
    registration: Option<Registration>,
    link: Link,
    parser: Parser,
    /// Requests on their way, the one whose response is due first.
    flight: VecDeque<Flight>,
    /// What the kernel did not take yet.
    unsent: Vec<u8>,
    /// When there was last nothing on its way.
    idle_since_ns: u64,
    answer: Answer,
}

enum Link {
    Down,
    Connecting { connecting: Connecting, began_ns: u64 },
    Up(Stream),
}

#[derive(Clone, Copy)]
struct Flight {
    number: u64,
    intended_ns: u64,
    sent_ns: u64,
    first_byte_ns: u64,
    head_only: bool,
}

/// The response that is being read, as far as somebody wants to know.
#[derive(Default)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Connection {
    pub(super) fn new(worker: Rc<Worker>, index: usize) -> Rc<Connection> {
        let state = State {
            registration: None,
            link: Link::Down,
            parser: Parser::response(),
            flight: VecDeque::new(),
            unsent: Vec::new(),
            idle_since_ns: 0,
            answer: Answer::default(),
        };
        Rc::new(Connection { worker, index, state: RefCell::new(state) })
    }

    /// Begins to connect; what comes of it is told to the worker.
    pub(super) fn connect(self: &Rc<Self>, core: &mut Core) {
        let mut state = self.state.borrow_mut();
        let began_ns = monotonic_ns();
        let options = ConnectOptions { nodelay: true, local: None };
        let made = connect_tcp(self.worker.plan.target.origin.address, &options).map_err(io::Error::from).and_then(|connecting| {
            let registration = self.worker.shard.reactor().register(&connecting, Interest::WRITE, self.clone())?;
            Ok((connecting, registration))
        });
        match made {
            Ok((connecting, registration)) => {
                state.registration = Some(registration);
                state.link = Link::Connecting { connecting, began_ns };
            }
            Err(_) => self.refused(&mut state, core, Failure::Connect),
        }
    }

    /// Ends it, for good.
    pub(super) fn close(&self) {
        let mut state = self.state.borrow_mut();
        state.registration = None;
        state.link = Link::Down;
    }

    /// Sends what the worker has for it, at most so many requests.
    pub(super) fn start(self: &Rc<Self>, core: &mut Core, now_ns: u64, most: usize) {
        let mut state = self.state.borrow_mut();
        self.fill(&mut state, core, now_ns, most);
    }

    /// Gives up what takes too long.
    pub(super) fn sweep(self: &Rc<Self>, core: &mut Core, now_ns: u64) {
        let mut state = self.state.borrow_mut();
        let limit = self.worker.timeout_ns;
        match &state.link {
            Link::Connecting { began_ns, .. } if now_ns.saturating_sub(*began_ns) > limit => {
                self.refused(&mut state, core, Failure::Timeout);
            }
            Link::Up(_) if state.flight.front().is_some_and(|first| now_ns.saturating_sub(first.sent_ns) > limit) => {
                self.fail(&mut state, core, Failure::Timeout, now_ns);
            }
            _ => {}
        }
    }

    /// Counts what is on its way as what it has become: unfinished.
    pub(super) fn abandon(&self, core: &mut Core, now_ns: u64) {
        let mut state = self.state.borrow_mut();
        for flight in state.flight.drain(..) {
            core.unfinished(flight.intended_ns, now_ns);
        }
    }

    /// No connection was made.
    fn refused(self: &Rc<Self>, state: &mut State, core: &mut Core, failure: Failure) {
        state.registration = None;
        state.link = Link::Down;
        core.refused(failure);
        self.worker.shard.timers().arm(self.worker.shard.now_ms() + RETRY_MS, self.clone());
    }

    /// The connection is no good any more; all that is on its way fails.
    fn fail(self: &Rc<Self>, state: &mut State, core: &mut Core, failure: Failure, now_ns: u64) {
        for flight in std::mem::take(&mut state.flight) {
            core.failed(failure, flight.intended_ns, flight.sent_ns, now_ns);
        }
        self.again(state, core);
    }

    /// Another connection in its place.
    fn again(self: &Rc<Self>, state: &mut State, core: &mut Core) {
        state.registration = None;
        state.link = Link::Down;
        core.not_idle(self.index);
        // In the loop: the server may refuse for ever.
        core.reconnect.push(self.index);
    }

    /// Asks the worker for at most so many requests as long as there is room, and sends them.
    fn fill(self: &Rc<Self>, state: &mut State, core: &mut Core, now_ns: u64, most: usize) {
        if !matches!(state.link, Link::Up(_)) {
            return;
        }
        let depth = self.worker.plan.pipeline;
        let before = state.flight.len();
        let room = depth.min(before.saturating_add(most));
        core.out.clear();
        let mut alone = None;
        while state.flight.len() < room {
            let Some((intended_ns, number)) = core.take_start(now_ns, state.idle_since_ns) else { break };
            let ready = match self.worker.request(number, core) {
                Ok(ready) => ready,
                Err(reason) => return core.abort(reason),
            };
            match ready.fixed {
                // A lone request that is ready goes out as it lies there.
                Some(bytes) if depth == 1 => alone = Some(bytes),
                Some(bytes) => core.out.extend_from_slice(bytes),
                None => {}
            }
            let flight = Flight { number, intended_ns, sent_ns: now_ns, first_byte_ns: 0, head_only: ready.head_only };
            state.flight.push_back(flight);
        }
        if state.flight.len() > before {
            let out = std::mem::take(&mut core.out);
            self.send(state, core, alone.unwrap_or(&out), now_ns);
            core.out = out;
        }
        if state.flight.len() < depth && matches!(state.link, Link::Up(_)) {
            core.idle(self.index);
        }
    }

    fn send(self: &Rc<Self>, state: &mut State, core: &mut Core, bytes: &[u8], now_ns: u64) {
        if !state.unsent.is_empty() {
            return state.unsent.extend_from_slice(bytes);
        }
        let Link::Up(stream) = &state.link else { unreachable!("only an open connection sends") };
        match stream.write(bytes) {
            Ok(length) => {
                core.tally.bytes_written += length as u64;
                if length < bytes.len() {
                    state.unsent.extend_from_slice(&bytes[length..]);
                    self.watch(state, Interest::READ_WRITE);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                state.unsent.extend_from_slice(bytes);
                self.watch(state, Interest::READ_WRITE);
            }
            Err(_) => self.fail(state, core, Failure::Reset, now_ns),
        }
    }

    fn watch(&self, state: &State, interest: Interest) {
        let registration = state.registration.as_ref().expect("an open connection is watched");
        registration.modify(interest).expect("the kernel watches what it has watched before");
    }

    fn connected(self: &Rc<Self>, core: &mut Core) {
        let mut guard = self.state.borrow_mut();
        let state = &mut *guard;
        let Link::Connecting { connecting, began_ns } = std::mem::replace(&mut state.link, Link::Down) else { return };
        let now_ns = monotonic_ns();
        match connecting.finish() {
            Ok(stream) => {
                core.connected(now_ns - began_ns);
                state.link = Link::Up(stream);
                state.parser = Parser::response();
                state.unsent.clear();
                state.idle_since_ns = now_ns;
                self.watch(state, Interest::READ);
                core.idle(self.index);
            }
            Err(_) => self.refused(state, core, Failure::Connect),
        }
    }

    fn writable(self: &Rc<Self>, state: &mut State, core: &mut Core) {
        let Link::Up(stream) = &state.link else { return };
        match stream.write(&state.unsent) {
            Ok(length) => {
                core.tally.bytes_written += length as u64;
                state.unsent.drain(..length);
                if state.unsent.is_empty() {
                    self.watch(state, Interest::READ);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => self.fail(state, core, Failure::Reset, monotonic_ns()),
        }
    }

    fn readable(self: &Rc<Self>, state: &mut State, core: &mut Core) {
        let Link::Up(stream) = &state.link else { return };
        let mut scratch = std::mem::take(&mut core.scratch);
        let read = stream.read(&mut scratch);
        let now_ns = monotonic_ns();
        match read {
            Ok(0) => self.ended(state, core, now_ns),
            Ok(length) => {
                core.tally.bytes_read += length as u64;
                match self.parse(state, core, &scratch[..length], now_ns) {
                    Ok(true) => core.idle(self.index),
                    Ok(false) => self.again(state, core),
                    Err(failure) => self.fail(state, core, failure, now_ns),
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => self.fail(state, core, Failure::Reset, now_ns),
        }
        core.scratch = scratch;
    }

    /// False if the connection is to be replaced.
    fn parse(&self, state: &mut State, core: &mut Core, data: &[u8], now_ns: u64) -> Result<bool, Failure> {
        let looks = core.looks;
        let mut at = 0;
        loop {
            let Some(first) = state.flight.front_mut() else {
                // Bytes that nobody has asked for.
                return if at == data.len() { Ok(true) } else { Err(Failure::Protocol) };
            };
            if first.first_byte_ns == 0 && at < data.len() {
                first.first_byte_ns = now_ns;
            }
            match state.parser.step(data, &mut at) {
                Ok(Event::More) => return Ok(true),
                Ok(Event::Head(head)) => {
                    state.answer.status = head.status();
                    if looks {
                        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                        state.answer.headers =
                            head.fields().iter().map(|(name, value)| (text(name), text(value))).collect();
                        state.answer.body.clear();
                    }
                    if first.head_only {
                        state.parser.dispose(Disposition::NoBody);
                    }
                }
                Ok(Event::Body(body)) => {
                    if looks {
                        state.answer.body.extend_from_slice(body);
                    }
                }
                Ok(Event::End { keep_alive, .. }) => {
                    // Another response follows one that only informs.
                    if matches!(state.answer.status, 100..=199) {
                        continue;
                    }
                    self.answered(state, core, now_ns);
                    if !keep_alive {
                        // Requests that were sent behind this one are never answered.
                        for flight in std::mem::take(&mut state.flight) {
                            core.failed(Failure::Reset, flight.intended_ns, flight.sent_ns, now_ns);
                        }
                        return Ok(false);
                    }
                }
                Ok(Event::Upgrade) | Err(_) => return Err(Failure::Protocol),
            }
        }
    }

    fn answered(&self, state: &mut State, core: &mut Core, now_ns: u64) {
        let flight = state.flight.pop_front().expect("a response answers a request");
        state.idle_since_ns = now_ns;
        let status = state.answer.status;
        let content = core.answered(status, flight.intended_ns, flight.sent_ns, flight.first_byte_ns, now_ns);
        if core.looks && content {
            let Answer { headers, body, .. } = &state.answer;
            let response = Response { number: flight.number, status, headers, body };
            if let Err(message) = self.worker.check(&response) {
                core.unchecked(message);
            }
        }
    }

    fn ended(self: &Rc<Self>, state: &mut State, core: &mut Core, now_ns: u64) {
        // A body without another end ends with the connection.
        if state.parser.finish() == Ok(true) && !state.flight.is_empty() {
            self.answered(state, core, now_ns);
        }
        self.fail(state, core, Failure::Reset, now_ns);
    }
}

impl Source for Connection {
    fn ready(self: Rc<Self>, events: Events) {
        let mut guard = self.worker.core.borrow_mut();
        let core = &mut *guard;
        if matches!(self.state.borrow().link, Link::Connecting { .. }) {
            return self.connected(core);
        }
        let mut state = self.state.borrow_mut();
        if events.writable() && !state.unsent.is_empty() {
            self.writable(&mut state, core);
        }
        if events.readable() {
            self.readable(&mut state, core);
        }
    }
}

impl Expires for Connection {
    fn expired(self: Rc<Self>, _key: TimerKey, _now_ms: u64) {
        let worker = self.worker.clone();
        let mut core = worker.core.borrow_mut();
        if !core.is_over() {
            core.retries();
            self.connect(&mut core);
        }
    }
}
