//! Open files: opening, reading, writing, and whole files at once.

use std::ffi::CStr;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, IntoRawFd, OwnedFd};

use rustix::buffer::spare_capacity;
use rustix::fs::{CWD, FileType, Mode, OFlags, openat};
use rustix::io::{Errno, retry_on_intr};

use crate::engine::{Call, Class, Cx, Error, ErrorClass, Instance, Result, Return, Value, adopt_fd};

use super::operation::{Argument, Failure, Outcome, Output};
use super::paths::{Blame, Fd, Path, PathOrFd, failure};

/// The most that one read takes, in bytes; a file that is larger cannot be read whole (Node's limit).
const IO_BYTES_MAX: u64 = (1 << 31) - 1;
/// How much is read at a time from what does not say how long it is.
const CHUNK_BYTES: usize = 512 * 1024;

pub(super) fn open_at(path: &Path, flags: i32, mode: u32) -> Outcome<OwnedFd> {
    let flags = OFlags::from_bits_retain(flags as u32) | OFlags::CLOEXEC;
    retry_on_intr(|| openat(CWD, path.as_c(), flags, Mode::from_raw_mode(mode))).at("open", path)
}

/// `open(path, flags, mode)`: the descriptor, the program's own from now on.
pub(super) fn open(path: Path, flags: i32, mode: u32) -> Outcome<i32> {
    open_at(&path, flags, mode).map(IntoRawFd::into_raw_fd)
}

/// `close(fd)`
pub(super) fn close(fd: Fd) -> Outcome<()> {
    fd.close().of("close")
}

/// Where to read or write: the file's own position when `None`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position(Option<u64>);

impl Argument for Position {
    /// A number or `BigInt`; null, undefined and negative ones are the file's own position.
    fn take(call: &Call, index: usize) -> Result<Position> {
        if call.arg(index).is_nullish() {
            return Ok(Position(None));
        }
        Ok(Position(u64::try_from(call.i64(index)?).ok()))
    }
}

/// Bytes read into memory of their own, to be copied to the request's target at an offset: what a program passes
/// for a read may be detached or resized while the pool's thread is at work. Delivers their number.
pub(super) struct ReadInto {
    bytes: Vec<u8>,
    offset: usize,
}

/// `read(fd, offset, length, position)`
pub(super) fn read(fd: Fd, offset: u64, length: u64, position: Position) -> Outcome<ReadInto> {
    let bytes = read_new(fd, length, position)?.0;
    Ok(ReadInto { bytes, offset: offset as usize })
}

impl Output for ReadInto {
    fn deliver(self, cx: Cx, target: &Value) -> Result<Value> {
        let room = cx.bytes(target).and_then(|bytes| bytes.get_mut(self.offset..)).unwrap_or_default();
        let count = self.bytes.len().min(room.len());
        room[..count].copy_from_slice(&self.bytes[..count]);
        Ok(Value::from(count))
    }
}

/// Bytes that become a `Buffer` without a copy.
pub(super) struct Bytes(Vec<u8>);

impl Return for Bytes {
    fn into_value(self, cx: Cx) -> Result<Value> {
        cx.buffer(self.0)
    }
}

/// `readNew(fd, length, position)`: at most `length` bytes, in a buffer of their own.
pub(super) fn read_new(fd: Fd, length: u64, Position(position): Position) -> Outcome<Bytes> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length.min(IO_BYTES_MAX) as usize).map_err(|_| failure(Errno::NOMEM, "read", None, None))?;
    read_some(fd.borrow(), &mut bytes, position).of("read")?;
    Ok(Bytes(bytes))
}

/// One read into the vector's spare capacity.
fn read_some(fd: BorrowedFd, bytes: &mut Vec<u8>, position: Option<u64>) -> rustix::io::Result<usize> {
    if bytes.capacity() == bytes.len() {
        return Ok(0);
    }
    retry_on_intr(|| match position {
        Some(position) => rustix::io::pread(fd, spare_capacity(bytes), position),
        None => rustix::io::read(fd, spare_capacity(bytes)),
    })
}

/// Bytes read for several buffers: the request's target is an array of them. Delivers their number.
pub(super) struct ReadScattered(Vec<u8>);

/// `readBuffers(fd, length, position)`, `length` being that of all buffers together.
pub(super) fn read_buffers(fd: Fd, length: u64, position: Position) -> Outcome<ReadScattered> {
    read_new(fd, length, position).map(|bytes| ReadScattered(bytes.0))
}

