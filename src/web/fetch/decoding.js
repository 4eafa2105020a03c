// Content codings of responses, undone while the bytes come in.
'use strict';

const { createBrotli, createZlib, createZstd } = internalBinding('zlib');
const { genericNodeError } = require('internal/errors');

// zlib's own numbers.
const kInflate = 2;
const kGunzip = 4;
const kInflateRaw = 6;
const kSyncFlush = 2;
const kFlush = 1;
const kWindowBits = 15;
// More than this is an attack, as undici has it.
const CODINGS_MAX = 5;
const OUTPUT_BYTES = 64 * 1024;

/** A function from coded chunks to arrays of decoded ones; null for a body that is not coded, or in no known way. */
function createDecoder(header) {
  if (header === null) return null;
  const codings = header.toLowerCase().split(',').map((name) => name.trim());
  if (codings.length > CODINGS_MAX) {
    throw new Error(
      `too many content-encodings in response: ${codings.length}, maximum allowed is ${CODINGS_MAX}`);
  }
  const steps = [];
  for (const coding of codings.reverse()) {
    const step = stepOf(coding);
    if (step === null) return null;
    steps.push(step);
  }
  return (chunk) => steps.reduce((chunks, step) => chunks.flatMap(step), [chunk]);
}

function stepOf(coding) {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return through(createZlib(kGunzip, kWindowBits, 0, 0, 0, undefined), kSyncFlush);
    case 'deflate':
      return inflating();
    case 'br':
      return through(createBrotli(false, [], undefined), kFlush);
    case 'zstd':
      return through(createZstd(false, [], undefined, undefined), kFlush);
    default:
      return null;
  }
}

const through = (handle, flush) => (chunk) => drain(handle, flush, chunk);

// Some servers leave zlib's wrapper out: the first byte tells.
function inflating() {
  let step = null;
  return (chunk) => {
    step ??= through(createZlib((chunk[0] & 0x0f) === 8 ? kInflate : kInflateRaw, kWindowBits, 0, 0, 0, undefined),
                     kSyncFlush);
    return step(chunk);
  };
}

function drain(handle, flush, chunk) {
  const output = [];
  for (let offset = 0; ;) {
    const step = handle.writeSync(flush, chunk, offset, OUTPUT_BYTES);
    if (typeof step[0] === 'string') {
      const [message, errno, code] = step;
      throw Object.assign(genericNodeError(message, { errno, code }), { errno, code });
    }
    const [bytes, room, left] = step;
    if (bytes !== undefined) output.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    offset = chunk.byteLength - left;
    if (room !== 0) return output;
  }
}

module.exports = { createDecoder };
