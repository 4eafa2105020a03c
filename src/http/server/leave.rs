//! Leaving: a connection's stream, parser and unfinished responses go to somebody else, who serves it from there on.

use std::rc::Rc;

use shards::net::Stream;

use super::super::codec::Parser;
use super::super::codec::encode::Body;
use super::connection::{Connection, Stage};
use super::exchange::{Progress, RequestId};

/// What is left of a connection when its server lets it go.
pub struct Left {
    pub stream: Stream,
    /// To be written before anything else.
    pub unsent: Vec<u8>,
    /// The responses that are not complete, in order, and complete ones that wait for their turn behind those.
    pub responses: Vec<OpenResponse>,
    /// The connection ends behind what is unsent.
    pub ending: bool,
    /// The program had enough of the request's body.
    pub paused: bool,
    /// The request that came last is still being read.
    pub in_message: bool,
    /// How many requests there were.
    pub requests: u32,
}

/// How far a response is.
pub struct OpenResponse {
    pub id: RequestId,
    /// When the request's head had been read, on the clock of [`shards::clock::monotonic_ns`].
    pub began_ns: u64,
    /// The head has gone out, and what follows has this form.
    pub streaming: Option<Body>,
    pub ended: bool,
    /// The connection ends behind it.
    pub last: bool,
    /// It is the last that `requests_per_socket_max` allows.
    pub limit_reached: bool,
    /// What was written before its turn.
    pub held: Vec<u8>,
}

/// Who reads on: gets the parser, and what was read and not parsed.
pub type Heir = Box<dyn FnOnce(Parser, &[u8])>;

impl Connection {
    /// Takes the stream away; [`super::Handler::closed`] is not called. `None` once the connection is over.
    pub fn leave(self: &Rc<Self>) -> Option<Left> {
        if !self.is_open() {
            return None;
        }
        self.wire.flush();
        let in_message = self.is_within_message();
        let ending = self.stage.get() == Stage::Ending;
        let (stream, unsent) = self.wire.detach()?;
        self.stage.set(Stage::Gone);
        self.deadline.cancel(&self.server.shard);
        if let Some(kick) = self.kick.take() {
            drop(self.server.shard.timers().cancel(kick));
        }
        let responses = self.exchanges.borrow_mut().take().map(|exchange| OpenResponse {
            id: exchange.id,
            began_ns: exchange.began_ns,
            streaming: match exchange.progress {
                Progress::Streaming(body) => Some(body),
                Progress::Waiting | Progress::Ended => None,
            },
            ended: exchange.progress == Progress::Ended,
            last: exchange.last,
            limit_reached: exchange.limit_reached,
            held: exchange.held,
        });
        let responses = responses.collect();
        self.server.forget(self.place);
        self.count_bytes();
        Some(Left {
            stream,
            unsent,
            responses,
            ending,
            paused: self.paused.get(),
            in_message,
            requests: self.requests.get(),
        })
    }

    /// Gives `heir` the parser of a connection that was left: at once, or when the event is dealt with that is being
    /// told at the moment.
    pub fn bequeath(&self, heir: Heir) {
        match self.parser.try_borrow_mut() {
            Ok(mut parser) => {
                let parser = std::mem::replace(&mut *parser, Parser::request());
                heir(parser, &self.unparsed.take());
            }
            Err(_) => self.heir.set(Some(heir)),
        }
    }

    /// Behind an event: `rest` is what follows it.
    pub(super) fn settle_heir(&self, rest: &[u8]) -> bool {
        let Some(heir) = self.heir.take() else { return false };
        let parser = self.parser.replace(Parser::request());
        heir(parser, rest);
        true
    }
}
