// `buffer.transcode`: bytes of one encoding as bytes of another, '?' standing for what the target cannot hold.
'use strict';

const { isUtf8 } = internalBinding('buffer');
const { genericNodeError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { normalizeEncoding } = require('internal/util');
const { isUint8Array } = require('internal/util/types');
const { FastBuffer } = require('internal/buffer');
const { fromStringOps } = require('internal/buffer/alloc');
const { getEncodingOps } = require('internal/buffer/encodings');

// ICU's names and numbers for an encoding without a converter and for malformed text.
const illegalArgument = { code: 'U_ILLEGAL_ARGUMENT_ERROR', errno: 1 };
const invalidCharacter = { code: 'U_INVALID_CHAR_FOUND', errno: 10 };

// The encodings there are converters for, with what does not fit them.
const unencodable = {
  __proto__: null,
  utf8: null,
  utf16le: null,
  latin1: /[^\x00-\xff]/gu,
  ascii: /[^\x00-\x7f]/gu,
};

function transcodeError(problem) {
  return genericNodeError(`Unable to transcode Buffer [${problem.code}]`, problem);
}

function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return new FastBuffer();

  const from = normalizeEncoding(fromEncoding) || fromEncoding;
  const to = normalizeEncoding(toEncoding) || toEncoding;
  if (!(from in unencodable) || !(to in unencodable)) throw transcodeError(illegalArgument);

  let text = decode(source, from, to);
  if (unencodable[to] !== null) text = text.replace(unencodable[to], '?');
  return fromStringOps(text, getEncodingOps(to));
}

// Between the Unicode encodings malformed text is an error, elsewhere it is replaced.
function decode(source, from, to) {
  const text = getEncodingOps(from === 'ascii' ? 'latin1' : from).slice(source, 0, source.length);
  switch (from) {
    case 'utf8':
      if (to === 'utf16le' && !isUtf8(source)) throw transcodeError(invalidCharacter);
      return text;
    case 'utf16le':
      if (to === 'utf8' && (text === '' || !text.isWellFormed())) throw transcodeError(invalidCharacter);
      if (to === 'utf16le') return source.length % 2 === 0 ? text.toWellFormed() : `${text.toWellFormed()}\ufffd`;
      return text;
    case 'ascii':
      return to === 'utf16le' ? text : text.replace(/[\x80-\xff]/g, '\ufffd');
    default:
      return text;
  }
}

module.exports = { transcode };
