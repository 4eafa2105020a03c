// application/x-www-form-urlencoded (WHATWG URL, section 5). The engine's own URI functions do the work on whole
// strings; only text that they refuse is taken apart byte by byte.
'use strict';

const { decodeUTF8, encodeUtf8String } = internalBinding('encoding_binding');

/** A flat list of names and values: [name, value, name, value …]. */
function parse(text) {
  const list = [];
  if (text === '') return list;
  const encoded = text.includes('%') || text.includes('+');
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    const value = equals === -1 ? '' : pair.slice(equals + 1);
    if (encoded) list.push(decode(name), decode(value));
    else list.push(name, value);
  }
  return list;
}

function decode(text) {
  if (text.includes('+')) text = text.replaceAll('+', ' ');
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return decodeUTF8(percentDecode(text), true, false);
  }
}

/** The UTF-8 bytes of a string with every well-formed %XX replaced by its byte. */
function percentDecode(text) {
  const bytes = encodeUtf8String(text);
  let used = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i];
    if (byte === 0x25 && i + 2 < bytes.length) {
      const high = hexValue(bytes[i + 1]);
      const low = hexValue(bytes[i + 2]);
      if (high >= 0 && low >= 0) {
        byte = high << 4 | low;
        i += 2;
      }
    }
    bytes[used++] = byte;
  }
  return bytes.subarray(0, used);
}

function hexValue(code) {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  code |= 0x20;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

function serialize(list) {
  let text = '';
  for (let i = 0; i < list.length; i += 2) {
    if (i > 0) text += '&';
    text += `${encode(list[i])}=${encode(list[i + 1])}`;
  }
  return text;
}

const plain = /^[\w*.-]*$/;
// What encodeURIComponent does otherwise than a form.
const differing = /%20|[!'()~]/g;
const replacements = { '__proto__': null, '%20': '+', '!': '%21', "'": '%27', '(': '%28', ')': '%29', '~': '%7E' };
const replacementOf = (match) => replacements[match];

/** Expects a well-formed string. */
function encode(text) {
  return plain.test(text) ? text : encodeURIComponent(text).replace(differing, replacementOf);
}

module.exports = { parse, percentDecode, serialize };
