//! Folders: making, listing, walking.

use std::ffi::CStr;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, openat, statat};
use rustix::io::{Errno, retry_on_intr};

use crate::engine::{Call, Class, Cx, Instance, Result, Return, Value};

use super::operation::{Argument, Outcome};
use super::paths::{Blame, Name, Path};

/// `mkdir(path, mode)`
pub(super) fn mkdir(path: Path, mode: u32) -> Outcome<()> {
    rustix::fs::mkdir(path.as_c(), Mode::from_raw_mode(mode)).at("mkdir", &path)
}

/// `mkdirAll(path, mode)`: with the folders that lead there; the first one that was made.
pub(super) fn mkdir_all(path: Path, mode: u32) -> Outcome<Option<Name>> {
    let make = |path: &Path| rustix::fs::mkdir(path.as_c(), Mode::from_raw_mode(mode));
    let mut missing = vec![path.clone()];
    let mut first = None;
    while let Some(next) = missing.pop() {
        match make(&next) {
            Ok(()) => {
                first.get_or_insert(next);
            }
            Err(Errno::NOENT) => {
                let Some(parent) = parent(&next) else { return Err(Errno::NOENT).at("mkdir", &path) };
                missing.push(next);
                missing.push(parent);
            }
            Err(errno) => match statat(CWD, next.as_c(), AtFlags::empty()) {
                Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::Directory => {}
                // Something else is in the way: here, or further up.
                Ok(_) if errno == Errno::EXIST && !missing.is_empty() => return Err(Errno::NOTDIR).at("mkdir", &path),
                _ => return Err(errno).at("mkdir", &path),
            },
        }
    }
    Ok(first.map(|path| Name { bytes: path.bytes().to_vec(), as_buffer: false }))
}

/// The path without its last name.
fn parent(path: &Path) -> Option<Path> {
    let trimmed = trim(path.bytes());
    let cut = trimmed.iter().rposition(|byte| *byte == b'/')?;
    let parent = trim(&trimmed[..cut.max(1)]);
    (parent.len() < trimmed.len()).then(|| Path::of(parent.to_vec()))
}

/// Without slashes at the end.
fn trim(path: &[u8]) -> &[u8] {
    let end = path.iter().rposition(|byte| *byte != b'/').map_or(1.min(path.len()), |last| last + 1);
    &path[..end]
}

/// `mkdtemp(prefix, asBuffer)`: a new folder, its name the prefix and six random characters.
pub(super) fn mkdtemp(prefix: Path, as_buffer: bool) -> Outcome<Name> {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let with = |ending: &[u8]| Path::of([prefix.bytes(), ending].concat());
    loop {
        // The standard library seeds its hashers with random numbers from the system.
        let mut random = std::collections::hash_map::RandomState::new().build_hasher().finish();
        let mut ending = [0; 6];
        for letter in &mut ending {
            *letter = LETTERS[(random % LETTERS.len() as u64) as usize];
            random /= LETTERS.len() as u64;
        }
        let path = with(&ending);
        match rustix::fs::mkdir(path.as_c(), Mode::RWXU) {
            Ok(()) => return Ok(Name { bytes: path.bytes().to_vec(), as_buffer }),
            Err(Errno::EXIST) => {}
            Err(errno) => return Err(errno).at("mkdtemp", &with(b"XXXXXX")),
        }
    }
}

/// `rmdir(path)`
pub(super) fn rmdir(path: Path) -> Outcome<()> {
    rustix::fs::rmdir(path.as_c()).at("rmdir", &path)
}

/// What `UV_DIRENT_*` call a type of file.
fn dirent_type(kind: FileType) -> u8 {
    match kind {
        FileType::RegularFile => 1,
        FileType::Directory => 2,
        FileType::Symlink => 3,
        FileType::Fifo => 4,
        FileType::Socket => 5,
        FileType::CharacterDevice => 6,
        FileType::BlockDevice => 7,
        FileType::Unknown => 0,
    }
}

struct Entry {
    name: Vec<u8>,
    kind: FileType,
}

fn open_dir(path: &Path) -> rustix::io::Result<Dir> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    Dir::new(retry_on_intr(|| openat(CWD, path.as_c(), flags, Mode::empty()))?)
}

/// The next entry that is neither the folder itself nor its parent. Its type is known: file systems that do not
/// say it in the listing are asked.
fn next_entry(dir: &mut Dir) -> Option<rustix::io::Result<Entry>> {
    loop {
        let entry = match dir.read()? {
            Ok(entry) => entry,
            Err(errno) => return Some(Err(errno)),
        };
        let name: &CStr = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        let mut kind = entry.file_type();
        if kind == FileType::Unknown
            && let Ok(fd) = dir.fd()
            && let Ok(stat) = statat(fd, name, AtFlags::SYMLINK_NOFOLLOW)
        {
            kind = FileType::from_raw_mode(stat.st_mode);
        }
        return Some(Ok(Entry { name: name.to_bytes().to_vec(), kind }));
    }
}

fn list(path: &Path) -> Outcome<Vec<Entry>> {
    let mut entries = open_dir(path)
        .and_then(|mut dir| std::iter::from_fn(|| next_entry(&mut dir)).collect::<rustix::io::Result<Vec<_>>>())
        .at("scandir", path)?;
    entries.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}

/// A listing for JavaScript: an array of names, or with types `[names, types]`. A recursive one has the folders'
/// paths in the names, or with types `[names, types, folders, folder of each]`.
pub(super) struct Listing {
    entries: Vec<Entry>,
    /// The folder of each entry, by its place in `folders`.
    homes: Vec<u32>,
    /// Relative to the one that was asked for, which is empty.
    folders: Vec<Vec<u8>>,
    with_types: bool,
    as_buffers: bool,
}

