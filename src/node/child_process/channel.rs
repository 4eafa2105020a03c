//! The binding `ipc`: the class `Channel`, a Unix socket on which two Node processes exchange messages and descriptors.
//!
//! On the wire a message is a line of JSON, or, in the advanced form, four bytes of length (the highest first) and as
//! many bytes of a serialized value. Callbacks of the object: `onmessages(list, fd)` with the whole messages of one
//! read and the descriptor that came with it (or -1), `onend()`, and `onsent(status)` for each message that was queued.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, IntoRawFd, OwnedFd};
use std::rc::Rc;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, recvmsg,
    sendmsg,
};
use shards::{Events, Interest, Registration, Source};

use crate::engine::{Binding, Call, Class, Cx, Prototype, Result, Value, adopt_fd, borrowed_fd};
use crate::runtime::{self, Hold, door};

/// One read takes at most this much.
const READ_BYTES_MAX: usize = 64 << 10;
/// Reads of one readiness before others get their turn.
const READS_PER_READY_MAX: usize = 8;
/// Descriptors of one message, at most; more are an error of the sender's, and closed.
const FDS_PER_READ_MAX: usize = 16;
thread_local! {
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The length field of the advanced form.
const LENGTH_BYTES: usize = 4;

/// One message on its way out.
struct Outgoing {
    bytes: Vec<u8>,
    sent: usize,
    fd: Option<OwnedFd>,
}

/// The native side of a channel.
pub(super) struct ChannelHandle {
    advanced: bool,
    object: RefCell<Option<Value>>,
    hold: RefCell<Option<Hold>>,
    referenced: Cell<bool>,
    reading: Cell<bool>,
    // Dropped before the socket that it watches.
    registration: RefCell<Option<Registration>>,
    socket: RefCell<Option<OwnedFd>>,
    /// Bytes of a message that is not whole yet.
    partial: RefCell<Vec<u8>>,
    /// A descriptor whose message is not whole yet.
    pending_fd: RefCell<Option<OwnedFd>>,
    outgoing: RefCell<VecDeque<Outgoing>>,
}

struct Channel(Rc<ChannelHandle>);

impl Class for Channel {
    const NAME: &'static str = "Channel";
}

/// The native channel behind a JavaScript one.
pub(super) fn channel_of(value: &Value) -> Option<&Rc<ChannelHandle>> {
    value.native::<Channel>().map(|channel| &channel.0)
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    let cx = binding.cx();
    cx.define_class::<Channel>(methods)?;
    // `new Channel(advanced)`.
    let constructor = cx.constructor::<Channel, _>(1, |call: &Call| {
        Ok(Channel(Rc::new(ChannelHandle {
            advanced: call.bool(0),
            object: RefCell::new(None),
            hold: RefCell::new(None),
            referenced: Cell::new(true),
            reading: Cell::new(false),
            registration: RefCell::new(None),
            socket: RefCell::new(None),
            partial: RefCell::default(),
            pending_fd: RefCell::new(None),
            outgoing: RefCell::default(),
        })))
    })?;
    binding.value("Channel", constructor)?;
    // Of several shards the first alone talks with the parent, and of its programs the first.
    let shard = runtime::current().shard().clone();
    binding.value("isFirstShard", shard.index() == 0 && shard.generation() == 0)?;
    binding.function("isListening", 1, |call: &Call| -> Result<bool> {
        let Some(fd) = borrowed_fd(call.i32(0)?) else { return Ok(false) };
        Ok(rustix::net::sockopt::socket_acceptconn(fd).unwrap_or(false))
    })?;
    // Closes a descriptor that came with a message which nobody takes.
    binding.function("closeDescriptor", 1, |call: &Call| -> Result<()> {
        let fd = call.i32(0)?;
        if borrowed_fd(fd).is_some() {
            drop(adopt_fd(fd));
        }
        Ok(())
    })
}

fn methods(proto: &Prototype) -> Result<()> {
    proto.method("open", 1, |call: &Call| -> Result<i32> {
        let fd = call.i32(0)?;
        if borrowed_fd(fd).is_none() {
            return Ok(-libc::EBADF);
        }
        let fd = adopt_fd(fd);
        let opened = rustix::io::ioctl_fionbio(&fd, true)
            .and_then(|()| rustix::io::fcntl_setfd(&fd, rustix::io::FdFlags::CLOEXEC))
            .map_err(io::Error::from)
            .and_then(|()| this(call)?.open(fd, call.this().clone()));
        Ok(status(opened))
    })?;
    proto.method("readStart", 0, |call: &Call| -> Result<()> { read(call, true) })?;
    proto.method("readStop", 0, |call: &Call| -> Result<()> { read(call, false) })?;
    proto.method("send", 2, send)?;
    proto.method("close", 0, |call: &Call| -> Result<()> {
        call.this_as::<Channel>()?.0.close();
        Ok(())
    })?;
    proto.method("ref", 0, |call: &Call| reference(call, true))?;
    proto.method("unref", 0, |call: &Call| reference(call, false))?;
    proto.method("hasRef", 0, |call: &Call| -> Result<bool> {
        let channel = &call.this_as::<Channel>()?.0;
        Ok(channel.referenced.get() && channel.socket.borrow().is_some())
    })?;
    // Whether part of a message has come.
    proto.getter("buffering", |call: &Call| -> Result<bool> {
        Ok(!call.this_as::<Channel>()?.0.partial.borrow().is_empty())
    })?;
    proto.getter("writeQueueSize", |call: &Call| -> Result<usize> {
        let outgoing = call.this_as::<Channel>()?.0.outgoing.borrow();
        Ok(outgoing.iter().map(|message| message.bytes.len() - message.sent).sum())
    })?;
    proto.getter("fd", |call: &Call| -> Result<i32> {
        Ok(call.this_as::<Channel>()?.0.socket.borrow().as_ref().map_or(-1, |socket| socket.as_raw_fd()))
    })
}

fn this<'a>(call: &Call<'a>) -> io::Result<&'a Rc<ChannelHandle>> {
    channel_of(call.this()).ok_or_else(|| io::Error::from_raw_os_error(libc::EINVAL))
}