impl Output for ReadScattered {
    fn deliver(self, cx: Cx, target: &Value) -> Result<Value> {
        let mut rest = &self.0[..];
        for buffer in cx.elements(target)? {
            let room = cx.bytes(&buffer).unwrap_or_default();
            let (now, later) = rest.split_at(rest.len().min(room.len()));
            room[..now.len()].copy_from_slice(now);
            rest = later;
        }
        Ok(Value::from(self.0.len()))
    }
}

/// A stretch of a buffer, copied: three arguments, buffer, offset and length.
pub(super) struct Slice(Vec<u8>);

impl Argument for Slice {
    const WIDTH: usize = 3;

    fn take(call: &Call, index: usize) -> Result<Slice> {
        borrowed_slice(call, index).map(|bytes| Slice(bytes.to_vec()))
    }
}

pub(super) fn borrowed_slice<'a>(call: &Call<'a>, index: usize) -> Result<&'a mut [u8]> {
    let (offset, length) = (call.usize(index + 1)?, call.usize(index + 2)?);
    let bytes = call.bytes_mut(index)?;
    offset
        .checked_add(length)
        .and_then(|end| bytes.get_mut(offset..end))
        .ok_or_else(|| Error::range_error("The buffer is shorter than it was"))
}

/// Several buffers, copied to one stretch: an array.
pub(super) struct Gathered(Vec<u8>);

impl Argument for Gathered {
    fn take(call: &Call, index: usize) -> Result<Gathered> {
        let mut all = Vec::new();
        for buffer in call.cx().elements(call.arg(index))? {
            all.extend_from_slice(call.cx().bytes(&buffer).unwrap_or_default());
        }
        Ok(Gathered(all))
    }
}

/// Text or bytes to write.
pub(super) struct Data(Vec<u8>);

impl Argument for Data {
    fn take(call: &Call, index: usize) -> Result<Data> {
        if call.arg(index).is_string() {
            let text = call.cx().text(call.arg(index))?;
            return Ok(Data(text.to_utf8().into_owned().into_bytes()));
        }
        call.bytes(index).map(|bytes| Data(bytes.to_vec()))
    }
}

pub(super) fn write_some(fd: BorrowedFd, bytes: &[u8], Position(position): Position) -> Outcome<usize> {
    retry_on_intr(|| match position {
        Some(position) => rustix::io::pwrite(fd, bytes, position),
        None => rustix::io::write(fd, bytes),
    })
    .of("write")
}

/// `writeBuffer(fd, buffer, offset, length, position)`: how many bytes were written.
pub(super) fn write_buffer(fd: Fd, bytes: Slice, position: Position) -> Outcome<usize> {
    write_some(fd.borrow(), &bytes.0, position)
}

/// `writeBuffers(fd, buffers, position)`
pub(super) fn write_buffers(fd: Fd, bytes: Gathered, position: Position) -> Outcome<usize> {
    write_some(fd.borrow(), &bytes.0, position)
}

/// `writeString(fd, text, position)`, as UTF-8.
pub(super) fn write_string(fd: Fd, text: Data, position: Position) -> Outcome<usize> {
    write_some(fd.borrow(), &text.0, position)
}

/// `readSync(fd, buffer, offset, length, position)`: inline, straight into the buffer.
pub(super) fn read_sync(call: &Call) -> Result<usize> {
    let fd = Fd::take(call, 0)?;
    let Position(position) = Position::take(call, 4)?;
    let room = borrowed_slice(call, 1)?;
    if room.is_empty() {
        return Ok(0);
    }
    let result = retry_on_intr(|| match position {
        Some(position) => rustix::io::pread(fd.borrow(), &mut *room, position),
        None => rustix::io::read(fd.borrow(), &mut *room),
    });
    Ok(result.of("read")?)
}

/// `writeSync(fd, buffer, offset, length, position)`: inline, straight from the buffer.
pub(super) fn write_sync(call: &Call) -> Result<usize> {
    let fd = Fd::take(call, 0)?;
    let position = Position::take(call, 4)?;
    Ok(write_some(fd.borrow(), borrowed_slice(call, 1)?, position)?)
}

/// A whole file, as text when that was asked for.
pub(super) enum Contents {
    Bytes(Vec<u8>),
    Text(String),
}

impl Return for Contents {
    fn into_value(self, cx: Cx) -> Result<Value> {
        match self {
            Contents::Bytes(bytes) => cx.buffer(bytes),
            Contents::Text(text) => Ok(cx.string(&text)),
        }
    }
}

