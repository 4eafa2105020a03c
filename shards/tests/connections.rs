//! Sockets of every fate: echoed, half-closed, reset, refused, too many.

mod common;

use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use common::{Echo, LOCALHOST, on_shard, until};
use shards::net::{
    ConnectOptions, ListenOptions, ReusePort, Stream, UnixName, connect_tcp, connect_unix,
    listen_tcp, listen_unix,
};
use shards::{Events, Interest, Registration, Source};

const CONNECTIONS: usize = 2000;

#[test]
fn thousands_are_echoed_half_closed_and_reset() {
    on_shard(|shard| async move {
        let echo = Echo::start(&shard);
        let address = echo.address();
        let client = thread::spawn(move || {
            let mut streams: Vec<TcpStream> = (0..CONNECTIONS)
                .map(|_| TcpStream::connect(address).expect("connects"))
                .collect();
            for (at, stream) in streams.iter_mut().enumerate() {
                stream.write_all(&at.to_le_bytes()).expect("writes");
            }
            for (at, stream) in streams.iter_mut().enumerate() {
                let mut reply = [0; 8];
                stream.read_exact(&mut reply).expect("is echoed");
                assert_eq!(usize::from_le_bytes(reply), at);
            }
            for (at, mut stream) in streams.into_iter().enumerate() {
                match at % 3 {
                    // Half-closed: what was sent before still comes back, then the end.
                    0 => {
                        stream.write_all(b"last words").expect("writes");
                        stream.shutdown(Shutdown::Write).expect("shuts down");
                        let mut rest = Vec::new();
                        stream.read_to_end(&mut rest).expect("ends");
                        assert_eq!(rest, b"last words");
                    }
                    // Reset.
                    1 => {
                        let stream = Stream::from_fd(stream.into());
                        stream.set_linger(Some(Duration::ZERO)).expect("lingers");
                    }
                    // Closed.
                    _ => drop(stream),
                }
            }
        });
        until(&shard, || echo.accepted.get() == CONNECTIONS && echo.open() == 0).await;
        client.join().expect("the client is content");
        assert_eq!(echo.ended.get() + echo.failed.get(), CONNECTIONS);
        assert_eq!(echo.failed.get(), CONNECTIONS.div_ceil(3), "the resets");
        assert_eq!(shard.reactor().registered(), 1, "the listener");
    })
    .expect("the shard ends well");
}

#[test]
fn a_slow_reader_gets_all_of_it() {
    on_shard(|shard| async move {
        let echo = Echo::start(&shard);
        let address = echo.address();
        const BYTES: usize = 8 << 20;
        let client = thread::spawn(move || {
            let mut reader = TcpStream::connect(address).expect("connects");
            let mut writer = reader.try_clone().expect("is cloned");
            let writer = thread::spawn(move || {
                let block: Vec<u8> = (0..=255).cycle().take(64 << 10).collect();
                for _ in 0..BYTES / block.len() {
                    writer.write_all(&block).expect("writes");
                }
                writer.shutdown(Shutdown::Write).expect("shuts down");
            });
            thread::sleep(Duration::from_millis(50));
            let mut all = Vec::new();
            reader.read_to_end(&mut all).expect("reads");
            writer.join().expect("has written");
            assert_eq!(all.len(), BYTES);
            assert!(all.iter().enumerate().all(|(at, byte)| *byte == at as u8));
        });
        until(&shard, || echo.ended.get() == 1).await;
        client.join().expect("the client is content");
    })
    .expect("the shard ends well");
}

/// Connects from the shard itself and keeps what it got.
struct Client {
    connecting: RefCell<Option<shards::net::Connecting>>,
    registration: RefCell<Option<Registration>>,
    outcome: RefCell<Option<std::io::Result<Stream>>>,
}

impl Source for Client {
    fn ready(self: Rc<Self>, events: Events) {
        assert!(events.writable());
        drop(self.registration.take());
        let connecting = self.connecting.take().expect("ready once");
        self.outcome.replace(Some(connecting.finish()));
    }
}

