//! What was counted: by one shard in one interval, or merged from many.

use std::collections::BTreeMap;

use super::histogram::Times;

/// The most messages of failed checks that are kept.
const SAMPLES_MAX: usize = 8;

/// Why a request has failed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Failure {
    /// No connection could be made.
    Connect,
    /// No response in time.
    Timeout,
    /// The connection ended before the response did.
    Reset,
    /// What came is no HTTP.
    Protocol,
    /// A status below 200 or above 399.
    Status,
    /// The script was not content.
    Check,
}

impl Failure {
    /// All, in the order of reports.
    pub const ALL: [Failure; 6] = [
        Failure::Connect,
        Failure::Timeout,
        Failure::Reset,
        Failure::Protocol,
        Failure::Status,
        Failure::Check,
    ];

    /// As reports name it.
    pub fn name(self) -> &'static str {
        match self {
            Failure::Connect => "connect",
            Failure::Timeout => "timeout",
            Failure::Reset => "reset",
            Failure::Protocol => "protocol",
            Failure::Status => "status",
            Failure::Check => "check",
        }
    }
}

/// Counts and histograms.
#[derive(Clone, Default, Debug)]
pub struct Tally {
    /// From the intended start to the last byte; in a closed loop requests are meant to start when they do.
    pub latency: Times,
    /// From the first byte sent to the last byte received; open loop only.
    pub service: Times,
    /// From the first byte sent to the first byte received.
    pub first_byte: Times,
    /// From the first SYN to a usable connection.
    pub connect: Times,
    /// By how much starts were late through the generator's own fault: a connection was free.
    pub late: Times,
    /// Complete responses.
    pub responses: u64,
    /// Requests that were sent, or tried to be.
    pub sent: u64,
    pub bytes_read: u64,
    pub bytes_written: u64,
    pub connections: u64,
    /// By kind, in the order of [`Failure::ALL`].
    pub failures: [u64; Failure::ALL.len()],
    pub statuses: BTreeMap<u16, u64>,
    /// Intended starts of the run that had no response when it ended; in the latencies they are as old as they were.
    pub unfinished: u64,
    /// What checks said.
    pub samples: Vec<String>,
    /// The status of the response before, which mostly is that of the next.
    last_status: (u16, u64),
}

impl Tally {
    /// Counts a status.
    #[inline]
    pub fn status(&mut self, status: u16) {
        if self.last_status.0 != status {
            self.settle();
            self.last_status = (status, 0);
        }
        self.last_status.1 += 1;
    }

    /// Brings [`Tally::statuses`] up to date.
    pub fn settle(&mut self) {
        let (status, count) = std::mem::take(&mut self.last_status);
        if count > 0 {
            *self.statuses.entry(status).or_default() += count;
        }
    }

    /// Counts a failure.
    pub fn fail(&mut self, failure: Failure, count: u64) {
        self.failures[failure as usize] += count;
    }

    /// Keeps what a check said, if there is room.
    pub fn sample(&mut self, message: String) {
        if self.samples.len() < SAMPLES_MAX && !self.samples.contains(&message) {
            self.samples.push(message);
        }
    }

    /// Failures of every kind.
    pub fn failed(&self) -> u64 {
        self.failures.iter().sum()
    }

    /// Adds what another has counted.
    pub fn add(&mut self, other: Tally) {
        self.latency.add(&other.latency);
        self.service.add(&other.service);
        self.first_byte.add(&other.first_byte);
        self.connect.add(&other.connect);
        self.late.add(&other.late);
        self.responses += other.responses;
        self.sent += other.sent;
        self.bytes_read += other.bytes_read;
        self.bytes_written += other.bytes_written;
        self.connections += other.connections;
        self.unfinished += other.unfinished;
        for (mine, theirs) in self.failures.iter_mut().zip(other.failures) {
            *mine += theirs;
        }
        let (status, count) = other.last_status;
        for (status, count) in other.statuses.into_iter().chain((count > 0).then_some((status, count))) {
            *self.statuses.entry(status).or_default() += count;
        }
        other.samples.into_iter().for_each(|sample| self.sample(sample));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_failures_add_up() {
        let mut total = Tally::default();
        for statuses in [[200, 200, 404], [404, 500, 200]] {
            let mut tally = Tally::default();
            statuses.into_iter().for_each(|status| tally.status(status));
            tally.fail(Failure::Status, 1);
            tally.latency.record(1_000_000);
            tally.sample("no".into());
            total.add(tally);
        }
        assert_eq!(total.statuses.into_iter().collect::<Vec<_>>(), [(200, 3), (404, 2), (500, 1)]);
        assert_eq!((total.failures[Failure::Status as usize], total.latency.count()), (2, 2));
        assert_eq!(total.samples, ["no"]);
    }
}
