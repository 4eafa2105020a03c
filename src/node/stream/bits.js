// The state of a stream, one bit a fact, kept in the integer `bits` of its ReadableState or
// WritableState: a stream is made and torn down with a few integer operations instead of twenty
// property sets. The low nine bits mean the same on both sides; each side adds its own above them.
'use strict';

exports.kState = 'bits';

exports.kObjectMode = 1 << 0;
exports.kErrorEmitted = 1 << 1;
exports.kAutoDestroy = 1 << 2;
exports.kEmitClose = 1 << 3;
exports.kDestroyed = 1 << 4;
exports.kClosed = 1 << 5;
exports.kCloseEmitted = 1 << 6;
exports.kErrored = 1 << 7;
exports.kConstructed = 1 << 8;

/**
 * Gives a state's prototype a boolean accessor for each bit named in `flags`.
 * @param {object} prototype
 * @param {Record<string, number>} flags property name to bit
 */
exports.defineFlags = function defineFlags(prototype, flags) {
  for (const name of Object.keys(flags)) {
    const bit = flags[name];
    Object.defineProperty(prototype, name, {
      configurable: false,
      enumerable: false,
      get() { return (this.bits & bit) !== 0; },
      set(on) { this.bits = on ? this.bits | bit : this.bits & ~bit; },
    });
  }
};

/**
 * Gives a state's prototype an accessor for a value that most streams never have. The value lives
 * in the property `slot`, which exists only once it was set; `bit` says whether it holds.
 */
exports.defineOptional = function defineOptional(prototype, name, slot, bit, absent) {
  Object.defineProperty(prototype, name, {
    configurable: false,
    enumerable: false,
    get() { return (this.bits & bit) !== 0 ? this[slot] : absent; },
    set(value) {
      if (value) {
        this[slot] = value;
        this.bits |= bit;
      } else {
        this.bits &= ~bit;
      }
    },
  });
};

/** An accessor that is true, false or unset (`unset`), kept in two bits. */
exports.defineTristate = function defineTristate(prototype, name, known, on, unset) {
  Object.defineProperty(prototype, name, {
    configurable: false,
    enumerable: false,
    get() { return (this.bits & known) !== 0 ? (this.bits & on) !== 0 : unset; },
    set(value) {
      if (value == null) this.bits &= ~(known | on);
      else if (value) this.bits |= known | on;
      else this.bits = (this.bits | known) & ~on;
    },
  });
};

/** `defaultEncoding`: a bit for the usual utf8, the slot `otherEncoding` for any other. */
exports.defineDefaultEncoding = function defineDefaultEncoding(prototype, utf8) {
  Object.defineProperty(prototype, 'defaultEncoding', {
    configurable: false,
    enumerable: false,
    get() { return (this.bits & utf8) !== 0 ? 'utf8' : this.otherEncoding; },
    set(encoding) {
      if (encoding === 'utf8' || encoding === 'utf-8') {
        this.bits |= utf8;
      } else {
        this.bits &= ~utf8;
        this.otherEncoding = encoding;
      }
    },
  });
};