#[test]
fn connecting_succeeds_and_fails_with_the_kernels_error() {
    on_shard(|shard| async move {
        let echo = Echo::start(&shard);
        // A port that is certainly closed: bound a moment ago, never listened on.
        let closed = std::net::UdpSocket::bind(LOCALHOST).expect("binds").local_addr().expect("bound");
        for (address, errno) in [(echo.address(), None), (closed, Some(libc::ECONNREFUSED))] {
            let options = ConnectOptions { nodelay: true, ..ConnectOptions::default() };
            let connecting = connect_tcp(address, &options).expect("begins");
            let client = Rc::new(Client {
                connecting: RefCell::new(None),
                registration: RefCell::new(None),
                outcome: RefCell::new(None),
            });
            let registration = shard
                .reactor()
                .register(&connecting, Interest::WRITE, client.clone())
                .expect("registered");
            client.registration.replace(Some(registration));
            client.connecting.replace(Some(connecting));
            until(&shard, || client.outcome.borrow().is_some()).await;
            match client.outcome.take().expect("an outcome") {
                Ok(stream) => {
                    assert_eq!(errno, None);
                    assert_eq!(stream.peer_address().expect("connected").ip(), Some(address));
                    stream.set_keepalive(Some(Duration::from_secs(5))).expect("keeps alive");
                    stream.set_type_of_service(0x10).expect("sets");
                }
                Err(error) => assert_eq!(error.raw_os_error(), errno),
            }
        }
    })
    .expect("the shard ends well");
}

#[test]
fn unix_sockets_have_paths_and_abstract_names() {
    let path = std::env::temp_dir().join(format!("shards-{}.sock", std::process::id()));
    let names = [
        UnixName::path(&path),
        UnixName::Abstract(format!("shards-{}", std::process::id()).into_bytes()),
    ];
    for name in names {
        on_shard(|shard| async move {
            let listener = listen_unix(&name, 16).expect("listens");
            assert_eq!(
                listen_unix(&name, 16).expect_err("taken").raw_os_error(),
                Some(libc::EADDRINUSE)
            );
            let echo = Echo::on(&shard, listener);
            let connecting = connect_unix(&name).expect("connects");
            assert!(connecting.is_done());
            let stream = connecting.finish().expect("connected");
            assert_eq!(stream.peer_address().expect("connected"), shards::net::Address::Unix(name));
            assert_eq!(stream.write(b"over unix").expect("writes"), 9);
            let mut buffer = [0; 16];
            until(&shard, || matches!(stream.read(&mut buffer), Ok(9))).await;
            assert_eq!(&buffer[..9], b"over unix");
            echo.close();
        })
        .expect("the shard ends well");
    }
    std::fs::remove_file(path).expect("the path was made");
}

#[test]
fn a_shared_port_is_exclusive_to_its_sharers() {
    let any: SocketAddr = LOCALHOST.parse().expect("an address");
    let with = |reuse_port| ListenOptions { reuse_port, ..ListenOptions::default() };
    let in_use = |address, reuse_port| {
        let error = listen_tcp(address, &with(reuse_port)).expect_err("in use");
        assert_eq!(error.raw_os_error(), Some(libc::EADDRINUSE));
    };
    let first = listen_tcp(any, &with(ReusePort::First)).expect("listens");
    let address = first.local_address().expect("bound").ip().expect("TCP");
    let second = listen_tcp(address, &with(ReusePort::Join)).expect("joins");
    // Another process would come as the first of its own, or alone.
    in_use(address, ReusePort::First);
    in_use(address, ReusePort::Off);
    drop((first, second));
    let alone = listen_tcp(address, &with(ReusePort::Off)).expect("free again");
    in_use(address, ReusePort::Join);
    drop(alone);
}

/// A source that closes the others of its batch.
struct Killer {
    stream: Stream,
    registration: RefCell<Option<Registration>>,
    victims: RefCell<Vec<Rc<Killer>>>,
    called: Cell<usize>,
}

impl Source for Killer {
    fn ready(self: Rc<Self>, _: Events) {
        self.called.set(self.called.get() + 1);
        for victim in self.victims.take() {
            drop(victim.registration.take());
        }
        drop(self.registration.take());
    }
}

