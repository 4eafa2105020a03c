//! One connection: reading, parsing, telling the handler, and its end.
//!
//! As on the server's side, handlers are only called from the reactor's or a timer's
//! callback, never from within a method that the program calls.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::rc::Rc;

use shards::net::{Address, Stream};
use shards::{Events, Expires, Shard, Source, TimerKey};

use super::super::codec::encode::Body;
use super::super::codec::{Disposition, Event, Fields, Head, Parser};
use super::super::deadline::Deadline;
use super::super::wire::{Wire, with_scratch};
use super::{Failure, Handler, Options, Taken};

/// See the module's page. Handed around as an `Rc`; open until [`Handler::closed`].
pub struct Connection {
    shard: Rc<Shard>,
    handler: Rc<dyn Handler>,
    pub(super) wire: Wire,
    /// The request whose body is being written.
    pub(super) outgoing: Cell<Option<Outgoing>>,
    parser: RefCell<Parser>,
    /// Responses that are due, the one that is being read first.
    expected: RefCell<VecDeque<Expected>>,
    /// What the current response is.
    incoming: Cell<Incoming>,
    unparsed: RefCell<Vec<u8>>,
    busy: Cell<bool>,
    stage: Cell<Stage>,
    paused: Cell<bool>,
    peer_ended: Cell<bool>,
    drain_wanted: Cell<bool>,
    deadline: Deadline,
    timeout_ms: Cell<u64>,
    kick: Cell<Option<TimerKey>>,
    failure: Cell<Option<Failure>>,
    tag: Cell<usize>,
}

/// How a request's body is sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outgoing {
    pub has_body: bool,
    pub body: Body,
}

/// What a request means for its response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    head_only: bool,
    connect: bool,
    /// The request was the connection's last.
    last: bool,
}

