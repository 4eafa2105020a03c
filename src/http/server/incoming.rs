//! Reading: what comes from the peer, and what it means for the connection.

use std::io;
use std::rc::Rc;

use shards::clock::monotonic_ns;
use shards::net::Stream;
use shards::{Events, Expires, Source, TimerKey};

use super::super::codec::{Disposition, Event, Head, Method, encode};
use super::super::wire::{WRITE_BYTES_HIGH, with_scratch};
use super::connection::{Connection, Stage};
use super::exchange::{Exchange, Progress, RequestId};
use super::{ClientError, PIPELINED_MAX, ResponseHead, Verdict};

impl Connection {
    /// Whether the next event may be taken from what was read.
    pub(super) fn may_parse(&self) -> bool {
        if self.stage.get() != Stage::Open || self.paused.get() {
            return false;
        }
        if self.is_within_message() {
            return true;
        }
        // Another request only while there is room for its response.
        let exchanges = self.exchanges.borrow();
        exchanges.is_empty() || exchanges.len() < PIPELINED_MAX && self.wire.pending() < WRITE_BYTES_HIGH
    }

    pub(super) fn is_within_message(&self) -> bool {
        self.message_start_ms.get() != 0 && self.head_done.get()
    }

    /// The answer is the connection's last, and the request that it answers is still being read: what has come of it
    /// is the program's.
    fn is_within_last_message(&self) -> bool {
        self.stage.get() == Stage::Ending && !self.paused.get() && self.is_within_message()
    }

    fn read(self: &Rc<Self>) {
        with_scratch(|scratch| match self.wire.read(scratch) {
            Ok(0) => self.peer_end(),
            Ok(length) => {
                self.touch();
                self.parse_all(&scratch[..length]);
                // Blank lines between two requests are no request.
                if !self.resting.get() && self.is_idle() && self.is_open() {
                    self.rest();
                }
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
    pub(super) fn parse_all(self: &Rc<Self>, data: &[u8]) {
        let parsed = self.parse(data);
        self.server.handler.told(self);
        if self.stage.get() == Stage::Gone && self.settle_heir(&data[parsed..]) {
            return;
        }
        if parsed < data.len() && self.stage.get() == Stage::Open {
            self.unparsed.borrow_mut().extend_from_slice(&data[parsed..]);
        }
    }

    fn parse(self: &Rc<Self>, data: &[u8]) -> usize {
        let handler = &self.server.handler;
        let mut at = 0;
        // The first bytes, which wait for those that follow.
        let mut rest: &[u8] = &[];
        while self.may_parse() || self.is_within_last_message() {
            let mut parser = self.parser.borrow_mut();
            let event = parser.step(data, &mut at);
            if !rest.is_empty() && !matches!(event, Ok(Event::Body(_))) {
                let stage = self.stage.get();
                handler.body(self, std::mem::take(&mut rest));
                if self.stage.get() != stage {
                    return data.len();
                }
            }
            match event {
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
                    if self.discarding.get() {
                        continue;
                    }
                    let is_first = body.len() == at;
                    if is_first && another_chunk_follows(&data[at..]) {
                        rest = &data[..at];
                    } else if rest.is_empty() {
                        handler.body(self, body);
                    } else {
                        handler.body(self, &[std::mem::take(&mut rest), body].concat());
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
        let began_ns = monotonic_ns();
        let woke_ns = self.server.shard.reactor().woke_ns();
        self.server.meters.queueing.borrow_mut().record(began_ns.saturating_sub(woke_ns));

        let options = self.server.options.borrow();
        let current = head.version() == (1, 1);
        let requests_max = if current { options.requests_per_socket_max } else { 0 };
        let homeless = current && options.require_host_header && !head.has_host();
        drop(options);
        self.exchanges.borrow_mut().push(Exchange {
            id,
            began_ns,
            progress: Progress::Waiting,
            head_only: head.method() == Method::HEAD,
            has_body: true,
            chunks_allowed: head.version() >= (1, 1),
            keep_alive: head.keep_alive(),
            last: false,
            limit_reached: requests_max > 0 && requests_max <= id.0,
            held: Vec::new(),
        });
        // Whether it is another protocol's request is asked first.
        if homeless && !head.upgrade() {
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
        // The request that asks for it is not one to be responded to.
        self.exchanges.borrow_mut().pop_back();
        if let Some(left) = self.leave() {
            self.server.handler.upgrade(self, left, leftover);
        }
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
        self.refuse_at_once(error, packet);
        self.server.handler.told(self);
    }

    /// Before anything that requests in front of it have put off.
    fn refuse_at_once(self: &Rc<Self>, error: &ClientError, packet: &[u8]) {
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
        drop(exchanges);
        self.end_behind_output();
    }
}

/// Whether what is behind the end of a chunk begins another one. Where a read happens to cut a large chunk, its end then
/// goes together with the next, so that reads make no pieces of their own.
fn another_chunk_follows(behind: &[u8]) -> bool {
    const WORTH_WAITING_BYTES: usize = 4096;
    behind.len() >= WORTH_WAITING_BYTES && matches!(behind, [b'\r', b'\n', b'1'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
}

impl Source for Connection {
    fn forsaken(&self) {
        self.abandon();
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
            } else if self.wire.failure().is_none() && events.readable() && self.stage.get() == Stage::Refused {
                self.discard();
            } else if events.hung_up() || events.error() {
                self.hang_up();
            }
        });
    }
}

impl Connection {
    /// Behind what was no request: waits for the peer's end.
    fn discard(&self) {
        let outcome = with_scratch(|scratch| self.wire.read(scratch));
        match outcome {
            Ok(0) => {
                self.peer_ended.set(true);
                self.stage.set(Stage::Ending);
            }
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => self.close(Some(error)),
            _ => {}
        }
    }

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
