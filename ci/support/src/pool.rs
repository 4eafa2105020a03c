//! Runs jobs on a few threads and hands the results back one at a time, as they come.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// Calls `work(worker, item)` for every item on up to `workers` threads (`worker` numbers them from 0), and
/// `done(item, result)` on the calling thread in the order of completion.
pub fn run<T: Sync, R: Send>(
    items: &[T],
    workers: usize,
    work: impl Fn(usize, &T) -> R + Sync,
    mut done: impl FnMut(&T, R),
) {
    let next = AtomicUsize::new(0);
    let (results, finished) = mpsc::channel();
    std::thread::scope(|scope| {
        for worker in 0..workers.clamp(1, items.len().max(1)) {
            let (results, next, work) = (results.clone(), &next, &work);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(at) else { return };
                    // The receiver lives until every worker has hung up.
                    results.send((at, work(worker, item))).expect("the pool waits for its workers");
                }
            });
        }
        drop(results);
        for (at, result) in finished {
            done(&items[at], result);
        }
    });
}

/// Threads for jobs that mostly wait for a process: twice the cores.
pub fn default_workers() -> usize {
    2 * std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_item_is_done_once() {
        let items: Vec<u32> = (0..100).collect();
        let mut seen = Vec::new();
        super::run(
            &items,
            4,
            |_, item| item * 2,
            |item, double| {
                assert_eq!(double, item * 2);
                seen.push(*item);
            },
        );
        seen.sort_unstable();
        assert_eq!(seen, items);
    }
}
