//! Whether a shard looks out for messages for a moment before it sleeps.
//!
//! To fall asleep and be woken takes two system calls here, one on the other shard, and a switch of threads on each;
//! an answer that is a few microseconds away is cheaper to wait for. Whether it is shows in how the last waits ended:
//! after a row of sleeps that messages ended soon, the shard looks out once; as long as that finds something it goes
//! on so, and each time it does not, it takes a longer row to begin again. A shard that no messages reach, or only now
//! and then, sleeps as if there were none of this.

use std::cell::Cell;

use crate::limits::{LOOKOUT_NS, LOOKOUT_ROW_MAX, LOOKOUT_ROW_MIN};

/// A sleep that a message ended within this time would have been worth a look out: most of it was the way into
/// the sleep and out of it.
const SHORT_SLEEP_NS: u64 = 4 * LOOKOUT_NS;

/// After so many waits in a row that needed no sleep, a row is shorter again.
const STREAK: u32 = 64;

/// What the last waits say of the next one.
pub(crate) struct Lookout {
    /// Short sleeps that are to come before the next look out.
    due_in: Cell<u32>,
    /// How many they will be next time.
    row: Cell<u32>,
    streak: Cell<u32>,
}

impl Lookout {
    pub(crate) fn new() -> Lookout {
        Lookout { due_in: Cell::new(LOOKOUT_ROW_MIN), row: Cell::new(LOOKOUT_ROW_MIN), streak: Cell::new(0) }
    }

    /// Whether to look out before the next sleep.
    pub(crate) fn is_due(&self) -> bool {
        self.due_in.get() == 0
    }

    /// A sleep has ended.
    pub(crate) fn slept(&self, by_message: bool, slept_ns: u64) {
        if by_message && slept_ns < SHORT_SLEEP_NS {
            self.due_in.set(self.due_in.get().saturating_sub(1));
        }
    }

    /// A look out has ended; `found` if there was no need to sleep.
    pub(crate) fn looked(&self, found: bool) {
        if !found {
            self.streak.set(0);
            self.due_in.set(self.row.get());
            self.row.set((self.row.get() * 2).min(LOOKOUT_ROW_MAX));
            return;
        }
        self.streak.set(self.streak.get() + 1);
        if self.streak.get() == STREAK {
            self.streak.set(0);
            self.row.set((self.row.get() / 2).max(LOOKOUT_ROW_MIN));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeps_until_due(lookout: &Lookout) -> u32 {
        let mut sleeps = 0;
        while !lookout.is_due() {
            lookout.slept(true, 1000);
            sleeps += 1;
        }
        sleeps
    }

    #[test]
    fn only_short_sleeps_that_messages_end_count() {
        let lookout = Lookout::new();
        for _ in 0..1000 {
            lookout.slept(true, SHORT_SLEEP_NS);
            lookout.slept(false, 1000);
        }
        assert!(!lookout.is_due());
        assert_eq!(sleeps_until_due(&lookout), LOOKOUT_ROW_MIN);
    }

    #[test]
    fn looking_out_in_vain_becomes_rare() {
        let lookout = Lookout::new();
        let mut row = sleeps_until_due(&lookout);
        while row < LOOKOUT_ROW_MAX {
            lookout.looked(false);
            let next = sleeps_until_due(&lookout);
            assert!(next == row || next == row * 2);
            row = next;
            lookout.looked(true);
        }
        // It takes steady success to begin sooner again.
        (0..STREAK).for_each(|_| lookout.looked(true));
        lookout.looked(false);
        assert_eq!(sleeps_until_due(&lookout), LOOKOUT_ROW_MAX / 2);
    }
}