fn status(outcome: io::Result<()>) -> i32 {
    outcome.map_or_else(|error| errno(&error), |()| 0)
}

fn errno(error: &io::Error) -> i32 {
    -error.raw_os_error().unwrap_or(libc::EIO)
}

fn read(call: &Call, on: bool) -> Result<()> {
    let channel = &call.this_as::<Channel>()?.0;
    channel.reading.set(on);
    channel.update();
    Ok(())
}

fn reference(call: &Call, referenced: bool) -> Result<()> {
    let channel = &call.this_as::<Channel>()?.0;
    channel.referenced.set(referenced);
    channel.update();
    Ok(())
}

/// `send(message, fd)`: a text in the plain form, bytes in the advanced one, and a descriptor that goes along or -1.
/// Returns 0 when it was sent, 1 when it is queued (`onsent` follows), or a negative errno.
fn send(call: &Call) -> Result<i32> {
    let channel = &call.this_as::<Channel>()?.0;
    let bytes = if channel.advanced {
        let body = call.bytes(0)?;
        let mut bytes = (body.len() as u32).to_be_bytes().to_vec();
        bytes.extend_from_slice(body);
        bytes
    } else {
        let mut bytes = call.cx().text(call.arg(0))?.to_utf8().as_bytes().to_vec();
        bytes.push(b'\n');
        bytes
    };
    let fd = match borrowed_fd(call.i32(1)?) {
        // A descriptor of our own, as the message may wait longer than the program keeps its.
        Some(fd) => match rustix::io::fcntl_dupfd_cloexec(fd, 3) {
            Ok(fd) => Some(fd),
            Err(error) => return Ok(-error.raw_os_error()),
        },
        None => None,
    };
    Ok(channel.send(Outgoing { bytes, sent: 0, fd }))
}

