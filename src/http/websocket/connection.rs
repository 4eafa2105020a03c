//! A client's connection, from the end of its handshake to the end of its stream.
//!
//! Pings are answered and the peer's close frame is returned here; when the stream ends is the peer's business, or
//! the handler's.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::io;
use std::rc::Rc;

use shards::net::Stream;
use shards::{Events, Expires, Shard, Source, TimerKey};

use super::super::client::Taken;
use super::super::wire::{Behind, Wire, with_scratch};
use super::frame::{self, Opcode};
use super::receiver::{Incoming, Receiver};

/// Who a connection reports to; never from within a method that the program calls.
pub trait Handler {
    /// What one read has brought, in order.
    fn incoming(&self, connection: &Rc<Connection>, incoming: Vec<Incoming>);

    /// After [`Connection::send`] said false: all was written.
    fn drained(&self, connection: &Rc<Connection>);

    /// The stream is over.
    fn closed(&self, connection: &Rc<Connection>, error: Option<&io::Error>);
}

/// See the module's page.
pub struct Connection {
    shard: Rc<Shard>,
    handler: Rc<dyn Handler>,
    wire: Wire,
    receiver: RefCell<Receiver>,
    busy: Cell<bool>,
    stage: Cell<Stage>,
    close_sent: Cell<bool>,
    drain_wanted: Cell<bool>,
    error: Cell<Option<io::Error>>,
    kick: Cell<Option<TimerKey>>,
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
    /// Takes an upgraded stream. What came behind the handshake is for [`Connection::take`].
    ///
    /// # Errors
    /// If the reactor cannot watch it; it is closed then.
    pub fn new(
        shard: Rc<Shard>,
        taken: Taken,
        receiver: Receiver,
        handler: Rc<dyn Handler>,
    ) -> io::Result<Rc<Connection>> {
        let connection = Rc::new(Connection {
            shard,
            handler,
            wire: Wire::new(taken.stream),
            receiver: RefCell::new(receiver),
            busy: Cell::new(false),
            stage: Cell::new(Stage::Open),
            close_sent: Cell::new(false),
            drain_wanted: Cell::new(false),
            error: Cell::new(None),
            kick: Cell::new(None),
        });
        connection.wire.attach(connection.shard.reactor(), connection.clone())?;
        connection.wire.write_bytes(&taken.unsent);
        Ok(connection)
    }

    /// Bytes that were read by somebody else. The handler is called.
    pub fn take(self: &Rc<Self>, bytes: &[u8]) {
        self.enter(|| self.receive(bytes));
    }

    /// Sends a message, or a ping. True if the kernel has all of it; otherwise [`Handler::drained`] will tell.
    pub fn send(self: &Rc<Self>, opcode: Opcode, payload: &[u8]) -> bool {
        if self.stage.get() != Stage::Open || self.close_sent.get() {
            return true;
        }
        self.put(opcode, payload);
        let all = self.wire.pending() == 0;
        self.drain_wanted.set(!all);
        self.look_after();
        all
    }

    /// Sends a close frame, once. Messages that come behind it are dropped.
    pub fn close(self: &Rc<Self>, code: Option<u16>, reason: &[u8]) {
        if self.stage.get() != Stage::Open || self.close_sent.replace(true) {
            return;
        }
        let mut payload = code.map_or_else(Vec::new, |code| code.to_be_bytes().to_vec());
        payload.extend_from_slice(reason);
        self.put(Opcode::Close, &payload);
        self.look_after();
    }

    /// Ends the stream now, behind what the kernel still takes.
    pub fn destroy(self: &Rc<Self>) {
        self.wire.flush();
        self.shut(None);
        self.look_after();
    }

    fn put(&self, opcode: Opcode, payload: &[u8]) {
        let Ok(()) = self.wire.write(|out| {
            frame::put(out, opcode, payload);
            Ok::<_, Infallible>(((), Behind::default()))
        });
    }

    fn shut(&self, error: Option<io::Error>) {
        if matches!(self.stage.get(), Stage::Open | Stage::Ending) {
            self.stage.set(Stage::Closed);
            self.error.set(error);
            self.wire.close();
        }
    }

    fn enter(self: &Rc<Self>, run: impl FnOnce()) {
        self.busy.set(true);
        self.wire.cork();
        run();
        self.wire.uncork();
        self.settle();
        self.busy.set(false);
    }

    fn look_after(self: &Rc<Self>) {
        if self.busy.get() || self.kick.get().is_some() {
            return;
        }
        if let Some(error) = self.wire.failure() {
            self.shut(Some(error));
        }
        if self.stage.get() == Stage::Closed {
            self.kick.set(Some(self.shard.timers().arm(self.shard.now_ms(), self.clone())));
        }
    }

    /// Until nothing is left to be done. The handler may be called.
    fn settle(self: &Rc<Self>) {
        loop {
            if let Some(error) = self.wire.failure() {
                self.shut(Some(error));
            }
            match self.stage.get() {
                Stage::Ending if self.wire.pending() == 0 => self.shut(None),
                Stage::Closed => {
                    self.stage.set(Stage::Gone);
                    let error = self.error.take();
                    return self.handler.closed(self, error.as_ref());
                }
                Stage::Open if self.drain_wanted.get() && self.wire.pending() == 0 => {
                    self.drain_wanted.set(false);
                    self.handler.drained(self);
                }
                _ => return,
            }
        }
    }

    fn read(self: &Rc<Self>) {
        with_scratch(|scratch| match self.wire.read(scratch) {
            // The peer is done: what waits to be written is still sent.
            Ok(0) => {
                self.stage.set(Stage::Ending);
                self.wire.set_reading(false);
            }
            Ok(length) => self.receive(&scratch[..length]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => self.shut(Some(error)),
        });
    }

    fn receive(self: &Rc<Self>, data: &[u8]) {
        let mut all = Vec::new();
        self.receiver.borrow_mut().feed(data, &mut |incoming| {
            match &incoming {
                Incoming::Ping(payload) if !self.close_sent.get() => self.put(Opcode::Pong, payload),
                Incoming::Close { code, .. } if !self.close_sent.replace(true) => {
                    let payload = code.map_or_else(Vec::new, |code| code.to_be_bytes().to_vec());
                    self.put(Opcode::Close, &payload);
                }
                _ => {}
            }
            all.push(incoming);
        });
        if !all.is_empty() {
            self.handler.incoming(self, all);
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
            }
            if self.wire.failure().is_none() && events.readable() && self.stage.get() == Stage::Open {
                self.read();
            } else if events.hung_up() || events.error() {
                let error = self.wire.with_stream(Stream::take_error);
                let error = error.and_then(Result::ok).flatten();
                self.shut(error.or_else(|| self.wire.failure()));
            }
        });
    }
}

impl Expires for Connection {
    fn expired(self: Rc<Self>, key: TimerKey, _now_ms: u64) {
        if self.kick.get() == Some(key) {
            self.kick.set(None);
            // A callback that lets timers fire looks after the connection at its end.
            if !self.busy.get() {
                self.enter(|| ());
            }
        }
    }
}
