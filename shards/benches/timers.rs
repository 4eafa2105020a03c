//! What a connection pays for its idle timeout: arming, pushing back, cancelling one of
//! many timers, in nanoseconds. Doing it to 100,000 should cost no more than to 1,000.
//!
//! `cargo bench -p shards --bench timers -- 100`; the number is of rounds.

use std::time::Instant;

use shards::Timers;

fn main() {
    let rounds = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(1);
    let small = measure(1_000, rounds * 100);
    let large = measure(100_000, rounds);
    for (name, at) in [("arm", 0), ("push back", 1), ("pull forward", 2), ("cancel", 3), ("expire", 4)] {
        let ratio = large[at] / small[at];
        println!("{name:12}  {:6.1} ns of 1,000  {:6.1} ns of 100,000  ratio {ratio:.2}", small[at], large[at]);
    }
}

fn measure(count: u64, rounds: u64) -> [f64; 5] {
    let mut total = [0.0; 5];
    let mut now = 0;
    let timers = Timers::new(now);
    for _ in 0..rounds {
        let begin = Instant::now();
        let keys: Vec<_> = (0..count).map(|at| timers.arm(now + 5_000 + at % 64, at)).collect();
        let armed = Instant::now();
        keys.iter().for_each(|key| assert!(timers.rearm(*key, now + 10_000)));
        let later = Instant::now();
        keys.iter().for_each(|key| assert!(timers.rearm(*key, now + 1_000)));
        let sooner = Instant::now();
        let half = keys.len() / 2;
        keys[..half].iter().for_each(|key| assert!(timers.cancel(*key).is_some()));
        let cancelled = Instant::now();
        now += 20_000;
        let fired = timers.expire(now, |_, _| ());
        let expired = Instant::now();
        assert_eq!(fired + half, keys.len());
        for (at, span) in
            [armed - begin, later - armed, sooner - later, cancelled - sooner, expired - cancelled].into_iter().enumerate()
        {
            let operations = if at < 3 { count } else { count / 2 };
            total[at] += span.as_nanos() as f64 / operations as f64 / rounds as f64;
        }
    }
    total
}
