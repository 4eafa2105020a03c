//! Mailboxes, posts, phases, sets of shards.

mod common;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::{Echo, LOCALHOST, on_shard, until};
use shards::mailbox::{self, TryRecvError, TrySendError};
use shards::{Error, Phase, PostError, ShardOptions, ShardSet, Topology};

/// Three shards send as fast as they can into one small mailbox, each in order, each
/// waiting for room when there is none.
#[test]
fn a_mailbox_under_pressure_loses_and_reorders_nothing() {
    const SENDERS: usize = 3;
    const MESSAGES: usize = 20_000;
    let (sender, receiver) = mailbox::channel::<(usize, usize)>(64);
    let senders: Vec<_> = (0..SENDERS)
        .map(|who| {
            let sender = sender.clone();
            let options = ShardOptions { name: format!("sender-{who}"), ..Default::default() };
            shards::start(options, move |shard| async move {
                let (next, full) = (Cell::new(0), Cell::new(0usize));
                let notifier = shard.notifier(Rc::new(|| {}));
                while next.get() < MESSAGES {
                    match sender.try_send((who, next.get())) {
                        Ok(()) => next.set(next.get() + 1),
                        Err(TrySendError::Full(_)) => {
                            full.set(full.get() + 1);
                            sender.notify_when_free(&notifier.handle());
                            let begin = Instant::now();
                            shard.turn(Some(Duration::from_secs(10))).await.expect("turns");
                            assert!(begin.elapsed() < Duration::from_secs(9), "not told of room");
                        }
                        Err(TrySendError::Closed(_)) => panic!("closed"),
                    }
                }
                full.get()
            })
            .expect("starts")
        })
        .collect();
    drop(sender);
    on_shard(move |shard| async move {
        let receiver = Rc::new(receiver);
        let next = Rc::new(RefCell::new([0; SENDERS]));
        let closed = Rc::new(Cell::new(false));
        let notifier = {
            let (receiver, next, closed) = (receiver.clone(), next.clone(), closed.clone());
            shard.notifier(Rc::new(move || {
                loop {
                    match receiver.try_recv() {
                        Ok((who, number)) => {
                            assert_eq!(next.borrow()[who], number);
                            next.borrow_mut()[who] += 1;
                        }
                        Err(TryRecvError::Empty) => return,
                        Err(TryRecvError::Closed) => return closed.set(true),
                    }
                }
            }))
        };
        receiver.bind(notifier.handle());
        until(&shard, || closed.get()).await;
        assert_eq!(*next.borrow(), [MESSAGES; SENDERS]);
    })
    .expect("the receiver ends well");
    let full: usize = senders.into_iter().map(|sender| sender.join().expect("ends well")).sum();
    assert!(full > 0, "the mailbox was full at times");
}

#[test]
fn a_mailbox_travels_and_its_end_is_seen_from_both_sides() {
    let (sender, receiver) = mailbox::channel::<String>(2);
    sender.try_send("early".to_owned()).expect("waits");
    sender.try_send("bird".to_owned()).expect("waits");
    let full = sender.try_send("late".to_owned()).expect_err("full");
    assert_eq!(full, TrySendError::Full("late".to_owned()));
    // Bound on one shard, unbound, and bound on another.
    let receiver = on_shard(move |shard| async move {
        let told = Rc::new(Cell::new(0));
        let notifier = {
            let told = told.clone();
            shard.notifier(Rc::new(move || told.set(told.get() + 1)))
        };
        receiver.bind(notifier.handle());
        until(&shard, || told.get() == 1).await;
        assert_eq!(receiver.try_recv().expect("a message"), "early");
        receiver.unbind();
        receiver
    })
    .expect("ends well");
    on_shard(move |shard| async move {
        let freed = Rc::new(Cell::new(0));
        let notifier = {
            let freed = freed.clone();
            shard.notifier(Rc::new(move || freed.set(freed.get() + 1)))
        };
        assert_eq!(receiver.try_recv().expect("a message"), "bird");
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
        sender.notify_when_free(&notifier.handle());
        until(&shard, || freed.get() == 1).await;
        drop(receiver);
        assert!(sender.is_closed());
        let closed = sender.try_send("gone".to_owned()).expect_err("closed");
        assert_eq!(closed, TrySendError::Closed("gone".to_owned()));
    })
    .expect("ends well");
}

