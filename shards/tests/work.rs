//! The blocking pool, timers and tasks.

mod common;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use common::{on_shard, until};
use shards::{Error, Expires, RunError, Shard, TimerKey};

#[test]
fn blocking_closures_come_back_and_may_panic() {
    on_shard(|shard| async move {
        assert_eq!(shard.pool().threads(), 0, "no thread before the first closure");
        let results = Rc::new(RefCell::new(Vec::new()));
        const JOBS: usize = 500;
        for job in 0..JOBS {
            let results = results.clone();
            shard
                .pool()
                .run(
                    move || {
                        assert!(job % 7 != 3, "job {job} panics");
                        job * 2
                    },
                    move |result| results.borrow_mut().push((job, result)),
                )
                .expect("taken");
        }
        assert_eq!(shard.pool().pending(), JOBS);
        until(&shard, || results.borrow().len() == JOBS).await;
        assert_eq!(shard.pool().pending(), 0);
        assert!(shard.pool().threads() <= shards::limits::POOL_THREADS);
        for (job, result) in results.borrow().iter() {
            match result {
                Ok(value) => assert_eq!(*value, job * 2),
                Err(panic) => assert_eq!(panic.message, format!("job {job} panics")),
            }
            assert_eq!(result.is_err(), job % 7 == 3);
        }
    })
    .expect("the shard ends well");
}

#[test]
fn a_full_queue_gives_the_closures_back() {
    on_shard(|shard| async move {
        let gate = Arc::new((Mutex::new(false), Condvar::new()));
        let done = Rc::new(Cell::new(0));
        let mut taken = 0;
        loop {
            let (gate, done) = (gate.clone(), done.clone());
            let result = shard.pool().run(
                move || {
                    let mut open = gate.0.lock().expect("not poisoned");
                    while !*open {
                        open = gate.1.wait(open).expect("not poisoned");
                    }
                },
                move |_| done.set(done.get() + 1),
            );
            match result {
                Ok(()) => taken += 1,
                Err(RunError::Full(..)) => break,
                Err(error) => panic!("{error:?}"),
            }
        }
        assert!(taken >= shards::limits::POOL_QUEUE_DEPTH_MAX);
        *gate.0.lock().expect("not poisoned") = true;
        gate.1.notify_all();
        until(&shard, || done.get() == taken).await;
    })
    .expect("the shard ends well");
}

/// An idle timeout that is pushed back most of the time.
struct Idle {
    fired: Rc<Cell<usize>>,
    key: Cell<Option<TimerKey>>,
    early: Cell<u64>,
}

impl Expires for Idle {
    fn expired(self: Rc<Self>, key: TimerKey, now_ms: u64) {
        assert_eq!(self.key.get(), Some(key));
        assert!(now_ms >= self.early.get(), "early by {}", self.early.get() - now_ms);
        self.fired.set(self.fired.get() + 1);
    }
}

#[test]
fn a_storm_of_timers() {
    on_shard(|shard| async move {
        const TIMERS: usize = 10_000;
        let fired = Rc::new(Cell::new(0));
        let idles: Vec<Rc<Idle>> = (0..TIMERS)
            .map(|at| {
                let deadline = shard.now_ms() + 1 + at as u64 % 50;
                let (key, early) = (Cell::new(None), Cell::new(deadline));
                let idle = Rc::new(Idle { fired: fired.clone(), key, early });
                idle.key.set(Some(shard.timers().arm(deadline, idle.clone())));
                idle
            })
            .collect();
        let mut cancelled = 0;
        for round in 0..20 {
            for (at, idle) in idles.iter().enumerate() {
                let key = idle.key.get().expect("armed");
                if round == 0 && at % 10 == 0 {
                    // None can have fired: there was no turn yet.
                    cancelled += usize::from(shard.timers().cancel(key).is_some());
                } else {
                    let deadline = shard.now_ms() + 5 + (at as u64 * 31 + round) % 60;
                    if shard.timers().rearm(key, deadline) {
                        idle.early.set(deadline);
                    }
                }
            }
            shard.turn(Some(Duration::ZERO)).await.expect("turns");
        }
        until(&shard, || fired.get() + cancelled == TIMERS).await;
        assert_eq!(cancelled, TIMERS / 10);
        assert!(shard.timers().is_empty());
        assert_eq!(shard.timers().next_deadline(), None);
    })
    .expect("the shard ends well");
}

/// A task that waits through the ring, next to sockets and posts.
#[test]
fn tasks_run_while_the_program_waits() {
    on_shard(|shard| async move {
        let finished = Rc::new(Cell::new(0));
        for _ in 0..3 {
            let finished = finished.clone();
            let weak: Weak<Shard> = Rc::downgrade(&shard);
            shard.spawn(async move {
                for _ in 0..3 {
                    shards::sleep(Duration::from_millis(2)).await;
                }
                finished.set(finished.get() + 1);
                let shard = weak.upgrade().expect("running");
                shard.remote().post(|_| ()).expect("taken");
            });
        }
        assert_eq!(finished.get(), 0, "not within spawn");
        assert_eq!(shard.tasks(), 3);
        // Blocking results reach the shard while it waits through the ring, too.
        let pooled = Rc::new(Cell::new(false));
        let seen = pooled.clone();
        shard
            .pool()
            .run(|| std::thread::sleep(Duration::from_millis(3)), move |_| seen.set(true))
            .expect("taken");
        until(&shard, || finished.get() == 3 && pooled.get()).await;
        assert_eq!(shard.tasks(), 0);
        // One that never ends is ended with the shard.
        shard.spawn(std::future::pending());
        shard.turn(Some(Duration::from_millis(1))).await.expect("turns");
    })
    .expect("the shard ends well");
}

#[test]
fn a_panicking_task_is_the_programs_panic() {
    let error = on_shard(|shard| async move {
        shard.spawn(async { panic!("a task has had it") });
        loop {
            shard.turn(Some(Duration::from_secs(1))).await.expect("turns");
        }
        #[allow(unreachable_code, reason = "gives the future a type")]
        ()
    })
    .expect_err("panicked");
    assert!(matches!(error, Error::Panicked { message, .. } if message == "a task has had it"));
}
