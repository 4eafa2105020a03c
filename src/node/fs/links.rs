//! What is done to paths themselves: names, links, permissions, owners and times.

use rustix::fs::{AtFlags, CWD, Gid, Mode, Timespec, Timestamps, Uid, UTIME_NOW, UTIME_OMIT};
use rustix::fs::{chmodat, chownat, fchmod as set_mode, fchown as set_owner, futimens, utimensat};

use super::operation::Outcome;
use super::paths::{Blame, Fd, Name, Path};

/// `access(path, mode)`
pub(super) fn access(path: Path, mode: u32) -> Outcome<()> {
    rustix::fs::access(path.as_c(), rustix::fs::Access::from_bits_retain(mode)).at("access", &path)
}

/// `rename(from, to)`
pub(super) fn rename(from: Path, to: Path) -> Outcome<()> {
    rustix::fs::rename(from.as_c(), to.as_c()).between("rename", &from, &to)
}

/// `link(existing, new)`
pub(super) fn link(existing: Path, new: Path) -> Outcome<()> {
    rustix::fs::link(existing.as_c(), new.as_c()).between("link", &existing, &new)
}

/// `symlink(target, path)`
pub(super) fn symlink(target: Path, path: Path) -> Outcome<()> {
    rustix::fs::symlink(target.as_c(), path.as_c()).between("symlink", &target, &path)
}

/// `readlink(path, asBuffer)`
pub(super) fn readlink(path: Path, as_buffer: bool) -> Outcome<Name> {
    let target = rustix::fs::readlink(path.as_c(), Vec::new()).at("readlink", &path)?;
    Ok(Name { bytes: target.into_bytes(), as_buffer })
}

/// `unlink(path)`
pub(super) fn unlink(path: Path) -> Outcome<()> {
    rustix::fs::unlink(path.as_c()).at("unlink", &path)
}

/// `chmod(path, mode)`
pub(super) fn chmod(path: Path, mode: u32) -> Outcome<()> {
    chmodat(CWD, path.as_c(), Mode::from_raw_mode(mode), AtFlags::empty()).at("chmod", &path)
}

/// `fchmod(fd, mode)`
pub(super) fn fchmod(fd: Fd, mode: u32) -> Outcome<()> {
    set_mode(fd.borrow(), Mode::from_raw_mode(mode)).of("fchmod")
}

/// -1 leaves it as it is.
fn owners(user: i32, group: i32) -> (Option<Uid>, Option<Gid>) {
    ((user != -1).then(|| Uid::from_raw(user as u32)), (group != -1).then(|| Gid::from_raw(group as u32)))
}

/// `chown(path, user, group)`
pub(super) fn chown(path: Path, user: i32, group: i32) -> Outcome<()> {
    let (user, group) = owners(user, group);
    chownat(CWD, path.as_c(), user, group, AtFlags::empty()).at("chown", &path)
}

/// `lchown(path, user, group)`
pub(super) fn lchown(path: Path, user: i32, group: i32) -> Outcome<()> {
    let (user, group) = owners(user, group);
    chownat(CWD, path.as_c(), user, group, AtFlags::SYMLINK_NOFOLLOW).at("lchown", &path)
}

/// `fchown(fd, user, group)`
pub(super) fn fchown(fd: Fd, user: i32, group: i32) -> Outcome<()> {
    let (user, group) = owners(user, group);
    set_owner(fd.borrow(), user, group).of("fchown")
}

/// Seconds since 1970: infinity is now, NaN leaves it as it is.
fn timespec(seconds: f64) -> Timespec {
    if seconds.is_nan() {
        return Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT };
    }
    if seconds.is_infinite() {
        return Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
    }
    let whole = seconds.floor();
    Timespec { tv_sec: whole as i64, tv_nsec: ((seconds - whole) * 1e9) as _ }
}

fn timestamps(accessed: f64, modified: f64) -> Timestamps {
    Timestamps { last_access: timespec(accessed), last_modification: timespec(modified) }
}

/// `utimes(path, accessed, modified)`
pub(super) fn utimes(path: Path, accessed: f64, modified: f64) -> Outcome<()> {
    utimensat(CWD, path.as_c(), &timestamps(accessed, modified), AtFlags::empty()).at("utime", &path)
}

/// `lutimes(path, accessed, modified)`
pub(super) fn lutimes(path: Path, accessed: f64, modified: f64) -> Outcome<()> {
    let times = timestamps(accessed, modified);
    utimensat(CWD, path.as_c(), &times, AtFlags::SYMLINK_NOFOLLOW).at("lutime", &path)
}

/// `futimes(fd, accessed, modified)`
pub(super) fn futimes(fd: Fd, accessed: f64, modified: f64) -> Outcome<()> {
    futimens(fd.borrow(), &timestamps(accessed, modified)).of("futime")
}