/// `readFile(pathOrFd, flags, utf8)`: from a descriptor's own position on.
pub(super) fn read_file(from: PathOrFd, flags: i32, utf8: bool) -> Outcome<Contents> {
    let bytes = match from {
        PathOrFd::Path(path) => read_to_end(open_at(&path, flags, 0o666)?.as_fd())?,
        PathOrFd::Fd(fd) => read_to_end(fd.borrow())?,
    };
    if !utf8 {
        return Ok(Contents::Bytes(bytes));
    }
    String::from_utf8(bytes)
        .or_else(|error| Ok(String::from_utf8_lossy(error.as_bytes()).into_owned()))
        .and_then(|text| text_that_fits(text).map(Contents::Text))
}

/// The longest string, in UTF-16 units.
const STRING_LENGTH_MAX: usize = 0x1fff_ffe8;

fn text_that_fits(text: String) -> Outcome<String> {
    if text.len() <= STRING_LENGTH_MAX || text.encode_utf16().count() <= STRING_LENGTH_MAX {
        return Ok(text);
    }
    let message = format!("Cannot create a string longer than 0x{STRING_LENGTH_MAX:x} characters");
    Err(Failure::Coded(ErrorClass::Error, "ERR_STRING_TOO_LONG", message))
}

fn read_to_end(fd: BorrowedFd) -> Outcome<Vec<u8>> {
    let stat = retry_on_intr(|| rustix::fs::fstat(fd)).of("fstat")?;
    // Files of /proc say that they are empty.
    let size = if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile { stat.st_size as u64 } else { 0 };
    if size > IO_BYTES_MAX {
        let message = format!("File size ({size}) is greater than 2 GiB");
        return Err(Failure::Coded(ErrorClass::RangeError, "ERR_FS_FILE_TOO_LARGE", message));
    }
    let no_memory = |_| failure(Errno::NOMEM, "read", None, None);
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(size as usize).map_err(no_memory)?;
    loop {
        if bytes.len() == bytes.capacity() {
            if size > 0 && bytes.len() as u64 >= size {
                return Ok(bytes);
            }
            bytes.try_reserve(CHUNK_BYTES).map_err(no_memory)?;
        }
        if read_some(fd, &mut bytes, None).of("read")? == 0 {
            return Ok(bytes);
        }
    }
}

/// `writeFile(pathOrFd, data, flags, mode, flush)`: from a descriptor's own position on.
pub(super) fn write_file(to: PathOrFd, data: Data, flags: i32, mode: u32, flush: bool) -> Outcome<()> {
    write_whole(&to, &data.0, flags, mode, flush)
}

/// `writeFileSync(pathOrFd, data, flags, mode, flush)`: inline, straight from the buffer.
pub(super) fn write_file_sync(call: &Call) -> Result<()> {
    let to = PathOrFd::take(call, 0)?;
    let (flags, mode, flush) = (call.i32(2)?, call.u32(3)?, call.bool(4));
    if call.arg(1).is_string() {
        let text = call.cx().text(call.arg(1))?;
        return Ok(write_whole(&to, text.to_utf8().as_bytes(), flags, mode, flush)?);
    }
    Ok(write_whole(&to, call.bytes(1)?, flags, mode, flush)?)
}

fn write_whole(to: &PathOrFd, data: &[u8], flags: i32, mode: u32, flush: bool) -> Outcome<()> {
    let opened = match to {
        PathOrFd::Path(path) => Some(open_at(path, flags, mode)?),
        PathOrFd::Fd(_) => None,
    };
    let fd = match (to, &opened) {
        (PathOrFd::Fd(fd), _) => fd.borrow(),
        (_, opened) => opened.as_ref().expect("what is no descriptor was opened").as_fd(),
    };
    let mut rest = data;
    while !rest.is_empty() {
        let count = write_some(fd, rest, Position(None))?;
        rest = &rest[count..];
    }
    if flush {
        retry_on_intr(|| rustix::fs::fsync(fd)).of("fsync")?;
    }
    // A full disk may show only now.
    opened.map_or(Ok(()), |fd| Fd::from(fd).close().of("close"))
}

/// `ftruncate(fd, length)`
pub(super) fn ftruncate(fd: Fd, length: u64) -> Outcome<()> {
    retry_on_intr(|| rustix::fs::ftruncate(fd.borrow(), length)).of("ftruncate")
}

/// `truncate(path, length)`
pub(super) fn truncate(path: Path, length: u64) -> Outcome<()> {
    let file = open_at(&path, OFlags::RDWR.bits() as i32, 0o666)?;
    retry_on_intr(|| rustix::fs::ftruncate(&file, length)).of("ftruncate")
}

