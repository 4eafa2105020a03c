//! `rm`: files, and folders with everything in them.

use std::time::Duration;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, openat, statat, unlinkat};
use rustix::io::{Errno, retry_on_intr};
use std::os::fd::BorrowedFd;

use super::operation::Outcome;
use super::paths::{Blame, Path};

/// How often a step is tried again while something is in its way, and after which pause, longer each time.
#[derive(Clone, Copy)]
struct Patience {
    retries_max: u32,
    pause_ms: u32,
}

/// `rm(path, recursive, force, maxRetries, retryDelay)`: false when it is a folder and `recursive` was not asked
/// for. Folders are walked by descriptor, so that a link put in a folder's place meanwhile is not followed.
pub(super) fn rm(path: Path, recursive: bool, force: bool, retries_max: u32, pause_ms: u32) -> Outcome<bool> {
    let patience = Patience { retries_max, pause_ms };
    let stat = match statat(CWD, path.as_c(), AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) if force => return Ok(true),
        other => other.at("lstat", &path)?,
    };
    if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
        return patience.unlink(CWD, path.bytes(), &path, force).map(|()| true);
    }
    if !recursive {
        return Ok(false);
    }
    patience.remove_folder(CWD, path.bytes(), &path, force)?;
    Ok(true)
}

impl Patience {
    /// Takes a step until it works, or its failure is not one that passes.
    fn step(self, step: impl Fn() -> rustix::io::Result<()>) -> rustix::io::Result<()> {
        let mut tries = 0;
        loop {
            let result = retry_on_intr(&step);
            let passing = matches!(
                result,
                Err(Errno::BUSY | Errno::MFILE | Errno::NFILE | Errno::NOTEMPTY | Errno::PERM)
            );
            if !passing || tries == self.retries_max {
                return result;
            }
            tries += 1;
            std::thread::sleep(Duration::from_millis(u64::from(self.pause_ms) * u64::from(tries)));
        }
    }

    fn unlink(self, at: BorrowedFd, name: &[u8], path: &Path, force: bool) -> Outcome<()> {
        match self.step(|| unlinkat(at, name, AtFlags::empty())) {
            Err(Errno::NOENT) if force => Ok(()),
            other => other.at("unlink", path),
        }
    }

    fn remove_folder(self, at: BorrowedFd, name: &[u8], path: &Path, force: bool) -> Outcome<()> {
        let mut tries = 0;
        loop {
            self.empty_folder(at, name, path)?;
            match self.step(|| unlinkat(at, name, AtFlags::REMOVEDIR)) {
                Err(Errno::NOENT) if force => return Ok(()),
                // Somebody put something into it meanwhile.
                Err(Errno::NOTEMPTY) if tries < self.retries_max => tries += 1,
                other => return other.at("rmdir", path),
            }
        }
    }

    fn empty_folder(self, at: BorrowedFd, name: &[u8], path: &Path) -> Outcome<()> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let folder = match retry_on_intr(|| openat(at, name, flags, Mode::empty())) {
            // It is gone already.
            Err(Errno::NOENT) => return Ok(()),
            other => other.at("scandir", path)?,
        };
        let mut dir = Dir::read_from(&folder).at("scandir", path)?;
        while let Some(entry) = dir.read() {
            let entry = entry.at("scandir", path)?;
            let name = entry.file_name().to_bytes();
            if matches!(name, b"." | b"..") {
                continue;
            }
            let here = rustix::fd::AsFd::as_fd(&folder);
            let entry_path = path.join(name);
            let kind = match entry.file_type() {
                FileType::Unknown => statat(here, name, AtFlags::SYMLINK_NOFOLLOW)
                    .map(|stat| FileType::from_raw_mode(stat.st_mode))
                    .at("lstat", &entry_path)?,
                known => known,
            };
            // What is inside may go by itself; that is what was wanted.
            match kind {
                FileType::Directory => self.remove_folder(here, name, &entry_path, true)?,
                _ => self.unlink(here, name, &entry_path, true)?,
            }
        }
        Ok(())
    }
}
