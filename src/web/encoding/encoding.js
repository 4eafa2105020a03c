// TextEncoder and TextDecoder. Bytes become text natively: UTF-8 in one call, everything else, and UTF-8 that
// comes in pieces, through a converter that keeps its state between calls.
'use strict';

const binding = internalBinding('encoding_binding');
const { decode: convert, getConverter } = internalBinding('icu');
const {
  ERR_ENCODING_INVALID_ENCODED_DATA, ERR_ENCODING_NOT_SUPPORTED, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS,
} = require('internal/errors').codes;
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { isUint8Array } = require('internal/util/types');
const { kValidateObjectAllowObjectsAndNull, validateObject, validateString } = require('internal/validators');
const { getEncodingFromLabel } = require('internal/encoding/labels');

const { decodeUTF8, encodeIntoResults, encodeUtf8String } = binding;

// The converter's flags, Node's numbers.
const flush = 1;
const fatalFlag = 2;
const ignoreBOMFlag = 4;

const empty = new Uint8Array(0);

class TextEncoder {
  #brand = true;

  get encoding() {
    if (!isEncoder(this)) throw new ERR_INVALID_THIS('TextEncoder');
    return 'utf-8';
  }

  encode(input = '') {
    if (!isEncoder(this)) throw new ERR_INVALID_THIS('TextEncoder');
    return encodeUtf8String(`${input}`);
  }

  encodeInto(src, dest) {
    if (!isEncoder(this)) throw new ERR_INVALID_THIS('TextEncoder');
    validateString(src, 'src');
    if (!dest || !isUint8Array(dest)) throw new ERR_INVALID_ARG_TYPE('dest', 'Uint8Array', dest);
    binding.encodeInto(src, dest);
    return { read: encodeIntoResults[0], written: encodeIntoResults[1] };
  }

  static isEncoder(value) {
    return typeof value === 'object' && value !== null && #brand in value;
  }

  [customInspectSymbol](depth, options) {
    if (!isEncoder(this)) throw new ERR_INVALID_THIS('TextEncoder');
    if (typeof depth === 'number' && depth < 0) return options.stylize('[TextEncoder]', 'special');
    return lazyInspect()({ encoding: this.encoding }, options);
  }
}

const { isEncoder } = TextEncoder;
delete TextEncoder.isEncoder;

class TextDecoder {
  #encoding;
  #fatal = false;
  #ignoreBOM = false;
  #converter; // undefined while UTF-8 comes whole
  #streaming = false; // the converter holds a state from an earlier call

  constructor(encoding = 'utf-8', options = undefined) {
    const name = getEncodingFromLabel(`${encoding}`);
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    if (name === undefined) throw new ERR_ENCODING_NOT_SUPPORTED(`${encoding}`);
    this.#encoding = name;
    if (options) {
      this.#fatal = Boolean(options.fatal);
      this.#ignoreBOM = Boolean(options.ignoreBOM);
    }
    if (name !== 'utf-8') this.#prepare();
  }

  #prepare() {
    const flags = (this.#fatal ? fatalFlag : 0) | (this.#ignoreBOM ? ignoreBOMFlag : 0);
    this.#converter = getConverter(this.#encoding, flags);
    if (this.#converter === undefined) throw new ERR_ENCODING_NOT_SUPPORTED(this.#encoding);
  }

  decode(input = empty, options = undefined) {
    if (!isDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const stream = Boolean(options?.stream);

    let text;
    if (!stream && !this.#streaming && this.#encoding === 'utf-8') {
      text = decodeUTF8(input, this.#ignoreBOM, this.#fatal);
    } else {
      if (this.#converter === undefined) this.#prepare();
      this.#streaming = stream;
      text = convert(this.#converter, input, stream ? 0 : flush, this.#encoding);
    }
    if (text === undefined) throw new ERR_ENCODING_INVALID_ENCODED_DATA(this.#encoding, undefined);
    return text;
  }

  get encoding() {
    if (!isDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    return this.#encoding;
  }

  get fatal() {
    if (!isDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    return this.#fatal;
  }

  get ignoreBOM() {
    if (!isDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    return this.#ignoreBOM;
  }

  static isDecoder(value) {
    return typeof value === 'object' && value !== null && #encoding in value;
  }

  [customInspectSymbol](depth, options) {
    if (!isDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    if (typeof depth === 'number' && depth < 0) return options.stylize('[TextDecoder]', 'special');
    const name = this.constructor?.name ?? 'TextDecoder';
    const { encoding, fatal, ignoreBOM } = this;
    return `${name} ${lazyInspect()({ encoding, fatal, ignoreBOM })}`;
  }
}

const { isDecoder } = TextDecoder;
delete TextDecoder.isDecoder;

// inspect itself encodes and decodes text.
function lazyInspect() {
  return require('internal/util/inspect').inspect;
}

Object.defineProperties(TextEncoder.prototype, {
  encode: kEnumerableProperty,
  encodeInto: kEnumerableProperty,
  encoding: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'TextEncoder' },
});

Object.defineProperties(TextDecoder.prototype, {
  decode: kEnumerableProperty,
  encoding: kEnumerableProperty,
  fatal: kEnumerableProperty,
  ignoreBOM: kEnumerableProperty,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'TextDecoder' },
});

module.exports = { TextDecoder, TextEncoder, getEncodingFromLabel };
