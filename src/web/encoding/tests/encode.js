// TextEncoder.
const encoder = new TextEncoder();
console.log(encoder.encode('h€é😀\ud800'), encoder.encode(), encoder.encode(null), encoder.encoding, encoder);
for (const size of [0, 1, 3, 4, 6, 9]) {
  const target = new Uint8Array(size);
  console.log(encoder.encodeInto('a€😀b', target), target);
}
for (const attempt of [() => encoder.encodeInto(1, new Uint8Array(1)), () => encoder.encodeInto('a', []), () => TextEncoder.prototype.encode.call({}), () => TextEncoder.prototype.encoding]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
