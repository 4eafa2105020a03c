//! Which cores shards, their helpers and their children run on.

mod common;

use std::cell::RefCell;
use std::rc::Rc;

use common::until;
use rustix::thread::{CpuSet, sched_getaffinity};
use shards::{Error, ShardOptions, ShardSet, Topology};

fn cores(mask: &CpuSet) -> Vec<usize> {
    (0..CpuSet::MAX_CPU).filter(|core| mask.is_set(*core)).collect()
}

#[test]
fn shards_are_pinned_in_turn_and_their_pools_are_not() {
    shards::init_process();
    let topology = Topology::detect();
    assert_eq!(cores(&shards::original_affinity().expect("is readable")), topology.cores);
    let count = topology.cores.len() + 1;
    let set = ShardSet::start(count, &topology, &ShardOptions::default(), |shard| async move {
        let own = cores(&sched_getaffinity(None).expect("is readable"));
        let pools = Rc::new(RefCell::new(None));
        let slot = pools.clone();
        shard
            .pool()
            .run(
                || cores(&sched_getaffinity(None).expect("is readable")),
                move |result| drop(slot.replace(Some(result.expect("no panic")))),
            )
            .expect("taken");
        until(&shard, || pools.borrow().is_some()).await;
        (own, pools.take().expect("set"))
    })
    .expect("starts");
    for (index, result) in set.join().into_iter().enumerate() {
        let (own, pools) = result.expect("ends well");
        assert_eq!(own, [topology.core(index)]);
        assert_eq!(pools, topology.cores);
    }
}

#[test]
fn a_thread_that_was_pinned_is_not_for_the_next_shard() {
    let topology = Topology::detect();
    let pinned = ShardOptions { name: "pinned".to_owned(), ..ShardOptions::default() };
    let pinned = ShardOptions { core: Some(topology.core(0)), ..pinned };
    shards::start(pinned, |_| async {}).expect("starts").join().expect("ends well");
    let options = ShardOptions { name: "free".to_owned(), ..ShardOptions::default() };
    let (own, name) = shards::start(options, |_| async {
        let name = std::fs::read_to_string("/proc/thread-self/comm").expect("is readable");
        (cores(&sched_getaffinity(None).expect("is readable")), name)
    })
    .expect("starts")
    .join()
    .expect("ends well");
    assert_eq!(own, topology.cores);
    assert_eq!(name.trim(), "free");
}

#[test]
fn what_cannot_be_is_said() {
    let impossible = ShardOptions { core: Some(CpuSet::MAX_CPU), ..ShardOptions::default() };
    let error = shards::start(impossible, |_| async {}).expect("starts").join().expect_err("no such core");
    assert!(matches!(error, Error::Core { source: None, .. }), "{error}");
    let tiny = ShardOptions { stack_bytes: 4096, ..ShardOptions::default() };
    let error = shards::start(tiny, |_| async {}).err().expect("too small");
    assert_eq!(error.to_string(), "stack_bytes is 4096, and must be from 262144 to 1073741824");
    let none = ShardSet::<()>::start(0, &Topology::detect(), &ShardOptions::default(), |_| async {});
    assert!(matches!(none.err().expect("none"), Error::Option { value: 0, .. }));
}
