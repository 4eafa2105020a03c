// Blob (W3C File API) and object URLs.
'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty, lazyDOMException } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { validateDictionary } = require('internal/validators');
const { TextDecoder, TextEncoder } = require('internal/encoding');
const { markPrototype } = require('internal/worker/transfer_marks');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');
const { BlobData } = require('internal/blob/data');
const { toClampedInteger, toDOMString, toSequence } = require('internal/blob/conversions');

const lineEnding = process.platform === 'win32' ? '\r\n' : '\n';
const encoder = new TextEncoder();

let isBlob;
let createBlob;

class Blob {
  #data;
  #type;

  static {
    isBlob = (value) => typeof value === 'object' && value !== null && #data in value;

    /** A Blob over BlobData that exists already. */
    createBlob = (data, type = '') => {
      const blob = new Blob();
      blob.#data = data;
      blob.#type = type;
      return blob;
    };
  }

  constructor(sources = [], options) {
    const parts = toSequence(sources);
    for (let i = 0; i < parts.length; i++) {
      if (!isBlob(parts[i]) && !isAnyArrayBuffer(parts[i]) && !isArrayBufferView(parts[i])) {
        parts[i] = toDOMString(parts[i], `Value[${i}]`);
      }
    }

    validateDictionary(options, 'options');
    const { endings = 'transparent', type = '' } = options ?? {};
    if (`${endings}` !== 'transparent' && `${endings}` !== 'native') {
      throw new ERR_INVALID_ARG_VALUE('options.endings', `${endings}`);
    }
    this.#data = BlobData.concat(parts.map((part) => Blob.#copy(part, `${endings}`)));
    this.#type = normalizeType(type);
  }

  // Later writes to a part must not show in the blob.
  static #copy(part, endings) {
    if (typeof part === 'object') {
      if (#data in part) return part.#data;
      const view = isArrayBufferView(part) ?
        new Uint8Array(part.buffer, part.byteOffset, part.byteLength) : new Uint8Array(part);
      return BlobData.ofBytes(Uint8Array.prototype.slice.call(view));
    }
    if (endings === 'native') part = part.replace(/\r\n|\r|\n/g, lineEnding);
    return BlobData.ofBytes(encoder.encode(part));
  }

  get type() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return this.#type;
  }

  get size() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return this.#data.length;
  }

  slice(start = 0, end = this.size, contentType = '') {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    const size = this.#data.length;
    const from = fromEnd(toClampedInteger(start, 'start'), size);
    const to = fromEnd(toClampedInteger(end, 'end'), size);
    return createBlob(this.#data.slice(from, to), normalizeType(contentType));
  }

  async arrayBuffer() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return (await readAll(this.#data)).buffer;
  }

  async bytes() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return readAll(this.#data);
  }

  async text() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return new TextDecoder().decode(await readAll(this.#data));
  }

  stream() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return createStream(this.#data);
  }

  textStream() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    const { TextDecoderStream } = require('internal/webstreams/encoding');
    return createStream(this.#data).pipeThrough(new TextDecoderStream());
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return options.stylize('[Blob]', 'special');
    const { size, type } = this;
    return `Blob ${inspect({ size, type }, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  [kClone]() {
    if (!this.#data.inMemory) throw new ERR_INVALID_STATE.TypeError('File-backed Blobs are not cloneable');
    return { data: { data: this.#data, type: this.#type }, deserializeInfo: 'internal/blob:Blob' };
  }

  [kDeserialize]({ data, type }) {
    this.#data = data;
    this.#type = type;
  }
}

markPrototype(Blob.prototype, true, false);
Object.defineProperties(Blob.prototype, {
  size: kEnumerableProperty,
  type: kEnumerableProperty,
  slice: kEnumerableProperty,
  stream: kEnumerableProperty,
  textStream: kEnumerableProperty,
  text: kEnumerableProperty,
  arrayBuffer: kEnumerableProperty,
  bytes: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Blob' },
});

// A type with anything but printable ASCII in it counts as none.
function normalizeType(type) {
  type = `${type}`;
  return /[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase();
}

function fromEnd(index, size) {
  return index < 0 ? Math.max(size + index, 0) : Math.min(index, size);
}

function notReadable() {
  return lazyDOMException('The blob could not be read', 'NotReadableError');
}

async function readAll(data) {
  if (data.inMemory) return data.readSync();
  try {
    return await data.read();
  } catch {
    // Why a file could not be read is not for the page to know (File API, "Reading data").
    throw notReadable();
  }
}

// Nothing is read before somebody asks: the queue holds nothing of its own.
function createStream(data) {
  const { ReadableStream } = require('internal/webstreams/readablestream');
  const chunks = data.chunks();
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      let next;
      try {
        next = await chunks.next();
      } catch {
        throw notReadable();
      }
      if (next.done) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else {
        // The stream gives the chunk's memory away, and the blob must keep its own.
        controller.enqueue(next.value.slice());
      }
    },
    cancel() {
      return chunks.return();
    },
  }, { highWaterMark: 0 });
}

/**
 * A Blob whose bytes are read when needed. `source.read(position, length)` gives a promise of 1 to `length` bytes;
 * if it rejects, reading the Blob fails with a NotReadableError.
 */
function createBlobFromSource(source, length, type = '') {
  return createBlob(BlobData.ofSource(source, length), normalizeType(type));
}

const objectUrls = new Map(); // id -> Blob
const objectUrlPattern = /^\s*blob:nodedata:([^:?#\s]+)\s*(?:[?#]|$)/i;

function createObjectURL(obj) {
  if (!isBlob(obj)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', obj);
  const id = crypto.randomUUID();
  // A slice, so that a File resolves to a plain Blob, as in Node.
  objectUrls.set(id, obj.slice(0, obj.size, obj.type));
  return `blob:nodedata:${id}`;
}

function revokeObjectURL(url) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
  objectUrls.delete(objectUrlPattern.exec(`${url}`)?.[1]);
}

/** The Blob behind an object URL, undefined for any other string. */
function resolveObjectURL(url) {
  const blob = objectUrls.get(objectUrlPattern.exec(`${url}`)?.[1]);
  return blob?.slice(0, blob.size, blob.type);
}

module.exports = {
  Blob, createBlob, createBlobFromSource, createObjectURL, isBlob, resolveObjectURL, revokeObjectURL,
};
