//! Sockets on their way to another thread of the process: the descriptor goes, and a handle is made of it there.

use std::os::fd::{AsFd, OwnedFd};

use shards::net::Stream;

use super::listener::ListenHandle;
use super::natives::{PipeServer, TcpServer, make_pipe, make_tcp};
use super::stream::StreamHandle;
use crate::engine::{Cx, Error, Parcel, Result, Value};

/// What the descriptor is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Tcp,
    Pipe,
    TcpServer,
    PipeServer,
}

struct Moving {
    kind: Kind,
    fd: OwnedFd,
}

/// Takes a stream out of its handle, if it has one.
pub(super) fn pack_stream(handle: &StreamHandle, kind: Kind, moved: bool) -> Option<Box<dyn Parcel>> {
    let stream = if moved { handle.take_stream() } else { None };
    stream.map(|stream| Box::new(Moving { kind, fd: stream.into_fd() }) as Box<dyn Parcel>)
}

/// Closes a listening handle, whose socket goes on listening.
pub(super) fn pack_listener(handle: &ListenHandle, kind: Kind, moved: bool) -> Option<Box<dyn Parcel>> {
    let listener = handle.listener().filter(|_| moved)?;
    let fd = listener.as_fd().try_clone_to_owned().ok()?;
    drop(listener);
    // A Unix socket's file goes with the last one that listens there, which this is no more.
    handle.disown_file();
    drop((handle.close(), handle.take_context()));
    Some(Box::new(Moving { kind, fd }))
}

impl Parcel for Moving {
    fn unpack(self: Box<Self>, cx: Cx) -> Result<Value> {
        let Moving { kind, fd } = *self;
        match kind {
            Kind::Tcp | Kind::Pipe => {
                let handle = StreamHandle::new();
                let object = if matches!(kind, Kind::Tcp) { make_tcp(handle.clone()) } else { make_pipe(handle.clone()) }?;
                let opened = handle.open(Stream::from_fd(fd), object.clone());
                opened.map_err(|error| Error::system(&error, "open"))?;
                Ok(object)
            }
            Kind::TcpServer | Kind::PipeServer => {
                let handle = ListenHandle::new();
                // It begins to accept when its server listens.
                handle.bind(fd);
                if matches!(kind, Kind::TcpServer) { cx.instance(TcpServer(handle)) } else { cx.instance(PipeServer(handle)) }
            }
        }
    }
}
