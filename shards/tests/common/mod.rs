//! What several test files use: an echo server made of state machines, a loop.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::rc::{Rc, Weak};
use std::time::{Duration, Instant};

use shards::net::{Accepted, ListenOptions, Listener, Stream, listen_tcp};
use shards::{Error, Events, Interest, Registration, Shard, ShardOptions, Source};

pub const LOCALHOST: &str = "127.0.0.1:0";

/// Runs `main` on a shard and returns what it did.
pub fn on_shard<F, Fut, T>(main: F) -> Result<T, Error>
where
    F: FnOnce(Rc<Shard>) -> Fut + Send + 'static,
    Fut: Future<Output = T>,
    T: Send + 'static,
{
    shards::run_here(ShardOptions::default(), main)
}

/// Turns the loop until `done`; fails if nothing happens for ten seconds.
pub async fn until(shard: &Shard, mut done: impl FnMut() -> bool) {
    let mut last = Instant::now();
    while !done() {
        let ran = shard.turn(Some(Duration::from_secs(1))).await.expect("a turn");
        if ran > 0 {
            last = Instant::now();
        }
        assert!(last.elapsed() < Duration::from_secs(10), "nothing happens");
    }
}

/// An echo server: one state machine per connection.
pub struct Echo {
    shard: Weak<Shard>,
    pub listener: Listener,
    registration: RefCell<Option<Registration>>,
    connections: RefCell<HashMap<u64, Rc<Connection>>>,
    next_id: Cell<u64>,
    pub accepted: Cell<usize>,
    pub ended: Cell<usize>,
    pub failed: Cell<usize>,
}

impl Echo {
    pub fn start(shard: &Rc<Shard>) -> Rc<Echo> {
        let address: SocketAddr = LOCALHOST.parse().expect("an address");
        let listener = listen_tcp(address, &ListenOptions::default()).expect("a listener");
        Echo::on(shard, listener)
    }

    pub fn on(shard: &Rc<Shard>, listener: Listener) -> Rc<Echo> {
        let echo = Rc::new(Echo {
            shard: Rc::downgrade(shard),
            listener,
            registration: RefCell::new(None),
            connections: RefCell::default(),
            next_id: Cell::new(0),
            accepted: Cell::new(0),
            ended: Cell::new(0),
            failed: Cell::new(0),
        });
        let registration =
            shard.reactor().register(&echo.listener, Interest::READ, echo.clone()).expect("registered");
        echo.registration.replace(Some(registration));
        echo
    }

    pub fn address(&self) -> SocketAddr {
        self.listener.local_address().expect("bound").ip().expect("TCP")
    }

    pub fn open(&self) -> usize {
        self.connections.borrow().len()
    }

    pub fn close(&self) {
        drop(self.registration.take());
        // A connection that holds its own registration is closed by dropping that.
        for connection in self.connections.take().into_values() {
            drop(connection.registration.take());
        }
    }

    fn add(self: &Rc<Self>, accepted: Accepted) {
        let Some(shard) = self.shard.upgrade() else { return };
        self.accepted.set(self.accepted.get() + 1);
        let id = self.next_id.replace(self.next_id.get() + 1);
        let connection = Rc::new(Connection {
            id,
            stream: accepted.stream,
            echo: Rc::downgrade(self),
            registration: RefCell::new(None),
            unsent: RefCell::default(),
            ending: Cell::new(false),
        });
        let registration = shard
            .reactor()
            .register(&connection.stream, Interest::READ, connection.clone())
            .expect("registered");
        connection.registration.replace(Some(registration));
        self.connections.borrow_mut().insert(id, connection);
    }
}

impl Source for Echo {
    fn ready(self: Rc<Self>, _: Events) {
        self.listener
            .accept(|accepted| {
                self.add(accepted);
                true
            })
            .expect("accepts");
    }
}

struct Connection {
    id: u64,
    stream: Stream,
    echo: Weak<Echo>,
    registration: RefCell<Option<Registration>>,
    unsent: RefCell<Vec<u8>>,
    ending: Cell<bool>,
}

impl Connection {
    fn pump(&self, events: Events) -> io::Result<bool> {
        let mut buffer = [0; 16 << 10];
        if events.readable() && !self.ending.get() && self.unsent.borrow().is_empty() {
            match self.stream.read(&mut buffer) {
                Ok(0) => self.ending.set(true),
                Ok(count) => self.unsent.borrow_mut().extend(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        let mut unsent = self.unsent.borrow_mut();
        while !unsent.is_empty() {
            match self.stream.write(&unsent) {
                Ok(count) => {
                    unsent.drain(..count);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        let interest = if unsent.is_empty() { Interest::READ } else { Interest::WRITE };
        if let Some(registration) = &*self.registration.borrow() {
            registration.modify(interest)?;
        }
        Ok(self.ending.get() && unsent.is_empty())
    }
}

impl Source for Connection {
    fn ready(self: Rc<Self>, events: Events) {
        let Some(echo) = self.echo.upgrade() else { return };
        let result = self.pump(events);
        let counter = match result {
            Ok(false) => return,
            Ok(true) => &echo.ended,
            Err(_) => &echo.failed,
        };
        counter.set(counter.get() + 1);
        drop(self.registration.take());
        echo.connections.borrow_mut().remove(&self.id);
    }
}
