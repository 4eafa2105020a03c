//! Many coarse timeouts, cheaply: a hierarchical timing wheel in milliseconds.
//!
//! Made for deadlines that are nearly always pushed back or cancelled (a connection's
//! idle timeout, a request's timeout). Arming and cancelling touch one list; pushing a
//! deadline back is one store, since the timer stays where it is and is put in its
//! new place when the old one comes up.
//!
//! Level `l` has 64 slots of 64^l ms. A timer lies in the level where its deadline first
//! differs from now, and moves down a level when its slot comes up.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use crate::limits;
use crate::slab::{Key, Slab};

const LEVELS: usize = 7;
const SLOTS: usize = 64;
const SLOT_BITS: u32 = 6;

/// The farthest deadline: 64^7 ms, 139 years. Later ones are taken as this.
const HORIZON_MS: u64 = (1 << (SLOT_BITS * LEVELS as u32)) - 1;

/// Names an armed timer; stale once that has fired or been cancelled.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TimerKey(Key);

/// Deadlines in milliseconds of one monotonic clock ([`crate::Reactor::now_ms`]), with
/// a payload each. Methods take `&self`; payload callbacks may call back in.
pub struct Timers<T> {
    wheel: RefCell<Wheel<T>>,
    /// A lower bound of the next deadline, in ms; `u64::MAX` for none.
    next: Cell<u64>,
    scratch: Cell<Vec<Key>>,
}

struct Wheel<T> {
    /// Everything before this has fired.
    now: u64,
    /// While timers fire: what is armed for this moment or before waits for the next
    /// call, lest a timer that arms itself again keep the shard busy for ever.
    floor: u64,
    entries: Slab<Entry<T>>,
    heads: [[Option<Key>; SLOTS]; LEVELS],
    /// Bit n of word l: slot n of level l has timers.
    occupied: [u64; LEVELS],
    /// Timers that were due when they were armed.
    due: Option<Key>,
}

struct Entry<T> {
    payload: T,
    deadline: u64,
    place: Place,
    previous: Option<Key>,
    next: Option<Key>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Due,
    Slot { level: u8, slot: u8 },
}

impl<T> Timers<T> {
    /// `now_ms`: the clock's present state.
    pub fn new(now_ms: u64) -> Timers<T> {
        Timers {
            wheel: RefCell::new(Wheel {
                now: now_ms,
                floor: 0,
                entries: Slab::new(),
                heads: [[None; SLOTS]; LEVELS],
                occupied: [0; LEVELS],
                due: None,
            }),
            next: Cell::new(u64::MAX),
            scratch: Cell::new(Vec::new()),
        }
    }

    /// Arms a timer. One whose deadline is past fires in the next [`Timers::expire`].
    ///
    /// # Panics
    /// If [`limits::TIMERS_MAX`] are armed: something is leaking.
    pub fn arm(&self, deadline_ms: u64, payload: T) -> TimerKey {
        let mut wheel = self.wheel.borrow_mut();
        assert!(wheel.entries.len() < limits::TIMERS_MAX, "too many timers");
        let key = wheel.entries.insert(Entry {
            payload,
            deadline: deadline_ms,
            place: Place::Due,
            previous: None,
            next: None,
        });
        wheel.link_new(key);
        self.next.set(self.next.get().min(deadline_ms));
        TimerKey(key)
    }

    /// Moves a deadline; false if the timer has fired or been cancelled. Later is one
    /// store, earlier an unlink and a link.
    pub fn rearm(&self, key: TimerKey, deadline_ms: u64) -> bool {
        let mut wheel = self.wheel.borrow_mut();
        let Some(entry) = wheel.entries.get_mut(key.0) else { return false };
        if deadline_ms >= entry.deadline {
            entry.deadline = deadline_ms;
            return true;
        }
        wheel.unlink(key.0);
        wheel.entry(key.0).deadline = deadline_ms;
        wheel.link_new(key.0);
        self.next.set(self.next.get().min(deadline_ms));
        true
    }

