// TextEncoderStream and TextDecoderStream (Encoding Standard, "Interface mixin GenericTransformStream").
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS } } = require('internal/errors');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const { TextDecoder, TextEncoder } = require('internal/encoding');
const { customInspect, defineInterface } = require('internal/webstreams/util');
const { TransformStream } = require('internal/webstreams/transformstream');

class TextEncoderStream {
  #encoder = new TextEncoder();
  #transform;

  constructor() {
    // Half of a surrogate pair, whose other half may come with the next chunk.
    let pending = '';
    this.#transform = new TransformStream({
      transform: (chunk, controller) => {
        chunk = `${chunk}`;
        if (chunk === '') return;
        chunk = pending + chunk;
        const last = chunk.charCodeAt(chunk.length - 1);
        pending = last >= 0xd800 && last <= 0xdbff ? chunk.at(-1) : '';
        if (pending !== '') chunk = chunk.slice(0, -1);
        if (chunk !== '') controller.enqueue(this.#encoder.encode(chunk));
      },
      flush: (controller) => {
        if (pending !== '') controller.enqueue(this.#encoder.encode(pending));
      },
    });
  }

  get encoding() {
    return this.#encoder.encoding;
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }

  [customInspectSymbol](depth, options) {
    if (this == null) throw new ERR_INVALID_THIS('TextEncoderStream');
    const { encoding, readable, writable } = this;
    return customInspect(depth, options, 'TextEncoderStream', { encoding, readable, writable });
  }
}

class TextDecoderStream {
  #decoder;
  #transform;

  constructor(encoding = 'utf-8', options = kEmptyObject) {
    const decoder = this.#decoder = new TextDecoder(encoding, options);
    this.#transform = new TransformStream({
      transform(chunk, controller) {
        if (chunk === undefined) throw new ERR_INVALID_ARG_TYPE('chunk', 'string', chunk);
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') controller.enqueue(text);
      },
      flush(controller) {
        const text = decoder.decode();
        if (text !== '') controller.enqueue(text);
        controller.terminate();
      },
    });
  }

  get encoding() {
    return this.#decoder.encoding;
  }

  get fatal() {
    return this.#decoder.fatal;
  }

  get ignoreBOM() {
    return this.#decoder.ignoreBOM;
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }

  [customInspectSymbol](depth, options) {
    if (this == null) throw new ERR_INVALID_THIS('TextDecoderStream');
    const { encoding, fatal, ignoreBOM, readable, writable } = this;
    return customInspect(depth, options, 'TextDecoderStream', { encoding, fatal, ignoreBOM, readable, writable });
  }
}

defineInterface(TextEncoderStream, ['encoding', 'readable', 'writable'], false);
defineInterface(TextDecoderStream, ['encoding', 'fatal', 'ignoreBOM', 'readable', 'writable'], false);

module.exports = { TextDecoderStream, TextEncoderStream };
