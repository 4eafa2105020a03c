// A buffer that waits to be filled: somebody's own (`byob`), one made for a reader of chunks (`default`), or one whose
// reader has gone (`none`).
'use strict';

const { buffer: bufferOf, byteLength: lengthOf } = viewGetters(Object.getPrototypeOf(Uint8Array.prototype));
const { buffer: dataViewBufferOf, byteLength: dataViewLengthOf } = viewGetters(DataView.prototype);
const { byteOffset: offsetOf } = viewGetters(Object.getPrototypeOf(Uint8Array.prototype));
const { byteOffset: dataViewOffsetOf } = viewGetters(DataView.prototype);

// The original getters: what a program defines on its views does not count.
function viewGetters(prototype) {
  const getters = {};
  for (const name of ['buffer', 'byteLength', 'byteOffset']) {
    const { get } = Object.getOwnPropertyDescriptor(prototype, name);
    getters[name] = (view) => get.call(view);
  }
  return getters;
}

/** Where the bytes of a view are. */
function partsOf(view) {
  return view instanceof DataView ?
    { buffer: dataViewBufferOf(view), byteOffset: dataViewOffsetOf(view), byteLength: dataViewLengthOf(view) } :
    { buffer: bufferOf(view), byteOffset: offsetOf(view), byteLength: lengthOf(view) };
}

const typedArrays = new Map([
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Float16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, BigInt64Array, BigUint64Array,
].map((Class) => [Class.name, Class]));
const { get: typedArrayName } =
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);

class PullInto {
  /** `like` is a view of the kind that the filled one will be; `parts` says where. */
  constructor(type, like, { buffer, byteOffset, byteLength }, minElements) {
    this.type = type;
    this.View = like instanceof DataView ? DataView : typedArrays.get(typedArrayName.call(like));
    // A Buffer's, perhaps, whose constructor is not for views.
    this.prototype = Object.getPrototypeOf(like);
    this.buffer = buffer;
    this.bufferByteLength = buffer.byteLength;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
    this.bytesFilled = 0;
    this.elementSize = this.View === DataView ? 1 : this.View.BYTES_PER_ELEMENT;
    this.minimumFill = minElements * this.elementSize;
  }

  /** Takes the buffer over: whoever holds the old one finds it detached. */
  transfer() {
    this.buffer = this.buffer.transfer();
  }

  /** The room that is left. */
  get rest() {
    return new Uint8Array(this.buffer, this.byteOffset + this.bytesFilled, this.byteLength - this.bytesFilled);
  }

  /** What was filled, as the kind of view that was asked for. */
  toView() {
    const view = new this.View(this.buffer.transfer(), this.byteOffset, this.bytesFilled / this.elementSize);
    return this.prototype === this.View.prototype ? view : Object.setPrototypeOf(view, this.prototype);
  }
}

module.exports = { PullInto, partsOf };
