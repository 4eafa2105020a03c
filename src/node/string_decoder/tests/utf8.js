// utf8: characters over several chunks, invalid and incomplete ones, and the accessors on the way.
'use strict';
const { StringDecoder } = require('string_decoder');

function run(...chunks) {
  const decoder = new StringDecoder();
  const out = chunks.map((chunk) => {
    const text = decoder.write(Buffer.from(chunk));
    const { lastNeed, lastTotal, lastChar } = decoder;
    return `${JSON.stringify(text)} need ${lastNeed} of ${lastTotal} ${lastChar.toString('hex')}`;
  });
  console.log(out.join(' | '), '|', JSON.stringify(decoder.end()), decoder.lastNeed, decoder.lastTotal);
}
run([0xe2, 0x82], [0xac]);
run([0xf0], [0x9f], [0x98], [0x80]);
run([0x41, 0xc3], [0xa9, 0x42, 0xf0, 0x9f]);
run([0xe2], [0x41]);
run([0xe2, 0x82], [0xe2, 0x82, 0xac]);
run([0xf0, 0x9f], [0x98, 0x41]);
run([0x80, 0x80, 0x80, 0x80]);
run([0xff], [0xc0], [0x80]);
run([0xed, 0xa0], [0x80]);
run([0xf4, 0x90, 0x80], [0x80]);
run([], [0xe2], [], [0x82, 0xac], []);
run([0xc3]);

const decoder = new StringDecoder('UTF-8');
console.log(decoder.encoding, decoder.write('passed through'), decoder.end(Buffer.from('€')), decoder.end());
console.log(decoder.write(new Uint8Array([0x61, 0xc3])), decoder.write(new DataView(new Uint8Array([0xa9]).buffer)));
console.log(JSON.stringify(decoder.text(Buffer.from('xxé'), 2)));