impl ChannelHandle {
    /// Takes a connected, non-blocking socket over.
    pub(super) fn open(self: &Rc<Self>, socket: OwnedFd, object: Value) -> io::Result<()> {
        let reactor = runtime::current().shard().reactor().clone();
        let registration = reactor.register(&socket, Interest::NONE, self.clone())?;
        self.registration.replace(Some(registration));
        self.socket.replace(Some(socket));
        self.object.replace(Some(object));
        self.update();
        Ok(())
    }

    fn close(&self) {
        self.registration.take();
        self.socket.take();
        self.outgoing.borrow_mut().clear();
        self.pending_fd.take();
        self.hold.take();
        self.object.take();
    }

    /// Brings interest and hold in line with what is asked of the channel.
    fn update(&self) {
        let open = self.socket.borrow().is_some();
        let wanted = open && self.referenced.get() && self.reading.get();
        if wanted != self.hold.borrow().is_some() {
            let hold = wanted.then(|| Hold::named("PipeWrap"));
            drop(self.hold.replace(hold));
        }
        let mut interest = Interest::NONE;
        if self.reading.get() {
            interest = interest.and(Interest::READ);
        }
        if !self.outgoing.borrow().is_empty() {
            interest = interest.and(Interest::WRITE);
        }
        if let Some(registration) = &*self.registration.borrow()
            && registration.interest() != interest
        {
            registration.modify(interest).expect("an open socket can be watched");
        }
    }

    fn send(&self, mut message: Outgoing) -> i32 {
        if self.outgoing.borrow().is_empty() {
            match self.push(&mut message) {
                Ok(true) => return 0,
                Ok(false) => {}
                Err(error) => return errno(&error),
            }
        }
        self.outgoing.borrow_mut().push_back(message);
        self.update();
        1
    }