/// `fsync(fd)`
pub(super) fn fsync(fd: Fd) -> Outcome<()> {
    retry_on_intr(|| rustix::fs::fsync(fd.borrow())).of("fsync")
}

/// `fdatasync(fd)`
pub(super) fn fdatasync(fd: Fd) -> Outcome<()> {
    retry_on_intr(|| rustix::fs::fdatasync(fd.borrow())).of("fdatasync")
}

const COPYFILE_EXCL: i32 = 1;
const COPYFILE_FICLONE: i32 = 2;
const COPYFILE_FICLONE_FORCE: i32 = 4;

/// `copyFile(from, to, mode)`: contents and permissions. What was begun is taken away when it fails.
pub(super) fn copy_file(from: Path, to: Path, mode: i32) -> Outcome<()> {
    let open = |path: &CStr, flags, permissions| {
        retry_on_intr(|| openat(CWD, path, flags | OFlags::CLOEXEC, Mode::from_raw_mode(permissions)))
    };
    let copy = || -> rustix::io::Result<()> {
        let source = open(from.as_c(), OFlags::RDONLY, 0)?;
        let stat = rustix::fs::fstat(&source)?;
        let exclusive = if mode & COPYFILE_EXCL != 0 { OFlags::EXCL } else { OFlags::empty() };
        let dest = open(to.as_c(), OFlags::WRONLY | OFlags::CREATE | exclusive, stat.st_mode & 0o7777)?;
        let there = rustix::fs::fstat(&dest)?;
        if (stat.st_dev, stat.st_ino) == (there.st_dev, there.st_ino) {
            return Ok(());
        }
        let done = fill(&source, dest, stat.st_mode, mode);
        if done.is_err() {
            // The error that counts is the first one.
            let _ = rustix::fs::unlink(to.as_c());
        }
        done
    };
    copy().between("copyfile", &from, &to)
}

fn fill(source: &OwnedFd, dest: OwnedFd, permissions: u32, mode: i32) -> rustix::io::Result<()> {
    let as_errno = |error: std::io::Error| Errno::from_io_error(&error).unwrap_or(Errno::IO);
    rustix::fs::ftruncate(&dest, 0)?;
    rustix::fs::fchmod(&dest, Mode::from_raw_mode(permissions & 0o7777))?;
    if mode & (COPYFILE_FICLONE | COPYFILE_FICLONE_FORCE) != 0 {
        match rustix::fs::ioctl_ficlone(&dest, source) {
            Ok(()) => return Ok(()),
            Err(errno) if mode & COPYFILE_FICLONE_FORCE != 0 => return Err(errno),
            // A copy will do.
            Err(_) => {}
        }
    }
    let mut reader = std::fs::File::from(source.try_clone().map_err(as_errno)?);
    let mut writer = std::fs::File::from(dest);
    std::io::copy(&mut reader, &mut writer).map(drop).map_err(as_errno)
}

/// A descriptor that closes when nobody can reach it any more: what a `FileHandle` of `fs/promises` stands on.
pub(super) struct FileHandle(std::cell::RefCell<Option<OwnedFd>>);

impl Class for FileHandle {
    const NAME: &'static str = "FileHandle";
}

impl FileHandle {
    /// The descriptor's number, -1 when it is closed.
    pub(super) fn fd(call: &Call) -> Result<i32> {
        Ok(call.this_as::<FileHandle>()?.0.borrow().as_ref().map_or(-1, AsRawFd::as_raw_fd))
    }

    /// Gives the descriptor to the caller, who has to close it; -1 when it is closed.
    pub(super) fn release_fd(call: &Call) -> Result<i32> {
        Ok(call.this_as::<FileHandle>()?.0.take().map_or(-1, IntoRawFd::into_raw_fd))
    }
}

/// The opened file of [`open_file_handle`].
pub(super) struct Opened(OwnedFd);

impl Return for Opened {
    fn into_value(self, cx: Cx) -> Result<Value> {
        Instance(FileHandle(Some(self.0).into())).into_value(cx)
    }
}

/// `openFileHandle(path, flags, mode)`
pub(super) fn open_file_handle(path: Path, flags: i32, mode: u32) -> Outcome<Opened> {
    open_at(&path, flags, mode).map(Opened)
}

/// `new FileHandle(fd)`: takes over a descriptor that another one released.
pub(super) fn adopt(call: &Call) -> Result<FileHandle> {
    let fd = call.i32(0)?;
    Ok(FileHandle((fd >= 0).then(|| adopt_fd(fd)).into()))
}
