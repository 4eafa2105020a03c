// `trackUnmanagedFds`: what a worker opens with `fs.open` and `fs.openSync`, and does not close, is closed when it ends.
'use strict';

const { trackFd, untrackFd } = internalBinding('worker_threads');

/** Has the files that scripts of this worker open and close tracked from now on. */
function track() {
  const binding = internalBinding('fs');
  const { close, open } = binding;
  // A FileHandle, which is opened and closed with promises, closes its file itself.
  binding.open = (path, flags, mode, face) => {
    if (face === undefined) return opened(open(path, flags, mode));
    if (typeof face !== 'function') return open(path, flags, mode, face);
    return open(path, flags, mode, (error, fd) => face(error, error ? fd : opened(fd)));
  };
  binding.close = (fd, face) => {
    if (face === undefined || typeof face === 'function') closing(fd);
    return face === undefined ? close(fd) : close(fd, face);
  };
}

function opened(fd) {
  if (!trackFd(fd)) process.emitWarning(`File descriptor ${fd} opened in unmanaged mode twice`);
  return fd;
}

function closing(fd) {
  if (!untrackFd(fd)) process.emitWarning(`File descriptor ${fd} closed but not opened in unmanaged mode`);
}

module.exports = { track };
