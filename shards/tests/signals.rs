//! Signals reach the shards that watch them, and nobody else.

mod common;

use std::cell::Cell;
use std::rc::Rc;

use common::{on_shard, until};
use rustix::process::{Signal, getpid, kill_process};

#[test]
fn watched_signals_are_callbacks_and_others_are_not() {
    on_shard(|shard| async move {
        let counts = [(); 2].map(|()| Rc::new(Cell::new(0)));
        let watch = |number, count: &Rc<Cell<usize>>| {
            let count = count.clone();
            shard
                .signals()
                .watch(
                    number,
                    Rc::new(move |signal| {
                        assert_eq!(signal, number);
                        count.set(count.get() + 1);
                    }),
                )
                .expect("watched")
        };
        let first = watch(libc::SIGUSR2, &counts[0]);
        let second = watch(libc::SIGUSR2, &counts[1]);
        kill_process(getpid(), Signal::USR2).expect("sent");
        until(&shard, || counts[1].get() == 1).await;
        assert_eq!(counts[0].get(), 1);
        drop(first);
        kill_process(getpid(), Signal::USR2).expect("sent");
        until(&shard, || counts[1].get() == 2).await;
        assert_eq!(counts[0].get(), 1, "no longer watched");
        drop(second);
        for number in [0, 65, libc::SIGKILL, libc::SIGSTOP, libc::SIGSEGV] {
            let error = shard.signals().watch(number, Rc::new(|_| ())).err().expect("refused");
            assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
        }
    })
    .expect("the shard ends well");
}

/// In a child: once nobody watches it, the signal does what it does by default.
#[test]
fn an_unwatched_signal_has_its_default_action_back() {
    use std::os::unix::process::ExitStatusExt;
    if std::env::var_os("SHARDS_TEST_DIE").is_some() {
        let _ = on_shard(|shard| async move {
            let watch = shard.signals().watch(libc::SIGUSR1, Rc::new(|_| ())).expect("watched");
            kill_process(getpid(), Signal::USR1).expect("sent");
            shard.poll(None).expect("is a callback");
            drop(watch);
            kill_process(getpid(), Signal::USR1).expect("sent");
            std::thread::sleep(std::time::Duration::from_secs(5));
        });
        unreachable!("dead by now");
    }
    let status = std::process::Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "an_unwatched_signal_has_its_default_action_back"])
        .env("SHARDS_TEST_DIE", "1")
        .stdout(std::process::Stdio::null())
        .status()
        .expect("runs");
    assert_eq!(status.signal(), Some(libc::SIGUSR1));
}