    /// Disarms a timer and returns its payload, if it has not fired.
    pub fn cancel(&self, key: TimerKey) -> Option<T> {
        let mut wheel = self.wheel.borrow_mut();
        wheel.entries.get(key.0)?;
        wheel.unlink(key.0);
        let entry = wheel.entries.remove(key.0).expect("looked up above");
        if wheel.entries.len() == 0 {
            self.next.set(u64::MAX);
        }
        Some(entry.payload)
    }

    /// When the next timer may be due: never later than the next deadline, sometimes
    /// earlier (after a cancel or a rearm, or when a far timer must change its level).
    #[inline]
    pub fn next_deadline(&self) -> Option<u64> {
        match self.next.get() {
            u64::MAX => None,
            next => Some(next),
        }
    }

    /// How long a loop may wait at `now_ms`, given its own timeout.
    pub fn bound(&self, now_ms: u64, timeout: Option<Duration>) -> Option<Duration> {
        let Some(next) = self.next_deadline() else { return timeout };
        let wait = Duration::from_millis(next.saturating_sub(now_ms));
        Some(timeout.map_or(wait, |timeout| timeout.min(wait)))
    }

    /// Fires what is due at `now_ms`, slot by slot (within one millisecond in no
    /// particular order). Returns how many fired. Timers that `fire` arms for now or
    /// earlier wait for the next call.
    pub fn expire(&self, now_ms: u64, mut fire: impl FnMut(TimerKey, T)) -> usize {
        if now_ms < self.next.get() {
            return 0;
        }
        // Timers due on arrival are taken as one list: `fire` may add to the next.
        let mut fired = 0;
        let mut list = self.scratch.take();
        self.wheel.borrow_mut().begin(now_ms, &mut list);
        loop {
            for key in list.drain(..) {
                // Cancelled or pushed back by a callback that ran before it?
                let entry = {
                    let mut wheel = self.wheel.borrow_mut();
                    match wheel.entries.get(key) {
                        None => continue,
                        Some(entry) if entry.deadline > now_ms => {
                            wheel.unlink(key);
                            wheel.link(key);
                            continue;
                        }
                        Some(_) => {}
                    }
                    wheel.unlink(key);
                    wheel.entries.remove(key).expect("looked up above")
                };
                fire(TimerKey(key), entry.payload);
                fired += 1;
            }
            if !self.wheel.borrow_mut().advance(now_ms, &mut list) {
                break;
            }
        }
        self.scratch.set(list);
        self.next.set(self.wheel.borrow().earliest().unwrap_or(u64::MAX));
        fired
    }

    /// Armed timers.
    pub fn len(&self) -> usize {
        self.wheel.borrow().entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Disarms everything.
    pub fn clear(&self) {
        let mut wheel = self.wheel.borrow_mut();
        wheel.heads = [[None; SLOTS]; LEVELS];
        wheel.occupied = [0; LEVELS];
        wheel.due = None;
        let entries = wheel.entries.take_all();
        drop(wheel);
        self.next.set(u64::MAX);
        // Outside the borrow: payloads may cancel other timers as they go.
        drop(entries);
    }
}

impl<T> Wheel<T> {
    fn entry(&mut self, key: Key) -> &mut Entry<T> {
        self.entries.get_mut(key).expect("linked keys are live")
    }

    fn head(&mut self, place: Place) -> &mut Option<Key> {
        match place {
            Place::Due => &mut self.due,
            Place::Slot { level, slot } => &mut self.heads[level as usize][slot as usize],
        }
    }

    /// Where a deadline belongs, seen from `self.now`.
    fn place(&self, deadline: u64) -> Place {
        if deadline < self.now {
            return Place::Due;
        }
        let deadline = deadline.min(self.now.saturating_add(HORIZON_MS));
        // The highest bit in which both differ tells the level.
        let differing = (deadline ^ self.now) | (SLOTS as u64 - 1);
        let level = ((63 - differing.leading_zeros()) / SLOT_BITS).min(LEVELS as u32 - 1);
        let slot = (deadline >> (level * SLOT_BITS)) as usize % SLOTS;
        Place::Slot { level: level as u8, slot: slot as u8 }
    }

