//! One connection: reading, parsing, telling the handler, and its end.
//!
//! Handlers are only ever called from [`Connection::enter`]: from the reactor's or a
//! timer's callback, never from within a method that the program calls. What such a
//! method brings about (room for another request, the end of the connection) is seen
//! to behind the current callback, or, if there is none, in one of the shard's timers.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::rc::Rc;

use shards::net::{Address, Stream};
use shards::{Events, Expires, Source, TimerKey};

use super::super::codec::{Disposition, Event, Head, Method, Parser, encode, status};
use super::super::wire::{READ_BYTES_MAX, WRITE_BYTES_HIGH, Wire, with_scratch};
use super::super::deadline::Deadline;
use super::exchange::{Exchange, Exchanges, Progress, RequestId};
use super::servers::Inner;
use super::{ClientError, PIPELINED_MAX, ResponseHead, Taken, Verdict};

/// See the module's page. Handed around as an `Rc`; open until [`Handler::closed`].
///
/// [`Handler::closed`]: super::Handler::closed
pub struct Connection {
    pub(super) server: Rc<Inner>,
    pub(super) wire: Wire,
    pub(super) exchanges: RefCell<Exchanges>,
    parser: RefCell<Parser>,
    /// The handler is being called; the connection is looked after when it returns.
    busy: Cell<bool>,
    stage: Cell<Stage>,
    place: usize,
    requests: Cell<u32>,
    /// What was read and may not be parsed yet.
    unparsed: RefCell<Vec<u8>>,
    paused: Cell<bool>,
    /// The peer has sent its last byte.
    peer_ended: Cell<bool>,
    /// The current message's body is nobody's.
    discarding: Cell<bool>,
    drain_wanted: Cell<bool>,
    /// Complete responses, with how many bytes must have been written for that.
    finishing: RefCell<VecDeque<(RequestId, u64)>>,
    /// When the message that is being read began, or the connection; 0 between two.
    message_start_ms: Cell<u64>,
    head_done: Cell<bool>,
    deadline: Deadline,
    timeout_ms: Cell<u64>,
    /// The deadline is the keep-alive timeout's.
    resting: Cell<bool>,
    kick: Cell<Option<TimerKey>>,
    error: Cell<Option<io::Error>>,
    tag: Cell<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Open,
    /// After a client error: nothing more is read.
    Refused,
    /// Closes when all is written.
    Ending,
    /// Closed, and the handler was not told yet.
    Closed,
    /// The handler knows, or has the stream.
    Gone,
}

impl Connection {
    pub(super) fn new(server: Rc<Inner>, stream: Stream, place: usize) -> Rc<Connection> {
        let options = server.options();
        let parser = Parser::request()
            .with_lenient(options.lenient)
            .with_header_bytes_max(options.header_bytes_max);
        Rc::new(Connection {
            wire: Wire::new(stream),
            exchanges: RefCell::default(),
            parser: RefCell::new(parser),
            busy: Cell::new(false),
            stage: Cell::new(Stage::Open),
            place,
            requests: Cell::new(0),
            unparsed: RefCell::default(),
            paused: Cell::new(false),
            peer_ended: Cell::new(false),
            discarding: Cell::new(false),
            drain_wanted: Cell::new(false),
            finishing: RefCell::default(),
            // Never 0, which would say that no message is waited for.
            message_start_ms: Cell::new(server.shard.now_ms().max(1)),
            head_done: Cell::new(false),
            deadline: Deadline::default(),
            timeout_ms: Cell::new(options.timeout_ms),
            resting: Cell::new(false),
            kick: Cell::new(None),
            error: Cell::new(None),
            tag: Cell::new(0),
            server,
        })
    }

    pub(super) fn start(self: &Rc<Self>) -> io::Result<()> {
        self.wire.attach(self.server.shard.reactor(), self.clone())?;
        self.touch();
        Ok(())
    }

    pub(super) fn place(&self) -> usize {
        self.place
    }

    /// The handler's own number for this connection.
    pub fn tag(&self) -> usize {
        self.tag.get()
    }

    pub fn set_tag(&self, tag: usize) {
        self.tag.set(tag);
    }

    pub fn is_open(&self) -> bool {
        matches!(self.stage.get(), Stage::Open | Stage::Refused | Stage::Ending)
    }

    /// Between two requests: the last is complete and answered, no other has begun.
    pub fn is_idle(&self) -> bool {
        self.message_start_ms.get() == 0 && self.exchanges.borrow().is_empty()
    }

    /// Nothing ever came from the peer.
    pub(super) fn is_fresh(&self) -> bool {
        self.wire.bytes_read() == 0
    }

    pub fn bytes_read(&self) -> u64 {
        self.wire.bytes_read()
    }

