//! Looks for responses a moment before a shard of a closed loop sleeps, as long as they mostly have come by then.
//!
//! A server that is about as fast as the generator answers within the microseconds that the generator has to spare. To
//! sleep for those costs the server: it is the server's write that must wake another core, which on a virtual machine
//! takes as long as answering. What would be measured then is how often the generator sleeps.

use std::io;
use std::time::Duration;

use shards::Shard;
use shards::clock::monotonic_ns;

/// How long it looks: about what the generator itself pays for falling asleep and being woken, so that a look in vain at
/// worst doubles that.
const LOOK_NS: u64 = 3_000;
/// The most waits that pass before it looks again, where that was mostly in vain.
const PASS_MAX: u32 = 1023;

/// See the module's page.
pub(super) struct Lookout {
    /// Waits that are to pass before the next look.
    pass: u32,
    /// How many they will be if it is in vain: twice as many after each that was, half as many after each that was not,
    /// so that it goes on where more than half of them help.
    row: u32,
    spent_ns: u64,
}

impl Lookout {
    pub(super) fn new() -> Lookout {
        Lookout { pass: 0, row: 0, spent_ns: 0 }
    }

    /// How long it has looked so far, all together: time that the shard had to spare.
    pub(super) fn spent_ns(&self) -> u64 {
        self.spent_ns
    }

    /// True if something has come, and was seen to; else it is time to sleep.
    ///
    /// # Errors
    /// The reactor's.
    pub(super) fn finds(&mut self, shard: &Shard) -> io::Result<bool> {
        if !self.is_due() {
            return Ok(false);
        }
        if shard.poll(Some(Duration::ZERO))? > 0 {
            return Ok(true);
        }
        let began_ns = monotonic_ns();
        loop {
            let found = shard.poll(Some(Duration::ZERO))? > 0;
            let spent_ns = monotonic_ns() - began_ns;
            if found || spent_ns >= LOOK_NS {
                self.spent_ns += spent_ns;
                self.ended(found);
                return Ok(found);
            }
        }
    }

    /// Whether to look before this wait.
    fn is_due(&mut self) -> bool {
        let is_due = self.pass == 0;
        self.pass = self.pass.saturating_sub(1);
        is_due
    }

    fn ended(&mut self, found: bool) {
        if found {
            self.row /= 2;
        } else {
            self.row = (self.row * 2 + 1).min(PASS_MAX);
            self.pass = self.row;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of so many waits, those before which it looked, if it finds something this often.
    fn looks(waits: u32, finds: impl Fn(u32) -> bool) -> u32 {
        let mut lookout = Lookout::new();
        let mut looks = 0;
        for _ in 0..waits {
            if lookout.is_due() {
                lookout.ended(finds(looks));
                looks += 1;
            }
        }
        looks
    }

    #[test]
    fn it_looks_where_that_mostly_helps() {
        assert_eq!(looks(10_000, |_| true), 10_000);
        assert!(looks(10_000, |look| look % 4 != 0) > 5_000);
        assert!(looks(10_000, |look| look % 4 == 0) < 100);
        assert!(looks(10_000, |_| false) < 25);
    }

    #[test]
    fn it_begins_again_when_that_helps_again() {
        assert!(looks(10_000, |look| look >= 8) > 9_000);
    }
}
