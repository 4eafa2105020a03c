// `v8.serialize` and its classes. The natives write and read the format; views on buffers, which V8 leaves to its
// embedder, are written here as Node writes them: a number for the class, the length, the bytes.
'use strict';

const { Serializer: NativeSerializer, Deserializer: NativeDeserializer } = internalBinding('serdes');
const { isArrayBufferView } = require('internal/util/types');
const { inspect } = require('internal/util/inspect');
const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer');

// Node's numbers of the classes of views; 10 stands for Buffer.
const kClasses = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  DataView, FastBuffer, BigInt64Array, BigUint64Array, Float16Array,
];
const kBuffer = 10;
const kByTag = new Map(kClasses.map((View, number) => [View.name, number]));

function callable(Native, initialise) {
  const Wrapper = function(...args) {
    if (new.target === undefined) {
      const error = new TypeError(`Class constructor ${Native.name} cannot be invoked without 'new'`);
      error.code = 'ERR_CONSTRUCT_CALL_REQUIRED';
      throw error;
    }
    const made = Reflect.construct(Native, args, new.target);
    initialise?.(made, ...args);
    return made;
  };
  Object.defineProperty(Wrapper, 'name', { __proto__: null, value: Native.name, configurable: true });
  Wrapper.prototype = Native.prototype;
  Object.defineProperty(Wrapper.prototype, 'constructor', {
    __proto__: null, value: Wrapper, writable: true, configurable: true,
  });
  return Wrapper;
}

const Serializer = callable(NativeSerializer);
// Raw bytes are handed out as parts of the buffer.
const Deserializer = callable(NativeDeserializer, (made, buffer) => { made.buffer = buffer; });

Serializer.prototype._getDataCloneError = Error;

/** `length` bytes of the program's own buffer, without a copy. */
Deserializer.prototype.readRawBytes = function readRawBytes(length) {
  const offset = this._readRawBytes(length);
  return new FastBuffer(this.buffer.buffer, this.buffer.byteOffset + offset, length);
};

function classOf(view) {
  const tag = Object.prototype.toString.call(view).slice(8, -1);
  return tag === 'Uint8Array' && view instanceof FastBuffer ? kBuffer : kByTag.get(tag);
}

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(abView) {
    // Keep track of how to handle different ArrayBufferViews: by the number of the class.
    const number = isArrayBufferView(abView) ? classOf(abView) : undefined;
    if (number === undefined) throw new this._getDataCloneError(`Unserializable host object: ${inspect(abView)}`);
    this.writeUint32(number);
    this.writeUint32(abView.byteLength);
    this.writeRawBytes(new Uint8Array(abView.buffer, abView.byteOffset, abView.byteLength));
  }
}

class DefaultDeserializer extends Deserializer {
  _readHostObject() {
    const number = this.readUint32();
    const View = kClasses[number];
    const byteLength = this.readUint32();
    const byteOffset = this._readRawBytes(byteLength);
    const unit = View?.BYTES_PER_ELEMENT ?? 1;
    const start = this.buffer.byteOffset + byteOffset;
    if (start % unit === 0) return new View(this.buffer.buffer, start, byteLength / unit);
    // What is not aligned must be copied.
    const copy = Buffer.allocUnsafeSlow(byteLength);
    this.buffer.copy(copy, 0, byteOffset, byteOffset + byteLength);
    return new View(copy.buffer, copy.byteOffset, byteLength / unit);
  }
}

/** `value` as a Buffer in V8's format, by the HTML structured clone algorithm. */
function serialize(value) {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

/** The value that `serialize` was given. */
function deserialize(buffer) {
  if (isArrayBufferView(buffer) && !(buffer instanceof Buffer)) {
    buffer = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }
  const deserializer = new DefaultDeserializer(buffer);
  deserializer.readHeader();
  return deserializer.readValue();
}

module.exports = { DefaultDeserializer, DefaultSerializer, Deserializer, Serializer, deserialize, serialize };