    pub fn bytes_written(&self) -> u64 {
        self.wire.bytes_written()
    }

    /// Bytes that were written and that the kernel has not taken yet.
    pub fn bytes_pending(&self) -> usize {
        self.wire.pending() + self.exchanges.borrow().held_bytes()
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

    /// [`super::Handler::timeout`] after this long without reading or writing; 0: never.
    pub fn set_timeout(self: &Rc<Self>, timeout_ms: u64) {
        self.timeout_ms.set(timeout_ms);
        self.resting.set(false);
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

    /// Bytes outside of any response, as they are.
    pub fn write_raw(self: &Rc<Self>, bytes: &[u8]) {
        if self.is_open() {
            self.wire.write_bytes(bytes);
            self.look_after();
        }
    }

    /// Closes when all that was written has left.
    pub fn destroy_soon(self: &Rc<Self>) {
        if matches!(self.stage.get(), Stage::Open | Stage::Refused) {
            self.stage.set(Stage::Ending);
            self.look_after();
        }
    }

    /// Closes now.
    pub fn destroy(self: &Rc<Self>) {
        self.close(None);
        self.look_after();
    }

    fn close(&self, error: Option<io::Error>) {
        if !self.is_open() {
            return;
        }
        self.stage.set(Stage::Closed);
        self.error.set(error);
        self.wire.close();
        self.unparsed.take();
        let aborted = self.exchanges.borrow_mut().clear() as u64;
        self.server.count(|counters| {
            counters.aborted += aborted;
            counters.bytes_read += self.wire.bytes_read();
            counters.bytes_written += self.wire.bytes_written();
        });
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
        if let Some(error) = self.wire.failure() {
            self.close(Some(error));
        } else if self.stage.get() == Stage::Ending && self.wire.pending() == 0 {
            self.close(None);
        }
        let due = match self.stage.get() {
            _ if self.has_finished() => true,
            Stage::Open => !self.unparsed.borrow().is_empty() && self.may_parse(),
            Stage::Refused | Stage::Ending | Stage::Gone => false,
            Stage::Closed => true,
        };
        if due {
            let now_ms = self.server.shard.now_ms();
            self.kick.set(Some(self.server.shard.timers().arm(now_ms, self.clone())));
        } else if self.is_open() {
            self.update_reading();
        }
    }

    /// Until nothing is left to be done. The handler may be called.
    fn settle(self: &Rc<Self>) {
        let handler = &self.server.handler;
        loop {
            if let Some(error) = self.wire.failure() {
                self.close(Some(error));
            }
            if let Some(id) = self.next_finished() {
                handler.finished(self, id);
                continue;
            }
            if self.is_open() && self.drain_wanted.get() && self.bytes_pending() == 0 {
                self.drain_wanted.set(false);
                handler.drain(self);
                continue;
            }
            match self.stage.get() {
                Stage::Ending if self.wire.pending() == 0 => self.close(None),
                Stage::Closed => return self.leave(),
                Stage::Open if !self.unparsed.borrow().is_empty() && self.may_parse() => {
                    let unparsed = self.unparsed.take();
                    self.wire.cork();
                    self.parse_all(&unparsed);
                    self.wire.uncork();
                }
                Stage::Gone => return,
                _ => return self.update_reading(),
            }
        }
    }

    /// Whether a response was sent that the handler waits for.
    fn has_finished(&self) -> bool {
        let finishing = self.finishing.borrow();
        finishing.front().is_some_and(|(_, bytes)| *bytes <= self.wire.bytes_written())
    }

    fn next_finished(&self) -> Option<RequestId> {
        if !self.has_finished() {
            return None;
        }
        self.finishing.borrow_mut().pop_front().map(|(id, _)| id)
    }

    /// Tells the handler of the end, once.
    fn leave(self: &Rc<Self>) {
        self.stage.set(Stage::Gone);
        self.deadline.cancel(&self.server.shard);
        self.server.forget(self.place);
        let error = self.error.take();
        self.server.handler.closed(self, error.as_ref());
    }

    fn update_reading(&self) {
        let wanted = self.stage.get() == Stage::Open
            && !self.paused.get()
            && !self.peer_ended.get()
            && self.unparsed.borrow().is_empty();
        self.wire.set_reading(wanted);
    }

    /// Whether the next event may be taken from what was read.
    fn may_parse(&self) -> bool {
        if self.stage.get() != Stage::Open || self.paused.get() {
            return false;
        }
        if self.message_start_ms.get() != 0 && self.head_done.get() {
            return true;
        }
        // Another request only while there is room for its response.
        let exchanges = self.exchanges.borrow();
        exchanges.is_empty() || exchanges.len() < PIPELINED_MAX && self.wire.pending() < WRITE_BYTES_HIGH
    }

    fn read(self: &Rc<Self>) {
        with_scratch(|scratch| match self.wire.read(scratch) {
            Ok(0) => self.peer_end(),
            Ok(length) => {
                self.touch();
                self.parse_all(&scratch[..length]);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => self.close(Some(error)),
        });
    }

    /// Bytes that were read by somebody else.
    pub(super) fn receive(self: &Rc<Self>, data: &[u8]) {
        self.enter(|| self.parse_all(data));
    }

    /// Parses as far as it may; the rest waits.
    fn parse_all(self: &Rc<Self>, data: &[u8]) {
        let parsed = self.parse(data);
        if parsed < data.len() && self.stage.get() == Stage::Open {
            debug_assert!(data.len() <= READ_BYTES_MAX || self.wire.bytes_read() == 0);
            self.unparsed.borrow_mut().extend_from_slice(&data[parsed..]);
        }
    }

    fn parse(self: &Rc<Self>, data: &[u8]) -> usize {
        let handler = &self.server.handler;
        let mut at = 0;
        while self.may_parse() {
            let mut parser = self.parser.borrow_mut();
            match parser.step(data, &mut at) {
                Ok(Event::More) => {
                    if parser.in_message() && self.message_start_ms.get() == 0 {
                        self.message_start_ms.set(self.server.shard.now_ms().max(1));
                    }
                    return at;
                }
                Ok(Event::Head(head)) => {
                    let disposition = self.head(&head);
                    parser.dispose(disposition);
                }
                Ok(Event::Body(body)) => {
                    if !self.discarding.get() {
                        handler.body(self, body);
                    }
                }
                Ok(Event::End { trailers, .. }) => {
                    self.message_start_ms.set(0);
                    self.head_done.set(false);
                    if !self.discarding.replace(false) {
                        handler.end(self, trailers);
                    }
                }
                Ok(Event::Upgrade) => {
                    drop(parser);
                    self.upgrade(&data[at..]);
                    return data.len();
                }
                Err(error) => {
                    drop(parser);
                    self.refuse(&ClientError::Parse(error), data);
                    return data.len();
                }
            }
        }
        at
    }

    fn head(self: &Rc<Self>, head: &Head<'_>) -> Disposition {
        let id = RequestId(self.requests.get() + 1);
        self.requests.set(id.0);
        self.head_done.set(true);
        if self.message_start_ms.get() == 0 {
            self.message_start_ms.set(self.server.shard.now_ms().max(1));
        }
        self.server.count(|counters| counters.requests += 1);

        let options = self.server.options.borrow();
        let current = head.version() == (1, 1);
        let requests_max = if current { options.requests_per_socket_max } else { 0 };
        let homeless = current && options.require_host_header && !head.has_host();
        drop(options);
        self.exchanges.borrow_mut().push(Exchange {
            id,
            progress: Progress::Waiting,
            head_only: head.method() == Method::HEAD,
            has_body: true,
            chunks_allowed: head.version() >= (1, 1),
            keep_alive: head.keep_alive(),
            last: false,
            limit_reached: requests_max > 0 && requests_max <= id.0,
            held: Vec::new(),
        });
        if homeless {
            self.answer(id, 400, &[(b"Connection", b"close")]);
            return Disposition::Http;
        }
        if requests_max > 0 && requests_max < id.0 {
            self.server.handler.dropped(self, head);
            self.answer(id, 503, &[]);
            return Disposition::Http;
        }
        match self.server.handler.request(self, id, head) {
            Verdict::Upgrade if head.upgrade() => Disposition::Upgrade,
            _ if head.upgrade() && head.method() == Method::CONNECT => {
                // Nobody is there to make a tunnel, and the bytes behind are not HTTP.
                self.close(None);
                Disposition::Upgrade
            }
            _ => Disposition::Http,
        }
    }

    /// The connection's own answer, to a request that the handler does not get.
    fn answer(self: &Rc<Self>, id: RequestId, status: u16, fields: &[(&[u8], &[u8])]) {
        self.discarding.set(true);
        let head = ResponseHead { status, ..ResponseHead::default() };
        let written = self.write_head(id, &head, fields.iter().copied());
        let ended = written.and_then(|_| self.end(id, []));
        // Gone: the peer did not wait, which the wire tells.
        debug_assert!(ended.is_ok() || !self.is_open());
    }

    fn upgrade(self: &Rc<Self>, leftover: &[u8]) {
        let Some((stream, unsent)) = self.wire.detach() else { return };
        self.stage.set(Stage::Gone);
        self.deadline.cancel(&self.server.shard);
        self.exchanges.borrow_mut().clear();
        self.server.forget(self.place);
        self.server.handler.upgrade(self, Taken { stream, unsent }, leftover);
    }

    fn peer_end(self: &Rc<Self>) {
        self.peer_ended.set(true);
        let finished = self.parser.borrow_mut().finish();
        if let Err(error) = finished {
            return self.refuse(&ClientError::Parse(error), &[]);
        }
        if self.server.options.borrow().allow_half_open
            && let Some(exchange) = self.exchanges.borrow_mut().back()
        {
            exchange.last = true;
            return;
        }
        self.stage.set(Stage::Ending);
    }

    /// From outside of any callback.
    pub(super) fn client_error(self: &Rc<Self>, error: &ClientError, packet: &[u8]) {
        if !self.busy.get() {
            self.enter(|| self.refuse(error, packet));
        }
    }

    fn refuse(self: &Rc<Self>, error: &ClientError, packet: &[u8]) {
        self.stage.set(Stage::Refused);
        self.server.count(|counters| counters.client_errors += 1);
        if self.server.handler.client_error(self, error, packet) || self.stage.get() != Stage::Refused {
            return;
        }
        // Not in the midst of a response, which it would corrupt.
        let mut exchanges = self.exchanges.borrow_mut();
        if exchanges.front().is_none_or(|front| front.progress == Progress::Waiting) {
            let mut answer = Vec::new();
            encode::status_line(&mut answer, error.status(), None);
            answer.extend_from_slice(b"Connection: close\r\n\r\n");
            self.wire.write_bytes(&answer);
        }
        debug_assert!(status::reason(error.status()).is_some());
        drop(exchanges);
        self.stage.set(Stage::Ending);
    }

    pub(super) fn takes_too_long(&self, now_ms: u64, headers_ms: u64, request_ms: u64) -> bool {
        let start_ms = self.message_start_ms.get();
        let waited_ms = now_ms.saturating_sub(start_ms);
        let over = |limit_ms: u64| limit_ms > 0 && waited_ms > limit_ms;
        self.stage.get() == Stage::Open
            && start_ms != 0
            && (!self.head_done.get() && over(headers_ms) || over(request_ms))
    }

    /// Something was read or written.
    pub(super) fn touch(self: &Rc<Self>) {
        let timeout_ms = self.timeout_ms.get();
        if self.resting.replace(false) {
            self.deadline.clear();
        }
        if timeout_ms > 0 {
            self.set_deadline(timeout_ms);
        }
    }

    /// All responses are complete: the next request may be waited for, for a while.
    pub(super) fn rest(self: &Rc<Self>) {
        let options = self.server.options.borrow();
        if options.keep_alive_timeout_ms > 0 {
            let wait_ms = options.keep_alive_timeout_ms + options.keep_alive_timeout_buffer_ms;
            drop(options);
            self.resting.set(true);
            self.set_deadline(wait_ms);
        }
    }

    fn set_deadline(self: &Rc<Self>, wait_ms: u64) {
        let shard = &self.server.shard;
        self.deadline.set(shard, shard.now_ms() + wait_ms, || self.clone());
    }

    /// True if the response was sent already; otherwise, or if it is to be told anyway,
    /// the handler will be.
    pub(super) fn finish_later(&self, id: RequestId, tell: bool) -> bool {
        let pending = self.wire.pending() as u64;
        if pending == 0 && !tell && self.finishing.borrow().is_empty() {
            return true;
        }
        self.finishing.borrow_mut().push_back((id, self.wire.bytes_written() + pending));
        false
    }

    pub(super) fn want_drain(&self) {
        self.drain_wanted.set(true);
    }

    /// Takes nothing more from the program once this was sent.
    pub(super) fn end_behind_output(&self) {
        if matches!(self.stage.get(), Stage::Open | Stage::Refused) {
            self.stage.set(Stage::Ending);
            self.exchanges.borrow_mut().clear();
        }
    }
}

impl Source for Connection {
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
                self.hang_up();
            }
        });
    }
}

impl Connection {
    /// The stream is broken while nothing is read from it.
    fn hang_up(&self) {
        let error = self.wire.with_stream(Stream::take_error);
        let error = error.and_then(Result::ok).flatten();
        self.close(error.or_else(|| self.wire.failure()));
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
        if self.deadline.expired(&self.server.shard, now_ms, || self.clone()) && self.is_open() {
            if self.busy.get() {
                return self.set_deadline(1);
            }
            self.enter(|| {
                self.resting.set(false);
                self.server.count(|counters| counters.timeouts += 1);
                if !self.server.handler.timeout(&self) {
                    self.close(None);
                }
            });
        }
    }
}
