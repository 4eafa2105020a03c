//! Sending requests.

use std::rc::Rc;

use super::super::codec::encode::{self, Body, Decided, Intent, TrailerInvalid};
use super::super::wire::{Behind, WRITE_BYTES_HIGH, whole_body};
use super::connection::{Connection, Expected, Outgoing};

/// Why nothing was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestError {
    /// The connection is over, or ends with the request that was sent.
    Gone,
    /// A head while the body before it is not complete.
    Unfinished,
    /// A body without a head.
    HeadMissing,
    /// `ERR_HTTP_TRAILER_INVALID`
    TrailerInvalid,
}

impl From<TrailerInvalid> for RequestError {
    fn from(_: TrailerInvalid) -> Self {
        RequestError::TrailerInvalid
    }
}

type Field<'a> = (&'a [u8], &'a [u8]);

impl Connection {
    /// A whole request, with one write. The body's length is added to the fields if the
    /// intent allows a body.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn send<'a>(
        self: &Rc<Self>,
        method: &[u8],
        target: &[u8],
        intent: &Intent,
        fields: impl IntoIterator<Item = Field<'a>>,
        body: &[u8],
    ) -> Result<(), RequestError> {
        let intent = Intent { body_bytes: Some(body.len() as u64), ..*intent };
        self.put_head(method, target, &intent, Some(body), fields)?;
        self.look_after();
        Ok(())
    }

    /// The head of a request whose body follows, and then [`Connection::end`].
    ///
    /// # Errors
    /// Nothing was written.
    pub fn write_head<'a>(
        self: &Rc<Self>,
        method: &[u8],
        target: &[u8],
        intent: &Intent,
        fields: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<Decided, RequestError> {
        let decided = self.put_head(method, target, intent, None, fields)?;
        self.outgoing.set(Some(Outgoing { has_body: intent.has_body, body: decided.body }));
        self.look_after();
        Ok(decided)
    }

    /// A head that was serialised elsewhere, up to its empty line, by the same rules.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn write_encoded_head(
        self: &Rc<Self>,
        method: &[u8],
        bytes: &[u8],
        has_body: bool,
        decided: &Decided,
    ) -> Result<(), RequestError> {
        self.check_head()?;
        self.expect(Expected::to(method, decided.last));
        self.outgoing.set(Some(Outgoing { has_body, body: decided.body }));
        self.wire.write_bytes(bytes);
        self.look_after();
        Ok(())
    }

    /// A piece of the body. False: much is waiting to be written already, and
    /// [`super::Handler::drain`] will tell when it was.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn write(self: &Rc<Self>, data: &[u8]) -> Result<bool, RequestError> {
        let outgoing = self.outgoing.get().ok_or(RequestError::HeadMissing)?;
        if outgoing.has_body && !data.is_empty() {
            self.wire.write(|out| {
                let tail: &[u8] = if outgoing.body == Body::Chunked {
                    encode::chunk_start(out, data.len());
                    encode::CHUNK_END
                } else {
                    b""
                };
                Ok::<_, RequestError>(((), Behind { body: data, tail }))
            })?;
        }
        let go_on = self.wire.pending() < WRITE_BYTES_HIGH;
        if !go_on {
            self.want_drain();
        }
        self.look_after();
        Ok(go_on)
    }

    /// The end of the body.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn end<'a>(
        self: &Rc<Self>,
        trailers: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<(), RequestError> {
        let outgoing = self.outgoing.take().ok_or(RequestError::HeadMissing)?;
        if outgoing.has_body && outgoing.body == Body::Chunked {
            self.wire.write(|out| {
                encode::last_chunk(out, trailers);
                Ok::<_, RequestError>(((), Behind::default()))
            })?;
        }
        self.look_after();
        Ok(())
    }

    /// Head, and the body if it is there as a whole.
    fn put_head<'a>(
        &self,
        method: &[u8],
        target: &[u8],
        intent: &Intent,
        whole: Option<&[u8]>,
        fields: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<Decided, RequestError> {
        self.check_head()?;
        let decided = self.wire.write(|out| {
            let start = out.len();
            encode::request_line(out, method, target);
            let decided = encode::fields(out, intent, fields).inspect_err(|_| out.truncate(start))?;
            let behind = match whole {
                Some(body) if intent.has_body => whole_body(out, body, decided.body),
                _ => Behind::default(),
            };
            Ok::<_, RequestError>((decided, behind))
        })?;
        self.expect(Expected::to(method, decided.last));
        Ok(decided)
    }

    fn check_head(&self) -> Result<(), RequestError> {
        if !self.takes_requests() {
            return Err(RequestError::Gone);
        }
        match self.outgoing.get() {
            Some(_) => Err(RequestError::Unfinished),
            None => Ok(()),
        }
    }
}
