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

use shards::clock::monotonic_ns;
use shards::net::{Address, Stream};
use shards::TimerKey;

use super::super::codec::Parser;
use super::super::wire::Wire;
use super::super::deadline::Deadline;
use super::exchange::{Exchanges, RequestId};
use super::leave::Heir;
use super::servers::Inner;

/// See the module's page. Handed around as an `Rc`; open until [`Handler::closed`].
///
/// [`Handler::closed`]: super::Handler::closed
pub struct Connection {
    pub(super) server: Rc<Inner>,
    pub(super) wire: Wire,
    pub(super) exchanges: RefCell<Exchanges>,
    pub(super) parser: RefCell<Parser>,
    /// The handler is being called; the connection is looked after when it returns.
    pub(super) busy: Cell<bool>,
    pub(super) stage: Cell<Stage>,
    pub(super) place: usize,
    pub(super) requests: Cell<u32>,
    /// What was read and may not be parsed yet.
    pub(super) unparsed: RefCell<Vec<u8>>,
    pub(super) paused: Cell<bool>,
    /// The peer has sent its last byte.
    pub(super) peer_ended: Cell<bool>,
    /// The current message's body is nobody's.
    pub(super) discarding: Cell<bool>,
    drain_wanted: Cell<bool>,
    /// Complete responses, with how many bytes must have been written for that.
    finishing: RefCell<VecDeque<(RequestId, u64)>>,
    /// When the heads of those that are not measured yet had been read, with how many bytes must have been written.
    unmeasured: RefCell<VecDeque<(u64, u64)>>,
    /// When the message that is being read began, or the connection; 0 between two.
    pub(super) message_start_ms: Cell<u64>,
    pub(super) head_done: Cell<bool>,
    pub(super) deadline: Deadline,
    timeout_ms: Cell<u64>,
    /// The deadline is the keep-alive timeout's.
    pub(super) resting: Cell<bool>,
    pub(super) kick: Cell<Option<TimerKey>>,
    error: Cell<Option<io::Error>>,
    /// Who reads on when the event is dealt with that is being told.
    pub(super) heir: Cell<Option<Heir>>,
    tag: Cell<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
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
            .with_header_bytes_max(options.header_bytes_max)
            .with_fields_max(options.fields_max);
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
            unmeasured: RefCell::default(),
            // Never 0, which would say that no message is waited for.
            message_start_ms: Cell::new(server.shard.now_ms().max(1)),
            head_done: Cell::new(false),
            deadline: Deadline::default(),
            timeout_ms: Cell::new(options.timeout_ms),
            resting: Cell::new(false),
            kick: Cell::new(None),
            error: Cell::new(None),
            heir: Cell::new(None),
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

    /// How many heads were read.
    pub fn request_count(&self) -> u32 {
        self.requests.get()
    }

    /// Whether the peer has sent what was not read yet.
    pub(super) fn has_unread(&self) -> bool {
        self.wire.with_stream(Stream::has_unread).unwrap_or(false)
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

    /// Writes what was collected, corked or not. True if nothing is left.
    pub fn flush(&self) -> bool {
        self.wire.flush();
        self.wire.pending() == 0
    }

    /// Closes when all that was written has left.
    pub fn destroy_soon(self: &Rc<Self>) {
        if matches!(self.stage.get(), Stage::Open | Stage::Refused) {
            self.stage.set(Stage::Ending);
            self.look_after();
        }
    }

    /// Nothing follows what was written.
    pub fn is_ending(&self) -> bool {
        self.stage.get() == Stage::Ending
    }

    /// Closes now; the kernel gets what it takes.
    pub fn destroy(self: &Rc<Self>) {
        self.wire.flush();
        self.close(None);
        self.look_after();
    }

    /// Closes without a word to the handler.
    pub(super) fn abandon(&self) {
        self.stage.set(Stage::Gone);
        self.wire.close();
    }

    pub(super) fn close(&self, error: Option<io::Error>) {
        if !self.is_open() {
            return;
        }
        self.stage.set(Stage::Closed);
        self.error.set(error);
        self.wire.close();
        self.unparsed.take();
        let aborted = self.exchanges.borrow_mut().clear() as u64;
        self.server.count(|counters| counters.aborted += aborted);
        self.count_bytes();
    }

    /// The connection is no longer among the open ones, whose bytes are counted where they are asked for.
    pub(super) fn count_bytes(&self) {
        self.server.count(|counters| {
            counters.bytes_read += self.wire.bytes_read();
            counters.bytes_written += self.wire.bytes_written();
        });
    }

    /// Runs what calls the handler, then sees to what that has brought about.
    pub(super) fn enter(self: &Rc<Self>, run: impl FnOnce()) {
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
        self.measure_sent();
        if let Some(error) = self.wire.failure() {
            self.close(Some(error));
        } else if self.stage.get() == Stage::Ending && self.wire.pending() == 0 {
            self.close(None);
        }
        let due = match self.stage.get() {
            _ if self.has_finished() => true,
            _ if self.is_drained() => true,
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
        self.measure_sent();
        loop {
            if let Some(error) = self.wire.failure() {
                self.close(Some(error));
            }
            if let Some(id) = self.next_finished() {
                handler.finished(self, id);
                continue;
            }
            if self.is_drained() {
                self.drain_wanted.set(false);
                handler.drain(self);
                continue;
            }
            match self.stage.get() {
                Stage::Ending if self.wire.pending() == 0 => self.close(None),
                Stage::Closed => return self.tell_end(),
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

    /// Whether the response at the front may be written on, having been told to wait. What others hold is not its concern.
    fn is_drained(&self) -> bool {
        self.drain_wanted.get() && self.is_open() && self.wire.pending() == 0
    }

    fn next_finished(&self) -> Option<RequestId> {
        if !self.has_finished() {
            return None;
        }
        self.finishing.borrow_mut().pop_front().map(|(id, _)| id)
    }

    /// Tells the handler of the end, once.
    fn tell_end(self: &Rc<Self>) {
        self.stage.set(Stage::Gone);
        self.deadline.cancel(&self.server.shard);
        self.server.forget(self.place);
        let error = self.error.take();
        self.server.handler.closed(self, error.as_ref());
    }

    fn update_reading(&self) {
        let wanted = match self.stage.get() {
            Stage::Open => !self.paused.get() && self.unparsed.borrow().is_empty(),
            // Whatever else comes is nothing to anybody, but its end is the connection's.
            Stage::Refused => true,
            _ => false,
        };
        self.wire.set_reading(wanted && !self.peer_ended.get());
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

    pub(super) fn set_deadline(self: &Rc<Self>, wait_ms: u64) {
        let shard = &self.server.shard;
        self.deadline.set(shard, shard.now_ms() + wait_ms, || self.clone());
    }

    /// The response is complete; how long it took is known when the kernel has taken its last byte.
    pub(super) fn measure_when_sent(&self, began_ns: u64) {
        let bytes = self.wire.bytes_written() + self.wire.pending() as u64;
        self.unmeasured.borrow_mut().push_back((began_ns, bytes));
    }

    fn measure_sent(&self) {
        let mut unmeasured = self.unmeasured.borrow_mut();
        if unmeasured.is_empty() {
            return;
        }
        let (now_ns, written) = (monotonic_ns(), self.wire.bytes_written());
        let mut latency = self.server.meters.latency.borrow_mut();
        while let Some((began_ns, _)) = unmeasured.pop_front_if(|(_, bytes)| *bytes <= written) {
            latency.record(now_ns.saturating_sub(began_ns));
        }
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
