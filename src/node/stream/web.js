// `node:stream/web`: web streams for those who want to import them.
'use strict';

const readable = require('internal/webstreams/readablestream');
const { TransformStream, TransformStreamDefaultController } = require('internal/webstreams/transformstream');
const { WritableStream, WritableStreamDefaultController, WritableStreamDefaultWriter } =
  require('internal/webstreams/writablestream');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } = require('internal/webstreams/queuingstrategies');
const { TextDecoderStream, TextEncoderStream } = require('internal/webstreams/encoding');
const { CompressionStream, DecompressionStream } = require('internal/webstreams/compression');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateBoolean } = require('internal/validators');

function ReadableStreamTee(stream, cloneForBranch2 = false) {
  if (!readable.isReadableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
  validateBoolean(cloneForBranch2, 'cloneForBranch2');
  return readable.readableStreamTee(stream, cloneForBranch2);
}

module.exports = {
  ReadableStream: readable.ReadableStream,
  ReadableStreamTee,
  ReadableStreamDefaultReader: readable.ReadableStreamDefaultReader,
  ReadableStreamBYOBReader: readable.ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest: readable.ReadableStreamBYOBRequest,
  ReadableByteStreamController: readable.ReadableByteStreamController,
  ReadableStreamDefaultController: readable.ReadableStreamDefaultController,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultWriter,
  WritableStreamDefaultController,
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  TextEncoderStream,
  TextDecoderStream,
  CompressionStream,
  DecompressionStream,
};
