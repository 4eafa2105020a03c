//! Without the test harness, which would run this on a thread of its own: a shard on
//! the process's main thread, whose stack grows as far as the options say.

use std::process::Command;

use rustix::process::{Resource, getrlimit};
use shards::ShardOptions;

fn main() {
    let before = getrlimit(Resource::Stack);
    shards::init_process();
    let depth = shards::run_here(ShardOptions::default(), |shard| async move {
        assert_eq!(rustix::thread::gettid(), rustix::process::getpid(), "no other thread");
        assert_eq!(shard.peers().len(), 1);
        // Frames of 64 KiB: 15 MiB of them.
        descend(240)
    })
    .expect("ends well");
    assert_eq!(depth, 240);
    assert_eq!(std::fs::read_dir("/proc/self/task").expect("is readable").count(), 1);

    let limits = child("/proc/self/limits");
    let stack = limits.lines().find(|line| line.starts_with("Max stack size")).expect("is there");
    let soft = stack.split_whitespace().nth(3).expect("a number or unlimited");
    assert_eq!(soft, before.current.map_or("unlimited".to_owned(), |limit| limit.to_string()));
    println!("ok");
}

fn descend(depth: usize) -> usize {
    let mut frame = [1u8; 64 << 10];
    let frame = std::hint::black_box(&mut frame);
    if depth == 0 { 0 } else { usize::from(frame[depth]) + descend(depth - 1) }
}

/// What a child process that was given its limits back sees of a file.
#[allow(unsafe_code, reason = "what runs between fork and exec is restricted")]
fn child(path: &str) -> String {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new("cat");
    command.arg(path);
    // SAFETY: `restore_in_child` makes two system calls once `init_process` has run.
    unsafe {
        command.pre_exec(|| {
            shards::restore_in_child();
            Ok(())
        })
    };
    String::from_utf8(command.output().expect("runs").stdout).expect("is text")
}
