// Text that comes in pieces.
const bytes = (...list) => new Uint8Array(list);
const decoder = new TextDecoder();
console.log(JSON.stringify([[0xef, 0xbb], [0xbf, 0x41, 0xe2], [0x82], [0xac]].map((part) => decoder.decode(bytes(...part), { stream: true }))), JSON.stringify(decoder.decode()));
console.log(JSON.stringify([decoder.decode(bytes(0xf0, 0x9f), { stream: true }), decoder.decode(), decoder.decode(bytes(0x41))]));
const wide = new TextDecoder('utf-16le');
console.log(wide.decode(bytes(0x3d), { stream: true }) + wide.decode(bytes(0xd8, 0), { stream: true }) + wide.decode(bytes(0xde)));
const fatal = new TextDecoder('utf-8', { fatal: true });
try {
  fatal.decode(bytes(0xe2), { stream: true });
  fatal.decode();
} catch (error) {
  console.log(error.name, error.code, error.message, fatal.decode(bytes(0x42)));
}
