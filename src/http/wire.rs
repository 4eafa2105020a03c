//! A stream on the shard's reactor, with the bytes that wait to be written.
//!
//! What servers' and clients' connections have in common: one scratch buffer a thread
//! to read into, output that is collected while corked and leaves with one call,
//! write interest only while a write fell short, read interest only while wanted.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::io::{self, IoSlice};
use std::rc::Rc;

use shards::net::{Address, Stream};
use shards::{Interest, Reactor, Registration, Source};

use super::codec::encode::{self, Body};

/// One read takes at most this much.
pub const READ_BYTES_MAX: usize = 64 * 1024;
/// Unwritten bytes above which a writer is told to wait, as `writableHighWaterMark`.
pub const WRITE_BYTES_HIGH: usize = 64 * 1024;
/// Bodies up to this size are copied behind their head; larger ones go out beside it.
const COPY_BYTES_MAX: usize = 8 * 1024;
/// An output buffer up to this size is kept for the next connection that writes.
const SPARE_BYTES_MAX: usize = 256 * 1024;

const _: () = assert!(COPY_BYTES_MAX < WRITE_BYTES_HIGH && WRITE_BYTES_HIGH <= SPARE_BYTES_MAX);

thread_local! {
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Lends the thread's read buffer. A nested call, from within a callback that lets
/// the reactor turn, gets a buffer of its own.
pub(super) fn with_scratch<T>(use_it: impl FnOnce(&mut [u8]) -> T) -> T {
    let mut scratch = SCRATCH.take();
    scratch.resize(READ_BYTES_MAX, 0);
    let result = use_it(&mut scratch);
    SCRATCH.set(scratch);
    result
}

/// What follows a head, uncopied where that pays.
#[derive(Clone, Copy, Default)]
pub(super) struct Behind<'b> {
    pub body: &'b [u8],
    pub tail: &'static [u8],
}

pub(super) struct Wire {
    // Declared, and so dropped, before the stream that it watches.
    registration: RefCell<Option<Registration>>,
    stream: RefCell<Option<Stream>>,
    output: RefCell<Output>,
    corks: Cell<u32>,
    reading: Cell<bool>,
    /// A write fell short: nothing more is tried until the fd is writable.
    blocked: Cell<bool>,
    failure: Cell<Option<i32>>,
    bytes_read: Cell<u64>,
    bytes_written: Cell<u64>,
}

/// Bytes in the order in which they are to leave; those before `sent` have left.
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    sent: usize,
}

impl Output {
    fn pending(&self) -> usize {
        self.bytes.len() - self.sent
    }
}

impl Wire {
    pub(super) fn new(stream: Stream) -> Wire {
        Wire {
            registration: RefCell::new(None),
            stream: RefCell::new(Some(stream)),
            output: RefCell::default(),
            corks: Cell::new(0),
            reading: Cell::new(true),
            blocked: Cell::new(false),
            failure: Cell::new(None),
            bytes_read: Cell::new(0),
            bytes_written: Cell::new(0),
        }
    }

    /// Starts watching the stream for whoever owns the wire.
    pub(super) fn attach(&self, reactor: &Reactor, owner: Rc<dyn Source>) -> io::Result<()> {
        let stream = self.stream.borrow();
        let stream = stream.as_ref().expect("attached once, before anything else");
        let registration = reactor.register(stream, self.interest(), owner)?;
        *self.registration.borrow_mut() = Some(registration);
        Ok(())
    }

    pub(super) fn is_open(&self) -> bool {
        self.stream.borrow().is_some()
    }

