// The immutable bytes behind Blobs: a list of stretches, each of memory nobody else can write to or of something
// that is read when it is needed. Slices share the stretches.
'use strict';

const { markPrototype } = require('internal/worker/transfer_marks');
const { kClone, kDeserialize } = require('internal/worker/js_transferable');

// How much is asked of a source at a time.
const readLength = 64 * 1024;

/** @typedef {{ bytes?: Uint8Array, source?: { read(position: number, length: number): Promise<Uint8Array> },
 *              start: number, length: number }} Stretch `start` counts within the bytes or the source. */

class BlobData {
  /** @param {Stretch[]} stretches */
  constructor(stretches = []) {
    this.stretches = stretches;
    this.length = 0;
    for (const stretch of stretches) this.length += stretch.length;
  }

  static ofBytes(bytes) {
    return new BlobData([{ bytes, source: undefined, start: 0, length: bytes.byteLength }]);
  }

  static ofSource(source, length) {
    return new BlobData([{ bytes: undefined, source, start: 0, length }]);
  }

  static concat(list) {
    return new BlobData(list.flatMap((data) => data.stretches).filter((stretch) => stretch.length > 0));
  }

  get inMemory() {
    return this.stretches.every((stretch) => stretch.bytes !== undefined);
  }

  slice(from, to) {
    const stretches = [];
    let position = 0;
    for (const { bytes, source, start, length } of this.stretches) {
      const first = Math.max(from - position, 0);
      const end = Math.min(to - position, length);
      if (first < end) stretches.push({ bytes, source, start: start + first, length: end - first });
      position += length;
    }
    return new BlobData(stretches);
  }

  /** All bytes in one array of the caller's own. */
  async read() {
    const result = new Uint8Array(this.length);
    let used = 0;
    for await (const chunk of this.chunks()) {
      result.set(chunk, used);
      used += chunk.byteLength;
    }
    return result;
  }

  readSync() {
    const result = new Uint8Array(this.length);
    let used = 0;
    for (const stretch of this.stretches) {
      result.set(view(stretch), used);
      used += stretch.length;
    }
    return result;
  }

  /** The bytes in order, a stretch of memory at once and a source piece by piece. Chunks must not be written to. */
  async* chunks() {
    for (const stretch of this.stretches) {
      if (stretch.bytes !== undefined) {
        yield view(stretch);
        continue;
      }
      // A source of nothing may have grown since, which it tells when it is asked.
      if (stretch.length === 0) await stretch.source.read(stretch.start, 0);
      for (let done = 0; done < stretch.length;) {
        const wanted = Math.min(readLength, stretch.length - done);
        const chunk = await stretch.source.read(stretch.start + done, wanted);
        // Shorter than it was when the blob was made: what the rest should be is anybody's guess.
        if (chunk.byteLength === 0) throw new Error('unexpected end of the source of a blob');
        yield chunk;
        done += chunk.byteLength;
      }
    }
  }

  [kClone]() {
    return { data: { bytes: this.readSync() }, deserializeInfo: 'internal/blob/data:BlobData' };
  }

  [kDeserialize]({ bytes }) {
    this.stretches = BlobData.ofBytes(bytes).stretches;
    this.length = bytes.byteLength;
  }
}

markPrototype(BlobData.prototype, true, false);

function view({ bytes, start, length }) {
  return bytes.subarray(start, start + length);
}

module.exports = { BlobData };
