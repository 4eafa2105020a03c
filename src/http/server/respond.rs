//! Responding: a head, a body in pieces or whole, trailers.

use std::rc::Rc;

use super::super::codec::encode::{self, Body, Decided, Intent, Removed, TrailerInvalid};
use super::super::codec::{HeadText, reencode, status};
use super::super::wire::{Behind, WRITE_BYTES_HIGH, whole_body};
use super::connection::Connection;
use super::exchange::{Exchange, Progress, RequestId};

/// A response's head, besides its fields.
#[derive(Clone, Copy, Debug)]
pub struct ResponseHead<'a> {
    pub status: u16,
    /// The status's own if there is none.
    pub reason: Option<&'a [u8]>,
    /// `sendDate`.
    pub date: bool,
    /// `shouldKeepAlive`; the request has its say as well.
    pub keep_alive: bool,
    /// `chunkedEncoding`, as set by the program.
    pub chunked: bool,
    /// Fields that are not to be added.
    pub removed: Removed,
    pub text: HeadText,
    /// The length of the body is known, and not zero: see [`reencode`].
    pub length_known: bool,
}

impl Default for ResponseHead<'_> {
    fn default() -> Self {
        ResponseHead {
            status: 200,
            reason: None,
            date: true,
            keep_alive: true,
            chunked: false,
            removed: Removed::default(),
            text: HeadText::Latin1,
            length_known: false,
        }
    }
}

/// Why nothing was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResponseError {
    /// The response is complete, or the connection is over.
    Gone,
    /// A second head.
    HeadSent,
    /// A body before the head.
    HeadMissing,
    /// `ERR_HTTP_TRAILER_INVALID`
    TrailerInvalid,
}

impl From<TrailerInvalid> for ResponseError {
    fn from(_: TrailerInvalid) -> Self {
        ResponseError::TrailerInvalid
    }
}

type Field<'a> = (&'a [u8], &'a [u8]);