    /// Reads once: 0 at the end of the stream.
    pub(super) fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let stream = self.stream.borrow();
        let Some(stream) = stream.as_ref() else { return Err(closed()) };
        let length = stream.read(buffer)?;
        self.bytes_read.set(self.bytes_read.get() + length as u64);
        Ok(length)
    }

    /// While corked, what is written waits for the last [`Wire::uncork`].
    pub(super) fn cork(&self) {
        self.corks.set(self.corks.get() + 1);
    }

    pub(super) fn uncork(&self) {
        self.corks.set(self.corks.get() - 1);
        if self.corks.get() == 0 {
            self.flush();
        }
    }

    /// Appends what `head` makes and what it wants behind that, and sends what it can
    /// unless corked. A large body is not copied if it can leave at once. If `head`
    /// fails, having added nothing, nothing happens.
    pub(super) fn write<'b, T, E>(
        &self,
        head: impl FnOnce(&mut Vec<u8>) -> Result<(T, Behind<'b>), E>,
    ) -> Result<T, E> {
        let mut output = self.output.borrow_mut();
        if output.bytes.capacity() == 0 {
            output.bytes = SPARE.take();
        }
        let (made, Behind { body, tail }) = head(&mut output.bytes)?;
        if self.failure.get().is_some() || !self.is_open() {
            output.bytes.clear();
            output.sent = 0;
            return Ok(made);
        }
        if body.len() > COPY_BYTES_MAX && !self.blocked.get() {
            self.write_beside(&mut output, body, tail);
        } else {
            output.bytes.extend_from_slice(body);
            output.bytes.extend_from_slice(tail);
        }
        drop(output);
        if self.corks.get() == 0 {
            self.flush();
        }
        Ok(made)
    }

    /// The same for bytes that are there already.
    pub(super) fn write_bytes(&self, body: &[u8]) {
        let Ok(()) = self.write(|_| Ok::<_, Infallible>(((), Behind { body, tail: b"" })));
    }

    /// Sends what is pending and the body with one call; what does not fit is kept.
    fn write_beside(&self, output: &mut Output, body: &[u8], tail: &[u8]) {
        let stream = self.stream.borrow();
        let Some(stream) = stream.as_ref() else { return };
        let pending = &output.bytes[output.sent..];
        let slices = [IoSlice::new(pending), IoSlice::new(body), IoSlice::new(tail)];
        let mut written = match stream.writev(&slices) {
            Ok(written) => written,
            Err(error) => return self.note(error, output, body, tail),
        };
        self.count(written);
        let from_pending = written.min(pending.len());
        output.sent += from_pending;
        written -= from_pending;
        if output.pending() == 0 {
            output.bytes.clear();
            output.sent = 0;
        }
        for part in [body, tail] {
            let from_part = written.min(part.len());
            output.bytes.extend_from_slice(&part[from_part..]);
            written -= from_part;
        }
        self.blocked.set(output.pending() > 0);
    }

    fn note(&self, error: io::Error, output: &mut Output, body: &[u8], tail: &[u8]) {
        if error.kind() == io::ErrorKind::WouldBlock {
            output.bytes.extend_from_slice(body);
            output.bytes.extend_from_slice(tail);
            self.blocked.set(true);
        } else {
            self.fail(&error, output);
        }
    }

    /// Sends what is pending, as far as it goes.
    pub(super) fn flush(&self) {
        let mut output = self.output.borrow_mut();
        if !self.blocked.get() && output.pending() > 0 {
            self.send(&mut output);
        }
        if output.pending() == 0 && output.bytes.capacity() > 0 {
            release(&mut output);
        }
        drop(output);
        self.update_interest();
    }

    fn send(&self, output: &mut Output) {
        let stream = self.stream.borrow();
        let Some(stream) = stream.as_ref() else { return };
        match stream.write(&output.bytes[output.sent..]) {
            Ok(written) => {
                self.count(written);
                output.sent += written;
                self.blocked.set(output.pending() > 0);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.blocked.set(true),
            Err(error) => self.fail(&error, output),
        }
    }

    /// The fd is writable again.
    pub(super) fn unblock(&self) {
        self.blocked.set(false);
        self.flush();
    }

    fn fail(&self, error: &io::Error, output: &mut Output) {
        self.failure.set(Some(error.raw_os_error().unwrap_or(libc::EIO)));
        output.bytes.clear();
        output.sent = 0;
    }

    fn count(&self, written: usize) {
        self.bytes_written.set(self.bytes_written.get() + written as u64);
    }

    /// The errno with which writing failed. Whoever finds one closes the wire.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.failure.get().map(io::Error::from_raw_os_error)
    }

    /// Bytes that were written by the program and not yet by the kernel.
    pub(super) fn pending(&self) -> usize {
        self.output.borrow().pending()
    }

    pub(super) fn set_reading(&self, reading: bool) {
        if self.reading.replace(reading) != reading {
            self.update_interest();
        }
    }

    fn interest(&self) -> Interest {
        // A wire that failed must be reported, whatever it waited for.
        match (self.reading.get() || self.failure.get().is_some(), self.blocked.get()) {
            (true, false) => Interest::READ,
            (true, true) => Interest::READ_WRITE,
            (false, true) => Interest::WRITE,
            (false, false) => Interest::NONE,
        }
    }

    fn update_interest(&self) {
        if let Some(registration) = &*self.registration.borrow()
            && let Err(error) = registration.modify(self.interest())
        {
            // ENOMEM: the fd cannot be watched any more.
            self.failure.set(error.raw_os_error());
        }
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read.get()
    }

    pub(super) fn bytes_written(&self) -> u64 {
        self.bytes_written.get()
    }

    pub(super) fn local_address(&self) -> io::Result<Address> {
        self.stream.borrow().as_ref().ok_or_else(closed)?.local_address()
    }

    pub(super) fn peer_address(&self) -> io::Result<Address> {
        self.stream.borrow().as_ref().ok_or_else(closed)?.peer_address()
    }

    /// Calls `with` on the stream while there is one.
    pub(super) fn with_stream<T>(&self, with: impl FnOnce(&Stream) -> T) -> Option<T> {
        self.stream.borrow().as_ref().map(with)
    }

    /// Closes the fd. Pending output is lost.
    pub(super) fn close(&self) {
        self.detach();
    }

    /// Takes the stream away, together with what was not yet written to it.
    pub(super) fn detach(&self) -> Option<(Stream, Vec<u8>)> {
        let registration = self.registration.borrow_mut().take();
        drop(registration);
        let stream = self.stream.borrow_mut().take()?;
        // In the midst of a write this is another connection's business: there is none.
        let mut output = self.output.borrow_mut();
        let unsent = output.bytes[output.sent..].to_vec();
        output.sent = output.bytes.len();
        release(&mut output);
        self.blocked.set(false);
        Some((stream, unsent))
    }
}

/// A body that is there as a whole, behind the head that is being made in `out`.
pub(super) fn whole_body<'b>(out: &mut Vec<u8>, body: &'b [u8], how: Body) -> Behind<'b> {
    if how != Body::Chunked {
        return Behind { body, tail: b"" };
    }
    if body.is_empty() {
        return Behind { body: b"0\r\n\r\n", tail: b"" };
    }
    encode::chunk_start(out, body.len());
    Behind { body, tail: b"\r\n0\r\n\r\n" }
}

/// Gives an empty buffer to whoever writes next on this thread.
fn release(output: &mut Output) {
    let mut bytes = std::mem::take(&mut output.bytes);
    output.sent = 0;
    bytes.clear();
    if bytes.capacity() <= SPARE_BYTES_MAX {
        SPARE.set(bytes);
    }
}

fn closed() -> io::Error {
    io::Error::from_raw_os_error(libc::EBADF)
}
