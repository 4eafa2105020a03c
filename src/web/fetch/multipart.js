// multipart/form-data both ways (RFC 7578; HTML, "Multipart form data").
'use strict';

const { Blob } = require('internal/blob');
const { File } = require('internal/file');
const { TextDecoder, TextEncoder } = require('internal/encoding');
const { BodySource } = require('internal/fetch/body_source');
const { FormData, entriesOf } = require('internal/fetch/form_data');
const { latin1Slice } = internalBinding('buffer');

const encoder = new TextEncoder();

/** `{ source, type }`: a form as a body with a boundary of its own. */
function serialize(form) {
  const digits = `${Math.floor(Math.random() * 1e11)}`.padStart(11, '0');
  const boundary = `----formdata-undici-0${digits}`;
  const parts = [];
  for (const [name, value] of entriesOf(form)) {
    const start = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(lines(name))}"`;
    if (typeof value === 'string') {
      parts.push(`${start}\r\n\r\n${lines(value)}\r\n`);
    } else {
      const type = value.type || 'application/octet-stream';
      parts.push(`${start}; filename="${escape(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`, value, '\r\n');
    }
  }
  parts.push(`--${boundary}--\r\n`);
  const type = `multipart/form-data; boundary=${boundary}`;
  if (parts.every((part) => typeof part === 'string')) {
    const bytes = encoder.encode(parts.join(''));
    return { source: new BodySource(bytes, bytes.byteLength), type };
  }
  const whole = new Blob(parts);
  return { source: new BodySource(whole, whole.size), type };
}

const lines = (text) => text.replace(/\r?\n|\r/g, '\r\n');
const escape = (text) => text.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');

function failure(message) {
  return new TypeError('Failed to parse body as FormData.', { cause: new TypeError(message) });
}

/** The form in a body whose MIME type is `type`. */
function parse(bytes, type) {
  const boundary = type.parameters.get('boundary');
  if (boundary === undefined) throw failure('missing boundary in content-type header');
  const text = latin1Slice(bytes, 0, bytes.length);
  const delimiter = `--${boundary}`;
  let at = text.startsWith(delimiter) ? 0 : text.indexOf(`\r\n${delimiter}`) + 2;
  if (at === 1) throw failure('no boundary found in multipart body');
  const form = new FormData();
  for (;;) {
    at += delimiter.length;
    if (text.startsWith('--', at)) return form;
    if (!text.startsWith('\r\n', at)) throw failure('expected CRLF');
    at += 2;
    const bodyStart = text.indexOf('\r\n\r\n', at - 2);
    if (bodyStart === -1) throw failure('no headers found in multipart body');
    const headers = parseHeaders(bytes.subarray(at, bodyStart));
    const end = text.indexOf(`\r\n${delimiter}`, bodyStart + 2);
    if (end === -1) throw failure('expected CRLF');
    const data = bytes.subarray(bodyStart + 4, end);
    const { name, filename } = headers;
    if (filename === undefined) {
      form.append(name, new TextDecoder('utf-8', { ignoreBOM: true }).decode(data));
    } else {
      form.append(name, new File([data], filename, { type: headers.type }));
    }
    at = end + 2;
  }
}

function parseHeaders(bytes) {
  let disposition;
  let type = 'text/plain';
  for (const line of new TextDecoder().decode(bytes).split('\r\n')) {
    const { 1: field, 2: value } = /^([^:]*):[\t ]*([^]*)$/.exec(line) ?? [];
    if (field === undefined) throw failure('no colon found in header');
    if (field.toLowerCase() === 'content-disposition') disposition = value;
    else if (field.toLowerCase() === 'content-type') type = value.trim();
  }
  if (!/^form-data(?:;|$)/i.test(disposition ?? '')) throw failure('expected form-data');
  const name = parameter(disposition, 'name');
  if (name === undefined) throw failure('header name is null');
  return { name, filename: parameter(disposition, 'filename'), type };
}

function parameter(disposition, name) {
  const match = new RegExp(`;[\\t ]*${name}="([^"]*)"`, 'i').exec(disposition) ??
    new RegExp(`;[\\t ]*${name}=([^;\\s"]+)`, 'i').exec(disposition);
  return match?.[1].replace(/%0A/gi, '\n').replace(/%0D/gi, '\r').replace(/%22/g, '"');
}

module.exports = { parse, serialize };