    fn link_new(&mut self, key: Key) {
        let due = self.entry(key).deadline <= self.floor;
        self.link_at(key, due.then_some(Place::Due));
    }

    fn link(&mut self, key: Key) {
        self.link_at(key, None);
    }

    fn link_at(&mut self, key: Key, place: Option<Place>) {
        let deadline = self.entry(key).deadline;
        let place = place.unwrap_or_else(|| self.place(deadline));
        let head = self.head(place).replace(key);
        if let Some(head) = head {
            self.entry(head).previous = Some(key);
        }
        let entry = self.entry(key);
        entry.place = place;
        entry.previous = None;
        entry.next = head;
        if let Place::Slot { level, slot } = place {
            self.occupied[level as usize] |= 1 << slot;
        }
    }

    fn unlink(&mut self, key: Key) {
        let entry = self.entry(key);
        let (place, previous, next) = (entry.place, entry.previous, entry.next);
        if let Some(next) = next {
            self.entry(next).previous = previous;
        }
        match previous {
            Some(previous) => self.entry(previous).next = next,
            None => *self.head(place) = next,
        }
        if let Place::Slot { level, slot } = place
            && self.heads[level as usize][slot as usize].is_none()
        {
            self.occupied[level as usize] &= !(1 << slot);
        }
    }

    fn begin(&mut self, now: u64, list: &mut Vec<Key>) {
        self.floor = now;
        list.clear();
        self.collect(self.due, list);
    }

    fn collect(&self, mut key: Option<Key>, list: &mut Vec<Key>) {
        while let Some(at) = key {
            list.push(at);
            key = self.entries.get(at).expect("linked keys are live").next;
        }
    }

    /// The start of the first slot that has timers, and where that is.
    fn first(&self) -> Option<(u64, usize, usize)> {
        let mut first: Option<(u64, usize, usize)> = None;
        for level in 0..LEVELS {
            if self.occupied[level] == 0 {
                continue;
            }
            let shift = level as u32 * SLOT_BITS;
            let at = (self.now >> shift) as usize % SLOTS;
            // Slots behind the present one are of the level's next round.
            let ahead = self.occupied[level].rotate_right(at as u32).trailing_zeros() as u64;
            let start = (((self.now >> shift) + ahead) << shift).max(self.now);
            if first.is_none_or(|(earliest, ..)| start < earliest) {
                first = Some((start, level, (at + ahead as usize) % SLOTS));
            }
        }
        first
    }

    fn earliest(&self) -> Option<u64> {
        if self.due.is_some() { Some(self.now) } else { self.first().map(|(start, ..)| start) }
    }