#[test]
fn events_of_what_was_closed_within_the_batch_are_dropped() {
    on_shard(|shard| async move {
        let mut peers = Vec::new();
        let killers: Vec<Rc<Killer>> = (0..10)
            .map(|_| {
                let (ours, theirs) = std::os::unix::net::UnixStream::pair().expect("a pair");
                peers.push(theirs);
                let killer = Rc::new(Killer {
                    stream: Stream::from_fd(ours.into()),
                    registration: RefCell::new(None),
                    victims: RefCell::default(),
                    called: Cell::new(0),
                });
                let registration = shard
                    .reactor()
                    .register(&killer.stream, Interest::READ, killer.clone())
                    .expect("registered");
                killer.registration.replace(Some(registration));
                killer
            })
            .collect();
        for killer in &killers {
            let others = killers.iter().filter(|other| !Rc::ptr_eq(other, killer));
            killer.victims.replace(others.cloned().collect());
        }
        peers.iter_mut().for_each(|peer| peer.write_all(b"x").expect("writes"));
        assert_eq!(shard.poll(None).expect("polls"), 1, "the first ends the others");
        assert_eq!(killers.iter().map(|killer| killer.called.get()).sum::<usize>(), 1);
        assert_eq!(shard.reactor().registered(), 0);
        assert_eq!(shard.poll(Some(Duration::ZERO)).expect("polls"), 0);
        killers.iter().for_each(|killer| drop(killer.victims.take()));
    })
    .expect("the shard ends well");
}

/// Polls again from within `ready`.
struct Nested {
    shard: std::rc::Weak<shards::Shard>,
    stream: Stream,
    depth: Rc<Cell<usize>>,
    reads: Rc<Cell<usize>>,
}

impl Source for Nested {
    fn ready(self: Rc<Self>, _: Events) {
        let mut byte = [0];
        if self.stream.read(&mut byte).is_ok() {
            self.reads.set(self.reads.get() + 1);
        }
        if self.depth.get() > 0 {
            self.depth.set(self.depth.get() - 1);
            let shard = self.shard.upgrade().expect("running");
            shard.poll(Some(Duration::ZERO)).expect("polls");
        }
    }
}

#[test]
fn a_poll_within_a_callback_carries_on_with_the_batch() {
    on_shard(|shard| async move {
        let (depth, reads) = (Rc::new(Cell::new(3)), Rc::new(Cell::new(0)));
        let mut kept = Vec::new();
        for _ in 0..8 {
            let (ours, mut theirs) = std::os::unix::net::UnixStream::pair().expect("a pair");
            theirs.write_all(b"x").expect("writes");
            let nested = Rc::new(Nested {
                shard: Rc::downgrade(&shard),
                stream: Stream::from_fd(ours.into()),
                depth: depth.clone(),
                reads: reads.clone(),
            });
            nested.stream.set_nonblocking(true).expect("sets");
            // Edge-triggered: an event that the nested calls lost would not come again.
            let interest = Interest::READ.edge();
            let registration =
                shard.reactor().register(&nested.stream, interest, nested.clone()).expect("registered");
            kept.push((registration, theirs));
        }
        shard.poll(Some(Duration::ZERO)).expect("polls");
        assert_eq!(depth.get(), 0);
        assert_eq!(reads.get(), 8);
        kept.clear();
    })
    .expect("the shard ends well");
}

#[test]
fn a_silent_registration_reports_nothing_until_it_is_asked_to() {
    on_shard(|shard| async move {
        let echo = Echo::start(&shard);
        let stream = TcpStream::connect(echo.address()).expect("connects");
        until(&shard, || echo.accepted.get() == 1).await;
        struct Count(Cell<usize>);
        impl Source for Count {
            fn ready(self: Rc<Self>, events: Events) {
                assert!(events.hung_up() || events.peer_closed());
                self.0.set(self.0.get() + 1);
            }
        }
        let count = Rc::new(Count(Cell::new(0)));
        let registration =
            shard.reactor().register(&stream, Interest::PEER_CLOSED, count.clone()).expect("registered");
        registration.modify(Interest::NONE).expect("silenced");
        echo.close();
        for _ in 0..3 {
            shard.poll(Some(Duration::from_millis(5))).expect("polls");
        }
        assert_eq!(count.0.get(), 0);
        registration.modify(Interest::READ.and(Interest::PEER_CLOSED)).expect("heard");
        shard.poll(Some(Duration::ZERO)).expect("polls");
        assert_eq!(count.0.get(), 1);
    })
    .expect("the shard ends well");
}
