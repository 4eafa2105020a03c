//! What both ways of starting a process read from their options.

use std::ffi::CString;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};

use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use shards::child::{Child, Launch, launch};

use crate::engine::{Cx, Error, Result, Value};

/// A process to be: its options, owned.
pub(super) struct Plan {
    file: CString,
    args: Vec<CString>,
    env: Vec<CString>,
    cwd: Option<CString>,
    detached: bool,
    uid: Option<u32>,
    gid: Option<u32>,
}

impl Plan {
    /// Reads `{ file, args, cwd, detached, envPairs, uid, gid }`.
    pub(super) fn read(cx: Cx, options: &Value) -> Result<Plan> {
        let text = |name: &str| -> Result<Option<CString>> {
            let value = cx.get(options, name)?;
            if value.is_nullish() { Ok(None) } else { c_text(cx, &value).map(Some) }
        };
        let list = |name: &str| -> Result<Vec<CString>> {
            let value = cx.get(options, name)?;
            if value.is_nullish() {
                return Ok(Vec::new());
            }
            cx.elements(&value)?.iter().map(|text| c_text(cx, text)).collect()
        };
        let id = |name: &str| -> Result<Option<u32>> {
            // Ids above 2^31 come as negative numbers.
            Ok(cx.get(options, name)?.as_f64().map(|id| id as i64 as u32))
        };
        Ok(Plan {
            file: text("file")?.unwrap_or_default(),
            args: list("args")?,
            env: list("envPairs")?,
            cwd: text("cwd")?.filter(|folder| !folder.is_empty()),
            detached: cx.get(options, "detached")?.as_bool() == Some(true),
            uid: id("uid")?,
            gid: id("gid")?,
        })
    }

    /// Starts the process with these descriptors.
    pub(super) fn launch(&self, fds: &[Option<RawFd>]) -> std::io::Result<Child> {
        launch(&Launch {
            file: &self.file,
            args: &self.args,
            env: &self.env,
            cwd: self.cwd.as_deref(),
            fds,
            new_session: self.detached,
            uid: self.uid,
            gid: self.gid,
        })
    }
}

/// A text for the kernel; what follows a NUL is cut off there anyway, so scripts refuse such texts before.
fn c_text(cx: Cx, value: &Value) -> Result<CString> {
    CString::new(cx.to_string(value)?).map_err(|_| Error::errno(libc::EINVAL, "spawn"))
}

/// Descriptors of a child, and the ends of pipes that are closed here once it runs.
#[derive(Default)]
pub(super) struct Descriptors {
    pub(super) fds: Vec<Option<RawFd>>,
    theirs: Vec<OwnedFd>,
}

impl Descriptors {
    /// One more: nothing, or one that this process has open.
    pub(super) fn push(&mut self, fd: Option<RawFd>) {
        self.fds.push(fd);
    }

    /// One more: the other end of a new pair of sockets, which Node's pipes to children are.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE`.
    pub(super) fn push_pipe(&mut self) -> std::io::Result<OwnedFd> {
        let (ours, theirs) = socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
        rustix::io::ioctl_fionbio(&ours, true)?;
        self.fds.push(Some(theirs.as_fd().as_raw_fd()));
        self.theirs.push(theirs);
        Ok(ours)
    }
}
