//! One test, in a process of its own: it counts the process's file descriptors.

mod common;

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::rc::Rc;
use std::time::{Duration, Instant};

use common::{Echo, until};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use shards::ShardOptions;

fn open() -> usize {
    std::fs::read_dir("/proc/self/fd").expect("is readable").count() - 1
}

/// How many are open once the pools' threads, which nobody waits for, are gone: they
/// hold the eventfd of their shard until they have seen its end.
fn open_at_last() -> usize {
    let begin = Instant::now();
    loop {
        let tasks = std::fs::read_dir("/proc/self/task").expect("is readable");
        let mut names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
        if !names.any(|name| name.trim().ends_with("-pool")) {
            return open();
        }
        assert!(begin.elapsed() < Duration::from_secs(10), "a pool's thread stays");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A life with everything in it, left untidy on purpose.
fn live() {
    shards::start(ShardOptions::default(), |shard| async move {
        let echo = Echo::start(&shard);
        let address = echo.address();
        let mut clients: Vec<TcpStream> =
            (0..100).map(|_| TcpStream::connect(address).expect("connects")).collect();
        until(&shard, || echo.accepted.get() == 100).await;
        clients.iter_mut().for_each(|client| client.write_all(b"x").expect("writes"));
        clients.truncate(50);
        until(&shard, || echo.open() == 50).await;
        shard.pool().run(|| (), |_| ()).expect("taken");
        // A watch that its own callback keeps.
        let slot = Rc::new(RefCell::new(None));
        let kept = slot.clone();
        let callback = Rc::new(move |_| drop(kept.take()));
        slot.replace(Some(shard.signals().watch(libc::SIGUSR2, callback).expect("watched")));
        shard.spawn(std::future::pending());
        shard.turn(Some(Duration::from_millis(1))).await.expect("turns");
        drop(clients);
        // Not closed: a source that holds its registration, and the reactor the source.
    })
    .expect("starts")
    .join()
    .expect("ends well");
}

/// Out of descriptors, a listener turns connections away instead of spinning, and
/// serves again when there are some.
fn run_out() {
    shards::start(ShardOptions::default(), |shard| async move {
        let echo = Echo::start(&shard);
        let limit = getrlimit(Resource::Nofile);
        let client = TcpStream::connect(echo.address()).expect("connects");
        until(&shard, || echo.accepted.get() == 1).await;
        let mut hogs = Vec::new();
        setrlimit(Resource::Nofile, Rlimit { current: Some(open() as u64 + 3), ..limit }).expect("sets");
        let mut late = TcpStream::connect(echo.address()).expect("connects");
        while let Ok(hog) = std::fs::File::open("/dev/null") {
            hogs.push(hog);
        }
        late.set_read_timeout(Some(Duration::from_secs(10))).expect("sets");
        let waits = shard.reactor().waits();
        for _ in 0..3 {
            shard.poll(Some(Duration::from_millis(10))).expect("polls");
        }
        assert!(shard.reactor().waits() - waits <= 3, "sleeps in between");
        assert_eq!(late.read(&mut [0]).expect("is closed"), 0, "turned away");
        assert_eq!(echo.accepted.get(), 1);
        hogs.clear();
        setrlimit(Resource::Nofile, limit).expect("sets");
        let again = TcpStream::connect(echo.address()).expect("connects");
        until(&shard, || echo.accepted.get() == 2).await;
        drop((client, again));
        until(&shard, || echo.open() == 0).await;
        echo.close();
    })
    .expect("starts")
    .join()
    .expect("ends well");
}

#[test]
fn every_descriptor_is_closed_at_the_end() {
    // The first life leaves what is made once: a thread with its executor, kept for
    // the next shard, and what signal handling keeps.
    live();
    let before = open_at_last();
    for _ in 0..5 {
        live();
    }
    run_out();
    assert_eq!(open_at_last(), before);
}
