// `stream.compose()`: a pipeline seen from outside as one Duplex. What is written goes into its
// first stream, what is read comes out of its last.
'use strict';

const { pipeline } = require('internal/streams/pipeline');
const { eos } = require('internal/streams/end-of-stream');
const { destroyer } = require('internal/streams/destroy');
const Duplex = require('internal/streams/duplex');
const { AbortError, codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS } } = require('internal/errors');
const {
  isNodeStream,
  isReadable,
  isReadableStream,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableStream,
} = require('internal/streams/utils');

const canRead = (stream) => isReadable(stream) || isReadableStream(stream) || isTransformStream(stream);
const canWrite = (stream) => isWritable(stream) || isWritableStream(stream) || isTransformStream(stream);

module.exports = function compose(...streams) {
  if (streams.length === 0) throw new ERR_MISSING_ARGS('streams');
  if (streams.length === 1) return Duplex.from(streams[0]);

  const given = streams.slice();
  const last = streams.length - 1;
  if (typeof streams[0] === 'function') streams[0] = Duplex.from(streams[0]);
  if (typeof streams[last] === 'function') streams[last] = Duplex.from(streams[last]);
  validateLinks(streams, given);

  const head = streams[0];
  // What the pipeline and the outside wait for from each other.
  const link = { duplex: null, ondrain: null, onfinish: null, onclose: undefined, readable: false, writable: false };
  const tail = pipeline(streams, (err) => { pipelineDone(link, err); });

  const writable = link.writable = !!canWrite(head);
  const readable = link.readable = !!canRead(tail);
  const duplex = link.duplex = new Duplex({
    writableObjectMode: !!head?.writableObjectMode,
    readableObjectMode: !!tail?.readableObjectMode,
    writable,
    readable,
  });

  if (writable) {
    if (isNodeStream(head)) writeToNode(link, head);
    else if (isWebStream(head)) writeToWeb(link, head);

    eos(isTransformStream(tail) ? tail.readable : tail, () => { take(link, 'onfinish')?.(); });
  }
  if (readable) {
    if (isNodeStream(tail)) readFromNode(duplex, tail);
    else if (isWebStream(tail)) readFromWeb(duplex, tail);
  }

  duplex._destroy = function(err, callback) {
    if (!err && link.onclose !== null) err = new AbortError();
    link.ondrain = null;
    link.onfinish = null;
    if (isNodeStream(tail)) destroyer(tail, err);
    if (link.onclose === null) callback(err);
    else link.onclose = callback;
  };
  return duplex;
};

function validateLinks(streams, given) {
  for (let i = 0; i < streams.length; i++) {
    // The functions between the ends are the pipeline's business.
    if (!isNodeStream(streams[i]) && !isWebStream(streams[i])) continue;
    if (i < streams.length - 1 && !canRead(streams[i])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${i}]`, given[i], 'must be readable');
    }
    if (i > 0 && !canWrite(streams[i])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${i}]`, given[i], 'must be writable');
    }
  }
}

// `onclose` is null from then on: nothing is left to wait for.
function pipelineDone(link, err) {
  const callback = link.onclose;
  link.onclose = null;
  if (callback) callback(err);
  else if (err) link.duplex.destroy(err);
  else if (!link.readable && !link.writable) link.duplex.destroy();
}

function take(link, name) {
  const callback = link[name];
  link[name] = null;
  return callback;
}

function writeToNode(link, head) {
  link.duplex._write = function(chunk, encoding, callback) {
    if (head.write(chunk, encoding)) callback();
    else link.ondrain = callback;
  };
  link.duplex._final = function(callback) {
    head.end();
    link.onfinish = callback;
  };
  head.on('drain', () => { take(link, 'ondrain')?.(); });
}

function writeToWeb(link, head) {
  const writer = (isTransformStream(head) ? head.writable : head).getWriter();
  // A failure reaches the pipeline.
  const ignore = () => {};

  link.duplex._write = async function(chunk, encoding, callback) {
    try {
      await writer.ready;
      writer.write(chunk).catch(ignore);
      callback();
    } catch (err) {
      callback(err);
    }
  };
  link.duplex._final = async function(callback) {
    try {
      await writer.ready;
      writer.close().catch(ignore);
      link.onfinish = callback;
    } catch (err) {
      callback(err);
    }
  };
}

function readFromNode(duplex, tail) {
  duplex._read = function() {
    tail.resume();
  };
  tail.on('data', (chunk) => {
    if (!duplex.push(chunk)) tail.pause();
  });
  tail.on('end', () => { duplex.push(null); });
}

function readFromWeb(duplex, tail) {
  const reader = (isTransformStream(tail) ? tail.readable : tail).getReader();
  duplex._read = async function() {
    try {
      while (true) {
        const { value, done } = await reader.read();
        if (done) {
          duplex.push(null);
          return;
        }
        if (!duplex.push(value)) return;
      }
    } catch {
      // The pipeline has it.
    }
  };
}
