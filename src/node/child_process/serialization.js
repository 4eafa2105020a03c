// How a message becomes what the channel sends, and back: JSON, or the structured clone of `node:v8`.
'use strict';

const json = {
  encode: (message) => JSON.stringify(message),
  decode: (text) => JSON.parse(text),
};

const kArrayBufferView = 0;
const kOther = 1;

let advanced;

// What the format has no form for is sent as a plain object with the same properties.
function makeAdvanced() {
  const v8 = require('v8');

  class Serializer extends v8.DefaultSerializer {
    _writeHostObject(object) {
      if (ArrayBuffer.isView(object)) {
        this.writeUint32(kArrayBufferView);
        return super._writeHostObject(object);
      }
      this.writeUint32(kOther);
      this.writeValue({ ...object });
    }
  }

  class Deserializer extends v8.DefaultDeserializer {
    _readHostObject() {
      return this.readUint32() === kArrayBufferView ? super._readHostObject() : this.readValue();
    }
  }

  return {
    encode(message) {
      const serializer = new Serializer();
      serializer.writeHeader();
      serializer.writeValue(message);
      return serializer.releaseBuffer();
    },
    decode(buffer) {
      const deserializer = new Deserializer(buffer);
      deserializer.readHeader();
      return deserializer.readValue();
    },
  };
}

/** `{ encode, decode }` for 'json' or 'advanced'. */
function serializationOf(mode) {
  return mode === 'advanced' ? (advanced ??= makeAdvanced()) : json;
}

module.exports = { serializationOf };