impl Connection {
    /// A whole response, with one write; the body's length is added to the fields. True
    /// as for [`Connection::end`].
    ///
    /// # Errors
    /// Nothing was written.
    pub fn respond<'a>(
        self: &Rc<Self>,
        id: RequestId,
        head: &ResponseHead<'_>,
        fields: impl IntoIterator<Item = Field<'a>>,
        body: &[u8],
    ) -> Result<bool, ResponseError> {
        self.put_head(id, head, Some(body), fields)?;
        Ok(self.complete(id))
    }

    /// The head of a response whose body follows.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn write_head<'a>(
        self: &Rc<Self>,
        id: RequestId,
        head: &ResponseHead<'_>,
        fields: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<Decided, ResponseError> {
        let decided = self.put_head(id, head, None, fields)?;
        self.look_after();
        Ok(decided)
    }

    /// Whether a head could be written.
    ///
    /// # Errors
    /// Those of [`Connection::write_head`].
    pub fn check_head<'a>(
        &self,
        id: RequestId,
        head: &ResponseHead<'_>,
        fields: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<(), ResponseError> {
        let mut exchanges = self.exchanges.borrow_mut();
        let (exchange, _) = exchanges.get(id).ok_or(ResponseError::Gone)?;
        exchange.expect_head()?;
        encode::fields(&mut Vec::new(), &self.intent(exchange, head, None), fields)?;
        Ok(())
    }

    /// A head that was serialised elsewhere, up to its empty line, by the same rules.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn write_encoded_head(
        self: &Rc<Self>,
        id: RequestId,
        bytes: &[u8],
        has_body: bool,
        decided: &Decided,
    ) -> Result<(), ResponseError> {
        let mut exchanges = self.exchanges.borrow_mut();
        let (exchange, front) = exchanges.get(id).ok_or(ResponseError::Gone)?;
        exchange.expect_head()?;
        self.put(exchange, front, |_| Ok::<_, ResponseError>(((), Behind { body: bytes, tail: b"" })))?;
        exchange.headed(has_body && !exchange.head_only, decided.body, decided.last);
        drop(exchanges);
        self.look_after();
        Ok(())
    }

    /// `100 Continue`, `103 Early Hints` and their like, in front of the response.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn write_informational<'a>(
        self: &Rc<Self>,
        id: RequestId,
        status: u16,
        fields: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<(), ResponseError> {
        debug_assert!(matches!(status, 100..=199));
        let mut exchanges = self.exchanges.borrow_mut();
        let (exchange, front) = exchanges.get(id).ok_or(ResponseError::Gone)?;
        exchange.expect_head()?;
        self.put(exchange, front, |out| {
            encode::status_line(out, status, None);
            for (name, value) in fields {
                encode::field(out, name, value);
            }
            out.extend_from_slice(b"\r\n");
            Ok(((), Behind::default()))
        })
    }

    /// Bytes that are no part of the response, at its turn.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn write_raw(self: &Rc<Self>, id: RequestId, bytes: &[u8]) -> Result<(), ResponseError> {
        let mut exchanges = self.exchanges.borrow_mut();
        let (exchange, front) = exchanges.get(id).ok_or(ResponseError::Gone)?;
        self.put(exchange, front, |_| Ok::<_, ResponseError>(((), Behind { body: bytes, tail: b"" })))?;
        drop(exchanges);
        self.look_after();
        Ok(())
    }

    /// A piece of the body. False: this was much, or much is waiting to be written
    /// already, and [`super::Handler::drain`] will tell when it was.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn write(self: &Rc<Self>, id: RequestId, data: &[u8]) -> Result<bool, ResponseError> {
        let mut exchanges = self.exchanges.borrow_mut();
        let (exchange, front) = exchanges.get(id).ok_or(ResponseError::Gone)?;
        let body = exchange.streaming()?;
        let much = self.wire.pending() + exchange.held.len() + data.len() > WRITE_BYTES_HIGH;
        if exchange.has_body && !data.is_empty() {
            self.put(exchange, front, |out| {
                let tail: &[u8] = if body == Body::Chunked {
                    encode::chunk_start(out, data.len());
                    encode::CHUNK_END
                } else {
                    b""
                };
                Ok::<_, ResponseError>(((), Behind { body: data, tail }))
            })?;
        }
        let go_on = !much && self.wire.pending() + exchanges.held_bytes() < WRITE_BYTES_HIGH;
        drop(exchanges);
        if !go_on {
            self.want_drain();
        }
        self.look_after();
        Ok(go_on)
    }

    /// Whether what is written to this response goes to the wire, and not behind others.
    pub fn is_front(&self, id: RequestId) -> bool {
        self.exchanges.borrow_mut().get(id).is_some_and(|(_, front)| front)
    }

    /// The end of the body. True if all of the response has gone to the kernel already;
    /// otherwise [`super::Handler::finished`] will tell.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn end<'a>(
        self: &Rc<Self>,
        id: RequestId,
        trailers: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<bool, ResponseError> {
        let mut exchanges = self.exchanges.borrow_mut();
        let (exchange, front) = exchanges.get(id).ok_or(ResponseError::Gone)?;
        if exchange.streaming()? == Body::Chunked && exchange.has_body {
            self.put(exchange, front, |out| {
                encode::last_chunk(out, trailers);
                Ok::<_, ResponseError>(((), Behind::default()))
            })?;
        }
        drop(exchanges);
        Ok(self.complete(id))
    }

    /// Head, and the body if it is there as a whole.
    fn put_head<'a>(
        &self,
        id: RequestId,
        head: &ResponseHead<'_>,
        whole: Option<&[u8]>,
        fields: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<Decided, ResponseError> {
        let mut exchanges = self.exchanges.borrow_mut();
        let (exchange, front) = exchanges.get(id).ok_or(ResponseError::Gone)?;
        exchange.expect_head()?;
        let intent = self.intent(exchange, head, whole.map(<[u8]>::len));
        let decided = self.put(exchange, front, |out| {
            let start = out.len();
            encode::status_line(out, head.status, head.reason);
            let decided = encode::fields(out, &intent, fields).inspect_err(|_| out.truncate(start))?;
            let utf8 = match head.text {
                HeadText::Latin1 => false,
                HeadText::Utf8 => true,
                HeadText::Utf8UnlessChunked => decided.body != Body::Chunked && intent.has_body,
            };
            reencode(out, start, utf8, head.length_known);
            let behind = match whole {
                Some(body) if intent.has_body => whole_body(out, body, decided.body),
                _ => Behind::default(),
            };
            Ok::<_, ResponseError>((decided, behind))
        })?;
        exchange.headed(intent.has_body, decided.body, decided.last || self.server.draining.get());
        Ok(decided)
    }

    fn intent(&self, exchange: &Exchange, head: &ResponseHead<'_>, body_bytes: Option<usize>) -> Intent {
        let options = self.server.options.borrow();
        Intent {
            date: head.date,
            has_body: !exchange.head_only && !status::is_bodiless(head.status),
            body_bytes: body_bytes.map(|bytes| bytes as u64),
            chunks_allowed: exchange.chunks_allowed,
            chunked: head.chunked,
            keep_alive: head.keep_alive && exchange.keep_alive && !self.server.draining.get(),
            agent: false,
            keep_alive_timeout_s: u32::try_from(options.keep_alive_timeout_ms / 1000).unwrap_or(u32::MAX),
            requests_max: options.requests_per_socket_max,
            requests_max_reached: exchange.limit_reached,
            removed: head.removed,
            status: head.status,
        }
    }

    /// To the wire, or to where it waits for the responses in front.
    fn put<'b, T, E>(
        &self,
        exchange: &mut Exchange,
        front: bool,
        make: impl FnOnce(&mut Vec<u8>) -> Result<(T, Behind<'b>), E>,
    ) -> Result<T, E> {
        if front {
            return self.wire.write(make);
        }
        let (made, behind) = make(&mut exchange.held)?;
        exchange.held.extend_from_slice(behind.body);
        exchange.held.extend_from_slice(behind.tail);
        Ok(made)
    }

    /// Takes complete responses off the queue; true if that of `id` was also sent.
    fn complete(self: &Rc<Self>, id: RequestId) -> bool {
        let mut sent = false;
        let mut exchanges = self.exchanges.borrow_mut();
        if let Some((exchange, _)) = exchanges.get(id) {
            exchange.progress = Progress::Ended;
        }
        let mut last = false;
        while let Some(front) = exchanges.front() {
            if !front.held.is_empty() {
                let held = std::mem::take(&mut front.held);
                self.wire.write_bytes(&held);
            }
            if front.progress != Progress::Ended {
                break;
            }
            last = front.last;
            let (finished, began_ns) = (front.id, front.began_ns);
            exchanges.pop();
            self.server.count(|counters| counters.responses += 1);
            self.measure_when_sent(began_ns);
            sent |= self.finish_later(finished, finished != id);
            if last {
                break;
            }
        }
        let resting = exchanges.is_empty();
        drop(exchanges);
        if !resting && !last {
            // Whoever is at the front now may have been told to wait.
            self.want_drain();
        }
        if last {
            self.end_behind_output();
        } else if resting {
            self.rest();
        }
        self.look_after();
        sent
    }
}

impl Exchange {
    fn expect_head(&self) -> Result<(), ResponseError> {
        match self.progress {
            Progress::Waiting => Ok(()),
            Progress::Streaming(_) => Err(ResponseError::HeadSent),
            Progress::Ended => Err(ResponseError::Gone),
        }
    }

    fn streaming(&self) -> Result<Body, ResponseError> {
        match self.progress {
            Progress::Waiting => Err(ResponseError::HeadMissing),
            Progress::Streaming(body) => Ok(body),
            Progress::Ended => Err(ResponseError::Gone),
        }
    }

    fn headed(&mut self, has_body: bool, body: Body, last: bool) {
        self.progress = Progress::Streaming(body);
        self.has_body = has_body;
        self.last = last;
    }
}
