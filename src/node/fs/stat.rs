//! What files and file systems say of themselves.

use rustix::fs::{AtFlags, CWD, Statx, StatxFlags, StatxTimestamp, makedev, statx};
use rustix::io::Errno;

use crate::engine::{Cx, Error, Result, Value};

use super::operation::{Outcome, Output};
use super::paths::{Blame, Fd, Path};

/// A file's numbers, in the order of Node's `Stats`, to be written to the request's target: a `Float64Array` of 14
/// with times in milliseconds, or a `BigInt64Array` of 18 with each time as seconds and nanoseconds.
/// Delivers `true`, or `undefined` for a file that does not exist and need not.
pub(super) struct Stats(Option<Statx>);

const WANTED: StatxFlags = StatxFlags::BASIC_STATS.union(StatxFlags::BTIME);

/// `stat(path, throwIfNoEntry)`
pub(super) fn stat(path: Path, must_exist: bool) -> Outcome<Stats> {
    found(statx(CWD, path.as_c(), AtFlags::empty(), WANTED), must_exist).at("stat", &path)
}

/// `lstat(path, throwIfNoEntry)`
pub(super) fn lstat(path: Path, must_exist: bool) -> Outcome<Stats> {
    found(statx(CWD, path.as_c(), AtFlags::SYMLINK_NOFOLLOW, WANTED), must_exist).at("lstat", &path)
}

/// `fstat(fd)`
pub(super) fn fstat(fd: Fd) -> Outcome<Stats> {
    statx(fd.borrow(), c"", AtFlags::EMPTY_PATH, WANTED).map(|data| Stats(Some(data))).of("fstat")
}

/// `exists(path)`
pub(super) fn exists(path: Path) -> Outcome<bool> {
    Ok(rustix::fs::access(path.as_c(), rustix::fs::Access::EXISTS).is_ok())
}

fn found(result: rustix::io::Result<Statx>, must_exist: bool) -> rustix::io::Result<Stats> {
    match result {
        Ok(data) => Ok(Stats(Some(data))),
        Err(Errno::NOENT | Errno::NOTDIR) if !must_exist => Ok(Stats(None)),
        Err(errno) => Err(errno),
    }
}

const FLOATS: usize = 14;
const INTEGERS: usize = 18;

impl Output for Stats {
    fn deliver(self, cx: Cx, target: &Value) -> Result<Value> {
        let Some(data) = self.0 else { return Ok(Value::UNDEFINED) };
        let numbers = [
            makedev(data.stx_dev_major, data.stx_dev_minor),
            u64::from(data.stx_mode),
            u64::from(data.stx_nlink),
            u64::from(data.stx_uid),
            u64::from(data.stx_gid),
            makedev(data.stx_rdev_major, data.stx_rdev_minor),
            u64::from(data.stx_blksize),
            data.stx_ino,
            data.stx_size,
            data.stx_blocks,
        ];
        let times = [data.stx_atime, data.stx_mtime, data.stx_ctime, data.stx_btime];
        let cells = cells_of(cx, target)?;
        match cells.len() {
            FLOATS => write(cells, numbers.iter().map(|n| *n as f64).chain(times.iter().map(ms)).map(f64::to_ne_bytes)),
            INTEGERS => {
                let times = times.iter().flat_map(|time| [time.tv_sec, i64::from(time.tv_nsec)]);
                write(cells, numbers.iter().map(|n| *n as i64).chain(times).map(i64::to_ne_bytes));
            }
            _ => return Err(Error::type_error("an array of 14 or 18 numbers is expected")),
        }
        Ok(Value::TRUE)
    }
}

fn ms(time: &StatxTimestamp) -> f64 {
    time.tv_sec as f64 * 1e3 + f64::from(time.tv_nsec) / 1e6
}

fn cells_of(cx: Cx, target: &Value) -> Result<&mut [[u8; 8]]> {
    let bytes = cx.bytes(target).ok_or_else(|| Error::type_error("an array for the numbers is expected"))?;
    Ok(bytes.as_chunks_mut().0)
}

fn write(cells: &mut [[u8; 8]], values: impl Iterator<Item = [u8; 8]>) {
    for (cell, value) in cells.iter_mut().zip(values) {
        *cell = value;
    }
}

/// A file system's numbers, to be written to the request's target: a `Float64Array`, or a `BigInt64Array` when
/// `bigint`; in the order of Node's `StatFs`.
pub(super) struct StatFs {
    numbers: [u64; 8],
    bigint: bool,
}

/// `statfs(path, bigint)`
pub(super) fn statfs(path: Path, bigint: bool) -> Outcome<StatFs> {
    let data = rustix::fs::statfs(path.as_c()).at("statfs", &path)?;
    let numbers = [
        data.f_type as u64,
        data.f_bsize as u64,
        data.f_frsize as u64,
        data.f_blocks,
        data.f_bfree,
        data.f_bavail,
        data.f_files,
        data.f_ffree,
    ];
    Ok(StatFs { numbers, bigint })
}

impl Output for StatFs {
    fn deliver(self, cx: Cx, target: &Value) -> Result<Value> {
        let cells = cells_of(cx, target)?;
        if self.bigint {
            write(cells, self.numbers.iter().map(|n| n.to_ne_bytes()));
        } else {
            write(cells, self.numbers.iter().map(|n| (*n as f64).to_ne_bytes()));
        }
        Ok(Value::TRUE)
    }
}
