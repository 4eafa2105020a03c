//! Paths without symbolic links, in Node's two ways: that of the C library, and a walk that names what it fails at.

use std::os::unix::ffi::OsStrExt;

use rustix::fs::{AtFlags, CWD, FileType, RawMode, statat};
use rustix::io::Errno;

use super::operation::Outcome;
use super::paths::{Blame, Name, Path};

/// `realpath(path, asBuffer)`: as realpath(3).
pub(super) fn realpath(path: Path, as_buffer: bool) -> Outcome<Name> {
    std::fs::canonicalize(std::ffi::OsStr::from_bytes(path.bytes()))
        .map(|found| Name { bytes: found.into_os_string().into_encoded_bytes(), as_buffer })
        .map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))
        .at("realpath", &path)
}

/// `realpathWalk(path, asBuffer)`: link by link. `path` is absolute and has no `.` nor `..`. The walk ends with a link
/// to a pipe or socket that has no path, such as those of `/proc/self/fd`.
pub(super) fn realpath_walk(path: Path, as_buffer: bool) -> Outcome<Name> {
    let kind = |mode| FileType::from_raw_mode(mode as RawMode);
    let mut rest = components(path.bytes());
    let mut found: Vec<Vec<u8>> = Vec::new();
    while let Some(name) = rest.pop() {
        let base = absolute(found.iter().chain([&name]));
        let stat = statat(CWD, base.as_c(), AtFlags::SYMLINK_NOFOLLOW).at("lstat", &base)?;
        if kind(stat.st_mode) != FileType::Symlink {
            found.push(name);
            continue;
        }
        let end = kind(statat(CWD, base.as_c(), AtFlags::empty()).at("stat", &base)?.st_mode);
        let target = rustix::fs::readlink(base.as_c(), Vec::new()).at("readlink", &base)?.into_bytes();
        if target.first() == Some(&b'/') {
            found.clear();
        }
        // The target takes the link's place; its own links are looked at from the start.
        let mut whole = std::mem::take(&mut found);
        for part in components(&target).into_iter().rev().chain(rest.drain(..).rev()) {
            match &part[..] {
                b".." => drop(whole.pop()),
                _ => whole.push(part),
            }
        }
        let is_gone = || statat(CWD, absolute(whole.iter()).as_c(), AtFlags::SYMLINK_NOFOLLOW).is_err();
        if matches!(end, FileType::Fifo | FileType::Socket) && is_gone() {
            found = whole;
            break;
        }
        rest = whole;
        rest.reverse();
    }
    let bytes = absolute(found.iter()).bytes().to_vec();
    Ok(Name { bytes, as_buffer })
}

/// A path's names, the last one first.
fn components(path: &[u8]) -> Vec<Vec<u8>> {
    let names = path.split(|byte| *byte == b'/').filter(|name| !name.is_empty() && *name != b".");
    let mut names: Vec<Vec<u8>> = names.map(<[u8]>::to_vec).collect();
    names.reverse();
    names
}

fn absolute<'a>(names: impl Iterator<Item = &'a Vec<u8>>) -> Path {
    names.fold(Path::of(b"/".to_vec()), |path, name| path.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_last_first() {
        assert_eq!(components(b"/a//./b/"), [b"b".to_vec(), b"a".to_vec()]);
        assert_eq!(absolute([b"a".to_vec(), b"b".to_vec()].iter()).bytes(), b"/a/b");
    }
}
