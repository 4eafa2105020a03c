// `stream.PassThrough`: a Transform that changes nothing.
'use strict';

const Transform = require('internal/streams/transform');

function PassThrough(options) {
  if (new.target === undefined && !(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}
module.exports = PassThrough;

Object.setPrototypeOf(PassThrough.prototype, Transform.prototype);
Object.setPrototypeOf(PassThrough, Transform);

PassThrough.prototype._transform = function(chunk, encoding, cb) {
  cb(null, chunk);
};