    /// Writes what goes; whether the message is out whole.
    fn push(&self, message: &mut Outgoing) -> io::Result<bool> {
        let socket = self.socket.borrow();
        let Some(socket) = &*socket else { return Err(io::Error::from_raw_os_error(libc::EBADF)) };
        while message.sent < message.bytes.len() {
            match write(socket.as_fd(), &message.bytes[message.sent..], message.fd.as_ref().map(OwnedFd::as_fd)) {
                Ok(count) => {
                    message.sent += count;
                    // It goes with the first byte.
                    message.fd = None;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn writable(&self) {
        loop {
            let Some(mut message) = self.outgoing.borrow_mut().pop_front() else { break };
            let outcome = self.push(&mut message);
            if matches!(outcome, Ok(false)) {
                self.outgoing.borrow_mut().push_front(message);
                break;
            }
            self.emit("onsent", |_| Ok(vec![Value::from(status(outcome.map(drop)))]));
        }
        self.update();
    }

    fn readable(&self) {
        for _ in 0..READS_PER_READY_MAX {
            if !self.reading.get() {
                return;
            }
            let mut scratch = SCRATCH.take();
            scratch.resize(READ_BYTES_MAX, 0);
            let outcome = self.receive(&mut scratch);
            SCRATCH.set(scratch);
            match outcome {
                Ok(count) if count > 0 => {
                    self.deliver();
                    // Readiness is told again, if there is more.
                    if count < READ_BYTES_MAX {
                        return;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // A peer that has gone, cleanly or not, is the end.
                _ => {
                    self.partial.borrow_mut().clear();
                    self.reading.set(false);
                    self.update();
                    return self.emit("onend", |_| Ok(Vec::new()));
                }
            }
        }
    }

    /// Reads once; how many bytes came.
    fn receive(&self, scratch: &mut [u8]) -> io::Result<usize> {
        let socket = self.socket.borrow();
        let Some(socket) = &*socket else { return Err(io::Error::from_raw_os_error(libc::EBADF)) };
        let (count, fd) = receive(socket.as_fd(), scratch)?;
        if fd.is_some() {
            drop(self.pending_fd.replace(fd));
        }
        self.partial.borrow_mut().extend_from_slice(&scratch[..count]);
        Ok(count)
    }

    /// Hands the whole messages over that have come.
    fn deliver(&self) {
        let mut partial = self.partial.borrow_mut();
        let end = if self.advanced { framed_end(&partial) } else { line_end(&partial) };
        if end == 0 {
            return;
        }
        let rest = partial.split_off(end);
        let whole = std::mem::replace(&mut *partial, rest);
        drop(partial);
        let fd = self.pending_fd.take().map_or(-1, IntoRawFd::into_raw_fd);
        let advanced = self.advanced;
        self.emit("onmessages", |cx| {
            let messages: Vec<Value> = if advanced {
                frames(&whole).map(|frame| cx.buffer(frame.to_vec())).collect::<Result<_>>()?
            } else {
                lines(&whole).map(|line| cx.string(&String::from_utf8_lossy(line))).collect()
            };
            Ok(vec![cx.array(messages), Value::from(fd)])
        });
    }

    fn emit(&self, name: &str, args: impl FnOnce(Cx) -> Result<Vec<Value>>) {
        let Some(object) = self.object.borrow().clone() else { return };
        door::enter_with(|cx| {
            let method = cx.get(&object, name)?;
            if method.is_function() { cx.call(&method, &object, &args(cx)?) } else { Ok(Value::UNDEFINED) }
        });
    }
}

/// How many bytes at the start are whole lines.
fn line_end(bytes: &[u8]) -> usize {
    memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1)
}

fn lines(whole: &[u8]) -> impl Iterator<Item = &[u8]> {
    whole.split_inclusive(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\n").unwrap_or(line))
}

/// The length of the first frame with its field, when the field is there.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    let field = bytes.first_chunk::<LENGTH_BYTES>()?;
    Some(LENGTH_BYTES + u32::from_be_bytes(*field) as usize)
}

/// How many bytes at the start are whole frames.
fn framed_end(bytes: &[u8]) -> usize {
    let mut end = 0;
    while let Some(length) = frame_length(&bytes[end..])
        && end + length <= bytes.len()
    {
        end += length;
    }
    end
}

fn frames(whole: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = whole;
    std::iter::from_fn(move || {
        let (frame, behind) = rest.split_at(frame_length(rest)?);
        rest = behind;
        Some(&frame[LENGTH_BYTES..])
    })
}

fn write(socket: BorrowedFd, bytes: &[u8], fd: Option<BorrowedFd>) -> io::Result<usize> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    let fds = fd.map(|fd| [fd]);
    if let Some(fds) = &fds {
        ancillary.push(SendAncillaryMessage::ScmRights(fds));
    }
    let slices = [IoSlice::new(bytes)];
    Ok(rustix::io::retry_on_intr(|| sendmsg(socket, &slices, &mut ancillary, SendFlags::NOSIGNAL))?)
}

fn receive(socket: BorrowedFd, bytes: &mut [u8]) -> io::Result<(usize, Option<OwnedFd>)> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(FDS_PER_READ_MAX))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let mut slices = [IoSliceMut::new(bytes)];
    let received =
        rustix::io::retry_on_intr(|| recvmsg(socket, &mut slices, &mut ancillary, RecvFlags::CMSG_CLOEXEC))?;
    let rights = ancillary.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(fds) => Some(fds),
        _ => None,
    });
    // One descriptor a message; others are closed as they are dropped.
    let first = rights.flatten().fold(None, |first: Option<OwnedFd>, fd| first.or(Some(fd)));
    Ok((received.bytes, first))
}

impl Source for ChannelHandle {
    fn ready(self: Rc<Self>, events: Events) {
        if events.writable() && !self.outgoing.borrow().is_empty() {
            self.writable();
        }
        if events.readable() {
            self.readable();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_cut_by_length() {
        let stream = [0, 0, 0, 2, b'a', b'b', 0, 0, 0, 0, 0, 0, 0, 3, b'x'];
        assert_eq!(framed_end(&stream), 10);
        let cut: Vec<&[u8]> = frames(&stream[..10]).collect();
        assert_eq!(cut, [&b"ab"[..], &[]]);
        assert_eq!(line_end(b"{}\n{\"a\""), 3);
        assert_eq!(line_end(b"{"), 0);
    }
}
