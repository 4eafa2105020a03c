// What Request and Response have in common (Fetch, "Body mixin").
'use strict';

const { Blob, isBlob } = require('internal/blob');
const { TextDecoder, TextEncoder } = require('internal/encoding');
const { URLSearchParams } = require('internal/url');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { BodySource, isReadableStream } = require('internal/fetch/body_source');
const { FormData, isFormData } = require('internal/fetch/form_data');
const { parseMimeType, serializeMimeType } = require('internal/fetch/mime');
const { toUSVString } = require('internal/fetch/webidl');

const encoder = new TextEncoder();

/** `{ source, type }` of a BodyInit; the type is null where there is none to be had. */
function extractBody(init, context) {
  if (typeof init === 'string') return ofText(init.toWellFormed(), 'text/plain;charset=UTF-8');
  if (isBlob(init)) return { source: new BodySource(init, init.size), type: init.type || null };
  if (isFormData(init)) return require('internal/fetch/multipart').serialize(init);
  if (init instanceof URLSearchParams) {
    return ofText(init.toString(), 'application/x-www-form-urlencoded;charset=UTF-8');
  }
  if (isAnyArrayBuffer(init) || isArrayBufferView(init)) return ofBytes(copyOf(init), null);
  if (isReadableStream(init)) {
    const source = new BodySource(init);
    if (source.unusable) throw new TypeError('Response body object should not be disturbed or locked');
    return { source, type: null };
  }
  if (typeof init === 'object' && typeof init[Symbol.asyncIterator] === 'function') {
    return { source: new BodySource(ofIterable(init)), type: null };
  }
  return ofText(toUSVString(init, context, 'body'), 'text/plain;charset=UTF-8');
}

const ofBytes = (bytes, type) => ({ source: new BodySource(bytes, bytes.byteLength), type });
const ofText = (text, type) => ofBytes(encoder.encode(text), type);

function copyOf(data) {
  if (isAnyArrayBuffer(data)) return new Uint8Array(data.slice(0));
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

/** Any async iterable of bytes or text is taken for a body, as in Node. */
function ofIterable(iterable) {
  const iterator = iterable[Symbol.asyncIterator]();
  return {
    async read() {
      const { done, value } = await iterator.next();
      if (done) return null;
      if (typeof value === 'string') return encoder.encode(value);
      if (isAnyArrayBuffer(value) || isArrayBufferView(value)) return copyOf(value);
      throw new TypeError('Received non-Uint8Array chunk');
    },
    cancel: (reason) => iterator.return?.(reason),
  };
}

/**
 * Gives a class the methods that read a body. `stateOf(object)` is its `{ body, headers }`, with the body a BodySource
 * or null; it throws for other objects.
 */
function mixBody(Class, stateOf) {
  async function consume(object) {
    const { body } = stateOf(object);
    if (body === null) return new Uint8Array(0);
    if (body.unusable) throw new TypeError('Body is unusable: Body has already been read');
    return body.readAll();
  }

  function mimeType(object) {
    const type = stateOf(object).headers.get('content-type');
    return type === null ? null : parseMimeType(type);
  }

  const methods = {
    async blob() {
      const bytes = await consume(this);
      const type = mimeType(this);
      return new Blob([bytes], { type: type === null ? '' : serializeMimeType(type) });
    },
    async arrayBuffer() {
      const bytes = owned(await consume(this));
      return bytes.buffer;
    },
    async text() {
      return decode(await consume(this));
    },
    async json() {
      return JSON.parse(decode(await consume(this)));
    },
    async formData() {
      const bytes = await consume(this);
      const type = mimeType(this);
      switch (type?.essence) {
        case 'multipart/form-data':
          return require('internal/fetch/multipart').parse(bytes, type);
        case 'application/x-www-form-urlencoded': {
          const form = new FormData();
          for (const [name, value] of new URLSearchParams(decode(bytes))) form.append(name, value);
          return form;
        }
        default:
          throw new TypeError(
            'Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".');
      }
    },
    async bytes() {
      return owned(await consume(this));
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(Class.prototype, name, {
      __proto__: null, configurable: true, enumerable: true, writable: true, value,
    });
  }
}

const decode = (bytes) => new TextDecoder().decode(bytes);

/** Bytes that fill a buffer of their own; the body's may be read again. */
function owned(bytes) {
  return bytes.slice();
}

module.exports = { extractBody, mixBody };
