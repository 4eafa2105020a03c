// URLs that need no network: `data:` and `blob:` (Fetch, "Scheme fetch").
'use strict';

const { resolveObjectURL } = require('internal/blob');
const { TextEncoder } = require('internal/encoding');
const { BodySource } = require('internal/fetch/body_source');
const { fetchFailed } = require('internal/fetch/errors');
const { HeadersList } = require('internal/fetch/headers');
const { parseMimeType, serializeMimeType } = require('internal/fetch/mime');
const { responseOf } = require('internal/fetch/response');

function fetchScheme({ url, method, list }) {
  switch (url.protocol) {
    case 'about:':
      throw fetchFailed(new Error('about scheme is not supported'));
    case 'blob:': {
      if (url.search !== '') throw fetchFailed(new Error('NetworkError when attempting to fetch resource.'));
      const blob = resolveObjectURL(url.href);
      if (method !== 'GET' || blob === undefined) throw fetchFailed(new Error('invalid method'));
      const range = list.get('range');
      if (range !== null) return respondRange(url, blob, range);
      return respond(url, new BodySource(blob, blob.size), blob.type, blob.size);
    }
    case 'data:': {
      const data = parseDataUrl(url);
      if (data === null) throw fetchFailed(new Error('failed to fetch the data URL'));
      return respond(url, new BodySource(data.bytes, data.bytes.byteLength), data.type);
    }
    case 'file:':
      throw fetchFailed(new Error('not implemented... yet...'));
    default:
      throw fetchFailed(new Error('unknown scheme'));
  }
}

function respond(url, body, type, length) {
  const list = new HeadersList();
  if (length !== undefined) list.append('Content-Length', `${length}`);
  list.append('Content-Type', type);
  return responseOf({ type: 'basic', url, status: 200, statusText: 'OK', body }, list, true);
}

/** A part of a Blob. Both ends of a range count; one of them may be missing. */
function respondRange(url, blob, range) {
  const found = /^bytes[\t ]*=[\t ]*([0-9]*)[\t ]*-[\t ]*([0-9]*)$/.exec(range);
  const isRange = found !== null && (found[1] !== '' || found[2] !== '') &&
    (found[1] === '' || found[2] === '' || Number(found[1]) <= Number(found[2]));
  if (!isRange) throw fetchFailed(new Error('failed to fetch the data URL'));
  const { size } = blob;
  let start = Number(found[1]);
  let end = found[2] === '' ? size - 1 : Math.min(Number(found[2]), size - 1);
  if (found[1] === '') {
    start = size - Number(found[2]);
    end = size - 1;
  } else if (start >= size) {
    throw fetchFailed(new Error("Range start is greater than the blob's size."));
  }
  const part = blob.slice(start, end + 1, blob.type);
  const list = new HeadersList();
  list.append('content-length', `${part.size}`);
  list.append('content-type', blob.type);
  list.append('content-range', `bytes ${start}-${end}/${size}`);
  const body = new BodySource(part, part.size);
  return responseOf({ type: 'basic', url, status: 206, statusText: 'Partial Content', body }, list, true);
}

/** `{ type, bytes }` (Fetch, "data: URL processor"); null for what is none. */
function parseDataUrl({ href, hash }) {
  const text = (hash === '' ? href : href.slice(0, -hash.length)).slice('data:'.length);
  const comma = text.indexOf(',');
  if (comma === -1) return null;
  let type = text.slice(0, comma).trim();
  let bytes = percentDecode(text.slice(comma + 1));
  const base64 = /; *base64$/i.exec(type);
  if (base64 !== null) {
    const decoded = fromBase64(latin1(bytes));
    if (decoded === null) return null;
    bytes = decoded;
    type = type.slice(0, base64.index);
  }
  if (type.startsWith(';')) type = `text/plain${type}`;
  const parsed = parseMimeType(type);
  return { type: parsed === null ? 'text/plain;charset=US-ASCII' : serializeMimeType(parsed), bytes };
}

function latin1(bytes) {
  const { latin1Slice } = internalBinding('buffer');
  return latin1Slice(bytes, 0, bytes.length);
}

function fromBase64(text) {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    // No base64: the one thing that atob() throws for.
    return null;
  }
}

function percentDecode(text) {
  const input = new TextEncoder().encode(text);
  if (!text.includes('%')) return input;
  const output = new Uint8Array(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const hex = input[i] === 0x25 ? text.slice(i + 1, i + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      output[length++] = parseInt(hex, 16);
      i += 2;
    } else {
      output[length++] = input[i];
    }
  }
  return output.slice(0, length);
}

module.exports = { fetchScheme };
