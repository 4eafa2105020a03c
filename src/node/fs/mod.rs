//! `node:fs` and `node:fs/promises`: files, folders, links and watching them.
//!
//! Rust has every operation whole, as a function over plain data ([`operation`] says how it becomes a native);
//! JavaScript has the checks of arguments, the callbacks and the classes.

use crate::engine::{Binding, Result};
use crate::runtime::builtin::{Module, private, public, shared};

mod dirs;
mod files;
mod links;
mod operation;
mod paths;
mod realpath;
mod remove;
mod requests;
mod stat;
mod watch;

/// The declaration.
pub const MODULE: Module = Module {
    name: "fs",
    scripts: &[
        public("fs", "fs.js"),
        public("fs/promises", "public_promises.js"),
        shared("internal/fs/utils", "utils.js"),
        private("internal/fs/options", "options.js"),
        private("internal/fs/stats", "stats.js"),
        private("internal/fs/steps", "steps.js"),
        private("internal/fs/dirent", "dirent.js"),
        private("internal/fs/descriptors", "descriptors.js"),
        private("internal/fs/files", "files.js"),
        private("internal/fs/paths", "paths.js"),
        private("internal/fs/links", "links.js"),
        private("internal/fs/folders", "folders.js"),
        shared("internal/fs/promises", "promises.js"),
        private("internal/fs/file_handle", "file_handle.js"),
        private("internal/fs/handle_files", "handle_files.js"),
        private("internal/fs/web_streams", "web_streams.js"),
        shared("internal/fs/streams", "streams.js"),
        shared("internal/fs/dir", "dir.js"),
        shared("internal/fs/cp/cp", "cp.js"),
        shared("internal/fs/glob", "glob.js"),
        private("internal/fs/ignore", "ignore.js"),
        shared("internal/fs/watchers", "watchers.js"),
        shared("internal/fs/recursive_watch", "recursive_watch.js"),
        shared("internal/fs/sync_write_stream", "sync_write_stream.js"),
        private("internal/streams/fast-utf8-stream", "utf8_stream.js"),
    ],
    // `internal/webstreams/readablestream` and `internal/readline/interface` are asked for only by what needs them.
    uses: &["base", "buffer", "url", "path", "readline", "events", "stream", "streams", "timers", "blob", "clone", "encoding"],
    bindings: &[("fs", bind), ("fs_event_wrap", watch::bind)],
    ..Module::EMPTY
};

fn bind(binding: &Binding) -> Result<()> {
    use operation::offer;

    offer(binding, "access", links::access)?;
    offer(binding, "chmod", links::chmod)?;
    offer(binding, "chown", links::chown)?;
    offer(binding, "close", files::close)?;
    // The same, for what is not the program's to close.
    offer(binding, "closeHandle", files::close)?;
    offer(binding, "copyFile", files::copy_file)?;
    offer(binding, "dirClose", dirs::dir_close)?;
    offer(binding, "dirRead", dirs::dir_read)?;
    offer(binding, "exists", stat::exists)?;
    offer(binding, "fchmod", links::fchmod)?;
    offer(binding, "fchown", links::fchown)?;
    offer(binding, "fdatasync", files::fdatasync)?;
    offer(binding, "fstat", stat::fstat)?;
    offer(binding, "fsync", files::fsync)?;
    offer(binding, "ftruncate", files::ftruncate)?;
    offer(binding, "futimes", links::futimes)?;
    offer(binding, "lchown", links::lchown)?;
    offer(binding, "link", links::link)?;
    offer(binding, "lstat", stat::lstat)?;
    offer(binding, "lutimes", links::lutimes)?;
    offer(binding, "mkdir", dirs::mkdir)?;
    offer(binding, "mkdirAll", dirs::mkdir_all)?;
    offer(binding, "mkdtemp", dirs::mkdtemp)?;
    offer(binding, "open", files::open)?;
    offer(binding, "openFileHandle", files::open_file_handle)?;
    offer(binding, "opendir", dirs::opendir)?;
    offer(binding, "read", files::read)?;
    offer(binding, "readBuffers", files::read_buffers)?;
    offer(binding, "readFile", files::read_file)?;
    offer(binding, "readNew", files::read_new)?;
    offer(binding, "readdir", dirs::readdir)?;
    offer(binding, "readdirAll", dirs::readdir_all)?;
    offer(binding, "readlink", links::readlink)?;
    offer(binding, "realpath", realpath::realpath)?;
    offer(binding, "realpathWalk", realpath::realpath_walk)?;
    offer(binding, "rename", links::rename)?;
    offer(binding, "rm", remove::rm)?;
    offer(binding, "rmdir", dirs::rmdir)?;
    offer(binding, "stat", stat::stat)?;
    offer(binding, "statfs", stat::statfs)?;
    offer(binding, "symlink", links::symlink)?;
    offer(binding, "truncate", files::truncate)?;
    offer(binding, "unlink", links::unlink)?;
    offer(binding, "utimes", links::utimes)?;
    offer(binding, "writeBuffer", files::write_buffer)?;
    offer(binding, "writeBuffers", files::write_buffers)?;
    offer(binding, "writeFile", files::write_file)?;
    offer(binding, "writeString", files::write_string)?;
    // Inline only, on the program's own memory.
    binding.function("readSync", 5, files::read_sync)?;
    binding.function("writeSync", 5, files::write_sync)?;
    binding.function("writeFileSync", 5, files::write_file_sync)?;

    let cx = binding.cx();
    binding.value("kUsePromises", cx.symbol("fs_use_promises_symbol", false))?;
    cx.define_class::<dirs::DirHandle>(|_| Ok(()))?;
    cx.define_class::<files::FileHandle>(|proto| {
        proto.getter("fd", files::FileHandle::fd)?;
        proto.method("releaseFD", 0, files::FileHandle::release_fd)
    })?;
    binding.value("FileHandle", cx.constructor::<files::FileHandle, _>(1, files::adopt)?)
}