/// `readdir(path, withTypes, asBuffers)`, sorted.
pub(super) fn readdir(path: Path, with_types: bool, as_buffers: bool) -> Outcome<Listing> {
    Ok(Listing { entries: list(&path)?, homes: Vec::new(), folders: Vec::new(), with_types, as_buffers })
}

/// `readdirAll(path, withTypes, asBuffers, depthFirst)`: with everything below. Links to folders are followed,
/// except, as in Node, by the depth-first walk with types.
pub(super) fn readdir_all(path: Path, with_types: bool, as_buffers: bool, depth_first: bool) -> Outcome<Listing> {
    let follow = !(depth_first && with_types);
    let mut all = Listing { entries: Vec::new(), homes: Vec::new(), folders: vec![Vec::new()], with_types, as_buffers };
    let mut waiting = std::collections::VecDeque::from([0u32]);
    while let Some(home) = if depth_first { waiting.pop_back() } else { waiting.pop_front() } {
        let here = all.folders[home as usize].clone();
        let folder = if here.is_empty() { path.clone() } else { path.join(&here) };
        for entry in list(&folder)? {
            let is_folder = entry.kind == FileType::Directory
                || (follow && entry.kind == FileType::Symlink && leads_to_folder(&folder.join(&entry.name)));
            if is_folder {
                waiting.push_back(all.folders.len() as u32);
                all.folders.push(below(&here, &entry.name));
            }
            all.homes.push(home);
            all.entries.push(entry);
        }
    }
    Ok(all)
}

fn leads_to_folder(path: &Path) -> bool {
    statat(CWD, path.as_c(), AtFlags::empty())
        .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
}

fn below(folder: &[u8], name: &[u8]) -> Vec<u8> {
    if folder.is_empty() { name.to_vec() } else { [folder, b"/", name].concat() }
}

impl Return for Listing {
    fn into_value(self, cx: Cx) -> Result<Value> {
        let as_buffer = self.as_buffers;
        let recursive = !self.folders.is_empty();
        let types = self.with_types.then(|| cx.array(self.entries.iter().map(|e| i32::from(dirent_type(e.kind)).into())));
        let name_of = |(index, entry): (usize, Entry)| {
            let bytes = match self.homes.get(index) {
                Some(home) if types.is_none() => below(&self.folders[*home as usize], &entry.name),
                _ => entry.name,
            };
            Name { bytes, as_buffer }.into_value(cx)
        };
        let names: Vec<Value> = self.entries.into_iter().enumerate().map(name_of).collect::<Result<_>>()?;
        let names = cx.array(names);
        let Some(types) = types else { return Ok(names) };
        if !recursive {
            return Ok(cx.array([names, types]));
        }
        let folders = self.folders.iter().map(|path| cx.string(&String::from_utf8_lossy(path)));
        let homes = self.homes.iter().map(|home| Value::from(*home));
        Ok(cx.array([names, types, cx.array(folders), cx.array(homes)]))
    }
}

/// An open folder, read entry by entry: what `Dir` stands on. Closed when nobody can reach it any more.
pub(super) struct DirHandle(Shared);

type Shared = Arc<Mutex<Option<Dir>>>;

impl Class for DirHandle {
    const NAME: &'static str = "DirHandle";
}

/// An open folder as an operation takes it.
pub(super) struct OpenDir(Shared);

impl Argument for OpenDir {
    fn take(call: &Call, index: usize) -> Result<OpenDir> {
        call.arg_as::<DirHandle>(index).map(|handle| OpenDir(handle.0.clone()))
    }
}

/// The opened folder of [`opendir`].
pub(super) struct OpenedDir(Dir);

impl Return for OpenedDir {
    fn into_value(self, cx: Cx) -> Result<Value> {
        Instance(DirHandle(Arc::new(Mutex::new(Some(self.0))))).into_value(cx)
    }
}

/// `opendir(path)`
pub(super) fn opendir(path: Path) -> Outcome<OpenedDir> {
    open_dir(&path).at("opendir", &path).map(OpenedDir)
}

/// `dirRead(handle, count, asBuffers)`: up to `count` entries as `[names, types]`; undefined at the end.
pub(super) fn dir_read(OpenDir(dir): OpenDir, count: u32, as_buffers: bool) -> Outcome<Option<Listing>> {
    let mut dir = dir.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(dir) = dir.as_mut() else { return Err(Errno::BADF).of("scandir") };
    let entries: Vec<Entry> = std::iter::from_fn(|| next_entry(dir))
        .take(count as usize)
        .collect::<rustix::io::Result<_>>()
        .of("scandir")?;
    let (homes, folders) = (Vec::new(), Vec::new());
    Ok((!entries.is_empty()).then_some(Listing { entries, homes, folders, with_types: true, as_buffers }))
}

/// `dirClose(handle)`
pub(super) fn dir_close(OpenDir(dir): OpenDir) -> Outcome<()> {
    drop(dir.lock().unwrap_or_else(PoisonError::into_inner).take());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents() {
        let parent = |path: &str| parent(&Path::of(path.into())).map(|path| path.shown());
        assert_eq!(parent("/a/b"), Some("/a".into()));
        assert_eq!(parent("/a"), Some("/".into()));
        assert_eq!(parent("a//b/"), Some("a".into()));
        assert_eq!(parent("a"), None);
        assert_eq!(parent("/"), None);
    }
}
