// `buffer.transcode`: bytes of one encoding as bytes of another, '?' standing for what the target cannot hold.
'use strict';

const { genericNodeError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { normalizeEncoding } = require('internal/util');
const { isUint8Array } = require('internal/util/types');
const { FastBuffer } = require('internal/buffer');
const { fromStringOps } = require('internal/buffer/alloc');
const { getEncodingOps } = require('internal/buffer/encodings');

// What each encoding can be turned from and into, with the code points that do not fit it.
const unencodable = {
  __proto__: null,
  utf8: null,
  utf16le: null,
  latin1: /[^\x00-\xff]/gu,
  ascii: /[^\x00-\x7f]/gu,
};

// ICU's name and number for an encoding it has no converter for.
const illegalArgument = { code: 'U_ILLEGAL_ARGUMENT_ERROR', errno: 1 };

function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return new FastBuffer();

  const from = normalizeEncoding(fromEncoding) || fromEncoding;
  const to = normalizeEncoding(toEncoding) || toEncoding;
  if (!(from in unencodable) || !(to in unencodable)) {
    throw genericNodeError(`Unable to transcode Buffer [${illegalArgument.code}]`, illegalArgument);
  }

  let text = getEncodingOps(from).slice(source, 0, source.length);
  if (unencodable[to] !== null) text = text.replace(unencodable[to], '?');
  return fromStringOps(text, getEncodingOps(to));
}

module.exports = { transcode };
