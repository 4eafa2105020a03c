// A Transform that becomes a stream only when it is used as one: hashes and ciphers are mostly
// called directly, and should not pay for stream state.
'use strict';

const { Transform } = require('stream');

function LazyTransform(options) {
  this._options = options;
}
module.exports = LazyTransform;

Object.setPrototypeOf(LazyTransform.prototype, Transform.prototype);
Object.setPrototypeOf(LazyTransform, Transform);

// Whichever state is touched first, both are made; the setter then hides the accessor.
function lazyState(name) {
  return {
    configurable: true,
    enumerable: true,
    get() {
      Transform.call(this, this._options);
      this._writableState.decodeStrings = false;
      return this[name];
    },
    set(value) {
      Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
    },
  };
}

Object.defineProperties(LazyTransform.prototype, {
  _readableState: lazyState('_readableState'),
  _writableState: lazyState('_writableState'),
});
