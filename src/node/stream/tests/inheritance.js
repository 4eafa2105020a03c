// Classes: calling without new, util.inherits, instanceof, prototype chains, old names.
'use strict';
const util = require('util');
const stream = require('stream');
const { Duplex, PassThrough, Readable, Stream, Transform, Writable } = stream;
const EventEmitter = require('events');

for (const Class of [Readable, Writable, Duplex, Transform, PassThrough]) {
  const made = Class();
  console.log(Class.name, Class.length, made instanceof Class, made.constructor === Class,
              [Readable, Writable, Duplex, Transform, PassThrough, Stream,
                  EventEmitter].map((C) => Number(made instanceof C)).join(''));
}
function Old(options) {
  Readable.call(this, options);
}
util.inherits(Old, Readable);
Old.prototype._read = function() { this.push(null); };
const old = new Old({ highWaterMark: 3 });
old.on('end', () => console.log('old end')).resume();
console.log(old instanceof Readable, old instanceof Writable, old.readableHighWaterMark);

function OldTransform() {
  if (!(this instanceof OldTransform)) return new OldTransform();
  Transform.call(this);
}
util.inherits(OldTransform, Transform);
OldTransform.prototype._transform = function(chunk, encoding, callback) { callback(null, `<${chunk}>`); };
const t = OldTransform();
t.on('data', (chunk) => console.log(String(chunk)));
t.end('old');

class New extends Duplex {
  constructor() { super({ objectMode: true }); this.own = true; }
  _write(chunk, encoding, callback) { this.push(chunk); callback(); }
  _read() {}
  _final(callback) { this.push(null); callback(); }
}
new New().on('data', (value) => console.log(value)).end({ new: 1 });
class OnlyWritable extends Writable {}
console.log(new OnlyWritable() instanceof OnlyWritable, new Duplex() instanceof OnlyWritable,
    {} instanceof Writable, null instanceof Writable);
console.log(Object.getPrototypeOf(Duplex) === Readable, Object.getPrototypeOf(Readable) === Stream,
    Stream.Stream === stream);
console.log(require('_stream_readable') === Readable, require('_stream_transform') === Transform,
    require('_stream_duplex') === Duplex);
console.log(Duplex.prototype.write === Writable.prototype.write,
    Duplex.prototype.destroy === Writable.prototype.destroy,
            Duplex.prototype.on === Readable.prototype.on);