    /// Moves on to the next slot that comes up until `now`: takes the timers of a
    /// lowest-level slot into `list`, moves those of a higher one down. False when
    /// no more slot comes up.
    fn advance(&mut self, now: u64, list: &mut Vec<Key>) -> bool {
        match self.first() {
            Some((start, level, slot)) if start <= now => {
                self.now = start;
                self.collect(self.heads[level][slot], list);
                if level > 0 {
                    // Their places are by now; unlinked first, as a far one may
                    // fall into the very slot that it comes from.
                    for key in list.iter() {
                        self.unlink(*key);
                    }
                    for key in list.drain(..) {
                        self.link(key);
                    }
                }
                true
            }
            _ => {
                self.now = self.now.max(now.saturating_add(1));
                self.floor = 0;
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn fires_in_order_and_once() {
        let timers = Timers::new(1000);
        for deadline in [1000, 1001, 1063, 1064, 1100, 5000, 70_000, 5_000_000, 999] {
            timers.arm(deadline, deadline);
        }
        let mut fired = Vec::new();
        let mut now = 1000;
        while let Some(next) = timers.next_deadline() {
            now = now.max(next);
            timers.expire(now, |_, deadline| {
                assert!(deadline <= now, "{deadline} fired at {now}");
                fired.push(deadline);
            });
        }
        assert_eq!(fired, [999, 1000, 1001, 1063, 1064, 1100, 5000, 70_000, 5_000_000]);
        assert!(timers.is_empty());
    }

    #[test]
    fn a_timer_that_arms_itself_again_waits_for_the_next_call() {
        let timers = Timers::new(0);
        timers.arm(10, ());
        assert_eq!(timers.expire(20, |_, ()| {
            timers.arm(20, ());
        }), 1);
        assert_eq!(timers.next_deadline().map(|next| next <= 21), Some(true));
        assert_eq!(timers.expire(20, |_, ()| ()), 0, "not before the clock moves on");
        assert_eq!(timers.expire(21, |_, ()| ()), 1);
    }

    #[test]
    fn callbacks_cancel_and_push_back_their_neighbours() {
        let timers = Timers::new(0);
        let cancelled = timers.arm(5, "cancelled");
        let pushed = timers.arm(5, "pushed");
        timers.arm(5, "first");
        let mut fired = Vec::new();
        timers.expire(5, |_, name| {
            fired.push(name);
            timers.cancel(cancelled);
            timers.rearm(pushed, 9);
        });
        assert_eq!(fired, ["first"], "the latest of a slot is the first of its list");
        assert!(!timers.rearm(cancelled, 1));
        timers.expire(8, |_, _| unreachable!());
        timers.expire(9, |_, name| fired.push(name));
        assert_eq!(fired, ["first", "pushed"]);
    }

    /// Against a model, with a fixed sequence of pseudo-random operations.
    #[test]
    fn agrees_with_a_sorted_map() {
        let mut random = 0x9e37_79b9_7f4a_7c15u64;
        let mut next = move |bound: u64| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random % bound
        };
        let mut now = 123_456;
        let timers = Timers::new(now);
        let mut model: BTreeMap<u64, (u64, TimerKey)> = BTreeMap::new();
        let mut serial = 0;
        for _ in 0..60_000 {
            let reach = [3, 70, 5000, 400_000, 30_000_000][next(5) as usize];
            match next(10) {
                0..4 => {
                    serial += 1;
                    let deadline = now + next(reach);
                    let key = timers.arm(deadline, serial);
                    model.insert(serial, (deadline, key));
                }
                4..6 if !model.is_empty() => {
                    let at = *model.range(next(serial + 1)..).next().map_or_else(
                        || model.keys().next().expect("not empty"),
                        |(serial, _)| serial,
                    );
                    let deadline = now + next(reach);
                    assert!(timers.rearm(model[&at].1, deadline));
                    model.get_mut(&at).expect("present").0 = deadline;
                }
                6 if !model.is_empty() => {
                    let (at, (_, key)) = model.pop_first().expect("not empty");
                    assert_eq!(timers.cancel(key), Some(at));
                    assert!(!timers.rearm(key, now));
                }
                _ => {
                    now += next(reach / 2 + 2);
                    let mut fired = Vec::new();
                    timers.expire(now, |_, serial| fired.push(serial));
                    let mut due: Vec<_> = model
                        .iter()
                        .filter(|(_, (deadline, _))| *deadline <= now)
                        .map(|(serial, _)| *serial)
                        .collect();
                    fired.sort_unstable();
                    due.sort_unstable();
                    assert_eq!(fired, due, "at {now}");
                    model.retain(|serial, _| due.binary_search(serial).is_err());
                    let earliest = model.values().map(|(deadline, _)| *deadline).min();
                    assert_eq!(timers.next_deadline().is_none(), earliest.is_none());
                    if let (Some(next), Some(earliest)) = (timers.next_deadline(), earliest) {
                        assert!(next <= earliest && next > now);
                    }
                }
            }
            assert_eq!(timers.len(), model.len());
        }
    }
}
