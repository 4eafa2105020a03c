// Serializer and Deserializer with methods of the program's.
const v8 = require('v8');
class Point { constructor(x) { this.x = x; } }
class Writer extends v8.Serializer {
  _writeHostObject(object) {
    this.writeUint32(1);
    this.writeUint64(2, 3);
    this.writeDouble(0.5);
    this.writeRawBytes(Buffer.from(object));
  }
  _getDataCloneError(message) { return new TypeError(`not this: ${message}`); }
}
class Reader extends v8.Deserializer {
  _readHostObject() {
    const parts = [this.readUint32(), this.readUint64(), this.readDouble(), this.readRawBytes(2).toString()];
    return { parts, version: this.getWireFormatVersion() };
  }
}
const writer = new Writer();
writer._setTreatArrayBufferViewsAsHostObjects(true);
writer.writeHeader();
console.log(writer.writeValue({ view: new Uint8Array([104, 105]) }));
const bytes = writer.releaseBuffer();
console.log(bytes.toString('hex'));
const reader = new Reader(bytes);
console.log(reader.readHeader(), reader.readValue());
const attempt = (f) => { try { console.log(f()); } catch (e) { console.log(e.name, e.code, e.message); } };
attempt(() => new Writer().writeValue(() => {}));
attempt(() => v8.serialize(Symbol('a')));
attempt(() => v8.serialize({ nested: Promise.resolve() }));
attempt(() => v8.deserialize(Buffer.from('ff0f', 'hex')));
attempt(() => v8.deserialize(Buffer.from('ff1f6f', 'hex')));
attempt(() => v8.deserialize(Buffer.from('ff0f41ffffffff0f', 'hex')));
attempt(() => v8.Serializer());
attempt(() => new v8.Deserializer(5));
attempt(() => new v8.Deserializer(Buffer.alloc(0)).readUint32());
attempt(() => new v8.Deserializer(Buffer.from('00', 'hex')).readRawBytes(10));
const sender = new v8.Serializer();
const buffer = new ArrayBuffer(2);
sender.transferArrayBuffer(7, buffer);
sender.writeValue(buffer);
const receiver = new v8.Deserializer(sender.releaseBuffer());
receiver.transferArrayBuffer(7, buffer);
console.log(receiver.readValue() === buffer);
