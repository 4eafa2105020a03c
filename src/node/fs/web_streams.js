// A FileHandle as a web stream of bytes.
'use strict';

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { validateBoolean, validateObject } = require('internal/validators');
const { kFd, kLocked, kRef, kUnref } = require('internal/fs/file_handle');

function readableWebStream(handle, options) {
  if (handle[kFd] === -1) throw new ERR_INVALID_STATE('The FileHandle is closed');
  if (handle[kLocked]) throw new ERR_INVALID_STATE('The FileHandle is locked');
  validateObject(options, 'options');
  const { autoClose = false, type = 'bytes' } = options;
  validateBoolean(autoClose, 'options.autoClose');
  if (type !== 'bytes') {
    process.emitWarning(
      'A non-"bytes" options.type has no effect. A byte-oriented steam is always created.', 'ExperimentalWarning');
  }
  handle[kLocked] = true;
  const { ReadableStream, readableStreamCancel } = require('internal/webstreams/readablestream');

  async function end() {
    handle[kUnref]();
    if (autoClose) await handle.close();
  }

  const stream = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: 16384,
    async pull(controller) {
      const { view } = controller.byobRequest;
      const { bytesRead } = await handle.read(view, view.byteOffset, view.byteLength);
      if (bytesRead === 0) {
        controller.close();
        await end();
      }
      controller.byobRequest.respond(bytesRead);
    },
    async cancel() {
      await end();
    },
  });
  handle[kRef]();
  handle.once('close', () => readableStreamCancel(stream));
  return stream;
}

module.exports = { readableWebStream };