impl Expected {
    pub(super) fn to(method: &[u8], last: bool) -> Expected {
        Expected { head_only: method == b"HEAD", connect: method == b"CONNECT", last }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Incoming {
    Nothing,
    Informational,
    Response,
    /// Told as a response, and ended as an upgrade.
    Upgrade,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Open,
    /// Closes when all is written.
    Ending,
    /// Closed, and the handler was not told yet.
    Closed,
    Gone,
}

impl Connection {
    /// Takes a connected stream.
    ///
    /// # Errors
    /// If the reactor cannot watch it; it is closed then.
    pub fn new(
        shard: Rc<Shard>,
        stream: Stream,
        handler: Rc<dyn Handler>,
        options: &Options,
    ) -> io::Result<Rc<Connection>> {
        let parser = Parser::response()
            .with_lenient(options.lenient)
            .with_header_bytes_max(options.header_bytes_max);
        let connection = Rc::new(Connection {
            shard,
            handler,
            wire: Wire::new(stream),
            outgoing: Cell::new(None),
            parser: RefCell::new(parser),
            expected: RefCell::default(),
            incoming: Cell::new(Incoming::Nothing),
            unparsed: RefCell::default(),
            busy: Cell::new(false),
            stage: Cell::new(Stage::Open),
            paused: Cell::new(false),
            peer_ended: Cell::new(false),
            drain_wanted: Cell::new(false),
            deadline: Deadline::default(),
            timeout_ms: Cell::new(0),
            kick: Cell::new(None),
            failure: Cell::new(None),
            tag: Cell::new(0),
        });
        connection.wire.attach(connection.shard.reactor(), connection.clone())?;
        Ok(connection)
    }

    /// The handler's own number for this connection.
    pub fn tag(&self) -> usize {
        self.tag.get()
    }

    pub fn set_tag(&self, tag: usize) {
        self.tag.set(tag);
    }

    pub fn is_open(&self) -> bool {
        matches!(self.stage.get(), Stage::Open | Stage::Ending)
    }

    /// Nothing is under way, in either direction.
    pub fn is_idle(&self) -> bool {
        self.outgoing.get().is_none() && self.expected.borrow().is_empty() && self.takes_requests()
    }

    pub fn bytes_read(&self) -> u64 {
        self.wire.bytes_read()
    }

    pub fn bytes_written(&self) -> u64 {
        self.wire.bytes_written()
    }

    /// Bytes that were written and that the kernel has not taken yet.
    pub fn bytes_pending(&self) -> usize {
        self.wire.pending()
    }

    /// # Errors
    /// The kernel's; `EBADF` once the connection is closed.
    pub fn local_address(&self) -> io::Result<Address> {
        self.wire.local_address()
    }

    /// # Errors
    /// As [`Connection::local_address`].
    pub fn peer_address(&self) -> io::Result<Address> {
        self.wire.peer_address()
    }

    /// For socket options; `None` once the connection is closed.
    pub fn with_stream<T>(&self, with: impl FnOnce(&Stream) -> T) -> Option<T> {
        self.wire.with_stream(with)
    }

    /// Stops reading: the program does not keep up.
    pub fn pause(&self) {
        self.paused.set(true);
        self.wire.set_reading(false);
    }

    pub fn resume(self: &Rc<Self>) {
        self.paused.set(false);
        self.look_after();
    }

    /// [`Handler::timeout`] after this long without reading or writing; 0: never.
    pub fn set_timeout(self: &Rc<Self>, timeout_ms: u64) {
        self.timeout_ms.set(timeout_ms);
        self.deadline.clear();
        self.touch();
    }

    /// Until the last [`Connection::uncork`], what is written is collected.
    pub fn cork(&self) {
        self.wire.cork();
    }

    pub fn uncork(self: &Rc<Self>) {
        self.wire.uncork();
        self.look_after();
    }

    /// Closes when all that was written has left.
    pub fn destroy_soon(self: &Rc<Self>) {
        if self.stage.get() == Stage::Open {
            self.stage.set(Stage::Ending);
            self.look_after();
        }
    }

    /// Closes now.
    pub fn destroy(self: &Rc<Self>) {
        self.close(None);
        self.look_after();
    }

    pub(super) fn takes_requests(&self) -> bool {
        self.stage.get() == Stage::Open
            && !self.peer_ended.get()
            && !self.expected.borrow().back().is_some_and(|expected| expected.last)
    }

    pub(super) fn expect(&self, expected: Expected) {
        self.expected.borrow_mut().push_back(expected);
    }

    pub(super) fn want_drain(&self) {
        self.drain_wanted.set(true);
    }

    fn close(&self, failure: Option<Failure>) {
        if self.is_open() {
            self.stage.set(Stage::Closed);
            self.failure.set(failure);
            self.outgoing.set(None);
            self.unparsed.take();
            self.wire.close();
        }
    }

    /// Runs what calls the handler, then sees to what that has brought about.
    fn enter(self: &Rc<Self>, run: impl FnOnce()) {
        self.busy.set(true);
        self.wire.cork();
        run();
        self.wire.uncork();
        self.settle();
        self.busy.set(false);
    }

    /// Behind a method that the program calls.
    pub(super) fn look_after(self: &Rc<Self>) {
        if self.busy.get() || self.kick.get().is_some() {
            return;
        }
        self.close_if_over();
        let due = match self.stage.get() {
            Stage::Open => !self.unparsed.borrow().is_empty() && !self.paused.get(),
            Stage::Ending | Stage::Gone => false,
            Stage::Closed => true,
        };
        if due {
            let key = self.shard.timers().arm(self.shard.now_ms(), self.clone());
            self.kick.set(Some(key));
        } else if self.is_open() {
            self.update_reading();
        }
    }

    fn close_if_over(&self) {
        if let Some(error) = self.wire.failure() {
            self.close(Some(Failure::Io(error)));
        } else if self.stage.get() == Stage::Ending && self.wire.pending() == 0 {
            self.close(None);
        }
    }

    /// Until nothing is left to be done. The handler may be called.
    fn settle(self: &Rc<Self>) {
        loop {
            self.close_if_over();
            match self.stage.get() {
                Stage::Closed => {
                    self.stage.set(Stage::Gone);
                    self.deadline.cancel(&self.shard);
                    let failure = self.failure.take();
                    return self.handler.closed(self, failure.as_ref());
                }
                Stage::Gone => return,
                _ if self.drain_wanted.get() && self.wire.pending() == 0 => {
                    self.drain_wanted.set(false);
                    self.handler.drain(self);
                }
                Stage::Open if !self.unparsed.borrow().is_empty() && !self.paused.get() => {
                    let unparsed = self.unparsed.take();
                    self.parse_all(&unparsed);
                }
                _ => return self.update_reading(),
            }
        }
    }

    fn update_reading(&self) {
        let wanted = self.stage.get() == Stage::Open
            && !self.paused.get()
            && !self.peer_ended.get()
            && self.unparsed.borrow().is_empty();
        self.wire.set_reading(wanted);
    }

    fn read(self: &Rc<Self>) {
        with_scratch(|scratch| match self.wire.read(scratch) {
            Ok(0) => self.peer_end(),
            Ok(length) => {
                self.touch();
                self.parse_all(&scratch[..length]);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => self.close(Some(Failure::Io(error))),
        });
    }

    /// Parses as far as it may; the rest waits.
    fn parse_all(self: &Rc<Self>, data: &[u8]) {
        let mut at = 0;
        while self.stage.get() == Stage::Open {
            if self.paused.get() {
                return self.unparsed.borrow_mut().extend_from_slice(&data[at..]);
            }
            if self.expected.borrow().is_empty() {
                if data[at..].iter().any(|byte| !matches!(byte, b'\r' | b'\n')) {
                    self.close(Some(Failure::Unsolicited));
                }
                return;
            }
            let mut parser = self.parser.borrow_mut();
            match parser.step(data, &mut at) {
                Ok(Event::More) => return,
                Ok(Event::Head(head)) => {
                    let disposition = self.head(&head);
                    parser.dispose(disposition);
                }
                Ok(Event::Body(body)) => self.handler.body(self, body),
                Ok(Event::End { trailers, keep_alive }) => self.message_end(trailers, keep_alive),
                Ok(Event::Upgrade) => {
                    drop(parser);
                    return self.upgrade(&data[at..]);
                }
                Err(error) => return self.close(Some(Failure::Parse(error))),
            }
        }
    }

    fn head(self: &Rc<Self>, head: &Head<'_>) -> Disposition {
        let Some(expected) = self.expected.borrow().front().copied() else {
            unreachable!("nothing is parsed while nothing is expected");
        };
        if matches!(head.status(), 100..=199) && !head.upgrade() && head.status() != 101 {
            self.incoming.set(Incoming::Informational);
            self.handler.informational(self, head);
            return Disposition::NoBody;
        }
        if expected.connect || head.status() == 101 {
            self.incoming.set(Incoming::Upgrade);
            self.handler.response(self, head);
            return Disposition::Upgrade;
        }
        self.incoming.set(Incoming::Response);
        self.handler.response(self, head);
        if expected.head_only { Disposition::NoBody } else { Disposition::AsParsed }
    }

    fn message_end(self: &Rc<Self>, trailers: Fields<'_>, keep_alive: bool) {
        // Another response follows an informational one, and bytes an upgrade.
        if self.incoming.replace(Incoming::Nothing) != Incoming::Response {
            return;
        }
        let expected = self.expected.borrow_mut().pop_front();
        let last = expected.is_none_or(|expected| expected.last);
        // A response before the request's end leaves the stream in no known state.
        let whole = !self.expected.borrow().is_empty() || self.outgoing.get().is_none();
        let reusable = keep_alive && !last && whole && !self.peer_ended.get();
        self.handler.end(self, trailers, reusable);
        if !reusable && self.stage.get() == Stage::Open {
            self.stage.set(Stage::Ending);
        }
    }

    fn upgrade(self: &Rc<Self>, leftover: &[u8]) {
        let Some((stream, unsent)) = self.wire.detach() else { return };
        self.stage.set(Stage::Gone);
        self.deadline.cancel(&self.shard);
        self.handler.upgrade(self, Taken { stream, unsent }, leftover);
    }

    fn peer_end(self: &Rc<Self>) {
        self.peer_ended.set(true);
        let finished = self.parser.borrow_mut().finish();
        match finished {
            Ok(true) => {
                self.message_end(Fields::default(), false);
                // Pipelined requests behind a body without another end are lost.
                self.close(None);
            }
            Ok(false) if self.expected.borrow().is_empty() => self.close(None),
            Ok(false) | Err(_) => self.close(Some(Failure::HungUp)),
        }
    }

    /// Something was read or written.
    fn touch(self: &Rc<Self>) {
        let timeout_ms = self.timeout_ms.get();
        if timeout_ms > 0 {
            self.deadline.set(&self.shard, self.shard.now_ms() + timeout_ms, || self.clone());
        }
    }
}

impl Source for Connection {
    fn forsaken(&self) {
        self.wire.close();
    }

    fn ready(self: Rc<Self>, events: Events) {
        // A callback of this very connection lets the reactor turn: it comes first.
        if self.busy.get() {
            return;
        }
        self.enter(|| {
            if events.writable() {
                self.wire.unblock();
                self.touch();
            }
            if self.wire.failure().is_none() && events.readable() && self.stage.get() == Stage::Open {
                self.read();
            } else if events.hung_up() || events.error() {
                let error = self.wire.with_stream(Stream::take_error);
                let error = error.and_then(Result::ok).flatten();
                self.close(error.or_else(|| self.wire.failure()).map(Failure::Io));
            }
        });
    }
}

impl Expires for Connection {
    fn expired(self: Rc<Self>, key: TimerKey, now_ms: u64) {
        if self.kick.get() == Some(key) {
            self.kick.set(None);
            // A callback that lets timers fire looks after the connection at its end.
            if !self.busy.get() {
                self.enter(|| ());
            }
            return;
        }
        if self.deadline.expired(&self.shard, now_ms, || self.clone()) && self.is_open() {
            if self.busy.get() {
                return self.deadline.set(&self.shard, now_ms + 1, || self.clone());
            }
            self.enter(|| {
                if !self.handler.timeout(&self) {
                    self.close(None);
                }
            });
        }
    }
}
