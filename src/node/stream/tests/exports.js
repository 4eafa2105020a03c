// What the modules export.
'use strict';
const stream = require('stream');
const promises = require('stream/promises');

console.log(Object.keys(stream));
console.log(Object.keys(promises), Object.keys(require('stream/consumers')));
console.log(stream.promises === promises, stream.Stream === stream, require('node:stream') === stream);
console.log(typeof stream.pipeline, stream.pipeline.name, stream.pipeline.length, stream.finished.length,
    stream.compose.name, stream.destroy.length);
const { promisify } = require('util');
console.log(promisify(stream.pipeline) === promises.pipeline, promisify(stream.finished) === promises.finished);
console.log(stream.isReadable(new stream.Readable()), stream.isWritable(new stream.Readable()),
    stream.isErrored(new stream.Readable()),
            stream.isDisturbed(new stream.Readable()), stream.isDestroyed(new stream.Readable()),
                stream.isReadable({}), stream.isDestroyed(5));
const own = stream.pipeline;
stream.pipeline = 1;
console.log(stream.pipeline);
stream.pipeline = own;
