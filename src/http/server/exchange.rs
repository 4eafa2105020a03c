//! The responses that a connection owes, in the order of their requests.

use std::collections::VecDeque;

use super::super::codec::encode::Body;

/// A request of one connection: 1, 2, 3 …
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RequestId(pub u32);

/// How far a response is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Progress {
    /// No head yet.
    Waiting,
    /// The head is out, and its body is sent this way.
    Streaming(Body),
    Ended,
}

/// A request whose response is not complete.
pub(super) struct Exchange {
    pub id: RequestId,
    /// When its head had been read, on the clock of [`shards::clock::monotonic_ns`].
    pub began_ns: u64,
    pub progress: Progress,
    /// The request was a HEAD.
    pub head_only: bool,
    /// The response may have a body: neither HEAD, nor a status that rules it out.
    pub has_body: bool,
    /// HTTP/1.1: knows chunks.
    pub chunks_allowed: bool,
    /// The request lets the connection live.
    pub keep_alive: bool,
    /// The connection ends behind this response.
    pub last: bool,
    /// `maxRequestsPerSocket` is reached with this request.
    pub limit_reached: bool,
    /// What was written before the responses in front of this one were complete.
    pub held: Vec<u8>,
}

/// First in, first out; only the front's bytes may go to the wire.
#[derive(Default)]
pub(super) struct Exchanges {
    queue: VecDeque<Exchange>,
}

impl Exchanges {
    pub(super) fn len(&self) -> usize {
        self.queue.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    pub(super) fn push(&mut self, exchange: Exchange) {
        self.queue.push_back(exchange);
    }

    /// The exchange, and whether it is at the front.
    pub(super) fn get(&mut self, id: RequestId) -> Option<(&mut Exchange, bool)> {
        let first = self.queue.front()?.id.0;
        let place = id.0.wrapping_sub(first) as usize;
        let exchange = self.queue.get_mut(place)?;
        debug_assert!(exchange.id == id, "ids are consecutive");
        Some((exchange, place == 0))
    }

    pub(super) fn front(&mut self) -> Option<&mut Exchange> {
        self.queue.front_mut()
    }

    pub(super) fn pop(&mut self) -> Option<Exchange> {
        self.queue.pop_front()
    }

    pub(super) fn pop_back(&mut self) -> Option<Exchange> {
        self.queue.pop_back()
    }

    pub(super) fn back(&mut self) -> Option<&mut Exchange> {
        self.queue.back_mut()
    }

    /// All of them, in order.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Exchange> + use<> {
        std::mem::take(&mut self.queue).into_iter()
    }

    /// Forgets all of them: the connection is gone.
    pub(super) fn clear(&mut self) -> usize {
        let unfinished = self.queue.len();
        self.queue.clear();
        unfinished
    }

    /// Bytes that wait for their turn.
    pub(super) fn held_bytes(&self) -> usize {
        self.queue.iter().map(|exchange| exchange.held.len()).sum()
    }
}