#[test]
fn posts_run_in_order_and_end_with_the_shard() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let handle = shards::start(ShardOptions::default(), move |shard| async move {
        sender.send(shard.remote().clone()).expect("taken");
        let count = Rc::new(Cell::new(0));
        COUNT.with(|slot| slot.replace(Some(count.clone())));
        until(&shard, || count.get() == 1000).await;
    })
    .expect("starts");
    thread_local! {
        static COUNT: RefCell<Option<Rc<Cell<usize>>>> = const { RefCell::new(None) };
    }
    let remote = receiver.recv().expect("started");
    for number in 0..1000 {
        remote
            .post(move |_| {
                COUNT.with(|count| {
                    let count = count.borrow().clone().expect("set first");
                    assert_eq!(count.get(), number);
                    count.set(number + 1);
                });
            })
            .expect("taken");
    }
    handle.join().expect("ends well");
    assert!(remote.has_ended());
    assert!(matches!(remote.post(|_| ()), Err(PostError::Ended(_))));
}

#[test]
fn peers_post_to_one_another() {
    const SHARDS: usize = 4;
    let sum = Arc::new(AtomicUsize::new(0));
    let results = {
        let sum = sum.clone();
        ShardSet::run(SHARDS, &Topology::detect(), &ShardOptions::default(), move |shard| {
            let sum = sum.clone();
            async move {
                assert_eq!(shard.peers().len(), SHARDS);
                for peer in shard.peers() {
                    let sum = sum.clone();
                    peer.post(move |_| {
                        sum.fetch_add(1, Ordering::SeqCst);
                    })
                    .expect("taken");
                }
                until(&shard, || sum.load(Ordering::SeqCst) == SHARDS * SHARDS || {
                    // Others may be waiting for the last post.
                    shard.phase() != Phase::Running
                })
                .await;
                shard.peers().iter().for_each(shards::Remote::stop);
                shard.index()
            }
        })
        .expect("starts")
    };
    let indexes: Vec<usize> = results.into_iter().map(|result| result.expect("ends well")).collect();
    assert_eq!(indexes, [0, 1, 2, 3]);
    assert_eq!(sum.load(Ordering::SeqCst), SHARDS * SHARDS);
}

/// Each shard has a listener of its own on one port; the kernel spreads connections.
#[test]
fn shards_share_a_port() {
    const SHARDS: usize = 2;
    const CONNECTIONS: usize = 400;
    let addresses = Arc::new(std::sync::Mutex::new(Vec::new()));
    let listening = Arc::new(AtomicUsize::new(0));
    let set = {
        let (listening, addresses) = (listening.clone(), addresses.clone());
        let main = move |shard: Rc<shards::Shard>| {
            let (addresses, listening) = (addresses.clone(), listening.clone());
            async move {
                let (any, options) = (LOCALHOST.parse().expect("an address"), Default::default());
                let listener = shard.listen_shared(any, &options).expect("listens");
                let other = shard.listen_shared(any, &options).expect("listens");
                let address = listener.local_address().expect("bound").ip().expect("TCP");
                assert_ne!(other.local_address().expect("bound").ip(), Some(address));
                let echo = Echo::on(&shard, listener);
                addresses.lock().expect("not poisoned").push(address);
                listening.fetch_add(1, Ordering::SeqCst);
                let draining = Rc::new(Cell::new(false));
                let seen = draining.clone();
                shard.on_phase(Rc::new(move |phase| seen.set(phase == Phase::Draining)));
                while !draining.get() || echo.open() > 0 {
                    shard.turn(Some(Duration::from_secs(10))).await.expect("turns");
                }
                echo.accepted.get()
            }
        };
        ShardSet::start(SHARDS, &Topology::detect(), &ShardOptions::default(), main).expect("starts")
    };
    while listening.load(Ordering::SeqCst) < SHARDS {
        std::thread::yield_now();
    }
    let address = {
        let addresses = addresses.lock().expect("not poisoned");
        assert!(addresses.iter().all(|address| *address == addresses[0]), "{addresses:?}");
        addresses[0]
    };
    use std::io::{Read, Write};
    for _ in 0..CONNECTIONS / 40 {
        let mut streams: Vec<_> =
            (0..40).map(|_| std::net::TcpStream::connect(address).expect("connects")).collect();
        for stream in &mut streams {
            stream.write_all(b"hello").expect("writes");
            let mut reply = [0; 5];
            stream.read_exact(&mut reply).expect("is echoed");
        }
    }
    set.drain();
    let accepted: Vec<usize> = set.join().into_iter().map(|result| result.expect("ends well")).collect();
    assert_eq!(accepted.iter().sum::<usize>(), CONNECTIONS);
    assert!(accepted.iter().all(|count| *count > CONNECTIONS / 20), "spread: {accepted:?}");
}

#[test]
fn a_panic_is_its_shards_own() {
    let set = ShardSet::start(3, &Topology::detect(), &ShardOptions::default(), |shard| async move {
        let echo = Echo::start(&shard);
        assert!(shard.index() != 1, "shard {} has had it", shard.index());
        until(&shard, || shard.phase() == Phase::Stopping).await;
        drop(echo);
    })
    .expect("starts");
    while !set.handles()[1].has_ended() {
        std::thread::yield_now();
    }
    set.stop();
    let mut results = set.join();
    let error = results.remove(1).expect_err("panicked");
    assert!(matches!(&error, Error::Panicked { message, .. } if message == "shard 1 has had it"));
    assert_eq!(error.to_string(), "shard shard-1 panicked: shard 1 has had it");
    assert!(results.iter().all(Result::is_ok));
}

#[test]
fn the_end_of_a_shard_is_a_callback_of_another() {
    on_shard(|shard| async move {
        let ended = Rc::new(Cell::new(0));
        let notifier = {
            let ended = ended.clone();
            shard.notifier(Rc::new(move || ended.set(ended.get() + 1)))
        };
        let options = ShardOptions { name: "child".to_owned(), ..Default::default() };
        let handle = shards::start(options, |_| async { 42 }).expect("starts");
        handle.notify_on_end(notifier.handle());
        until(&shard, || ended.get() == 1).await;
        assert_eq!(handle.join().expect("ends well"), 42);
    })
    .expect("ends well");
}

#[test]
fn sixty_four_shards_start_in_under_a_second() {
    let begin = Instant::now();
    let started = Arc::new(AtomicUsize::new(0));
    let set = {
        let started = started.clone();
        ShardSet::start(64, &Topology::detect(), &ShardOptions::default(), move |shard| {
            started.fetch_add(1, Ordering::SeqCst);
            async move { until(&shard, || shard.phase() == Phase::Stopping).await }
        })
        .expect("starts")
    };
    while started.load(Ordering::SeqCst) < 64 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let elapsed = begin.elapsed();
    set.stop();
    assert!(set.join().iter().all(Result::is_ok));
    eprintln!("64 shards started in {elapsed:?}");
}

/// Messages wake a sleeping shard, and one that is about to sleep.
#[test]
fn no_wake_up_is_lost() {
    const ROUNDS: usize = 20_000;
    let (ping, pings) = mailbox::channel::<usize>(4);
    let (pong, pongs) = mailbox::channel::<usize>(4);
    let other = shards::start(ShardOptions::default(), move |shard| async move {
        let notifier = shard.notifier(Rc::new(|| {}));
        pings.bind(notifier.handle());
        let mut seen = 0;
        while seen < ROUNDS {
            match pings.try_recv() {
                Ok(number) => {
                    pong.try_send(number).expect("one at a time");
                    seen += 1;
                }
                Err(_) => {
                    let begin = Instant::now();
                    shard.turn(Some(Duration::from_secs(10))).await.expect("turns");
                    assert!(begin.elapsed() < Duration::from_secs(9), "woken by the clock");
                }
            }
        }
    })
    .expect("starts");
    on_shard(move |shard| async move {
        let notifier = shard.notifier(Rc::new(|| {}));
        pongs.bind(notifier.handle());
        let mut backlog: VecDeque<usize> = (0..ROUNDS).collect();
        let mut expected = 0;
        ping.try_send(backlog.pop_front().expect("some")).expect("room");
        while expected < ROUNDS {
            match pongs.try_recv() {
                Ok(number) => {
                    assert_eq!(number, expected);
                    expected += 1;
                    if let Some(next) = backlog.pop_front() {
                        ping.try_send(next).expect("room");
                    }
                }
                Err(_) => {
                    let begin = Instant::now();
                    shard.turn(Some(Duration::from_secs(10))).await.expect("turns");
                    assert!(begin.elapsed() < Duration::from_secs(9), "woken by the clock");
                }
            }
        }
    })
    .expect("ends well");
    other.join().expect("ends well");
}
