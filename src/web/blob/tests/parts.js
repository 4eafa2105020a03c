// What blobs are made of.
(async () => {
  const bytes = new Uint8Array([104, 105]);
  const blob = new Blob(['é', bytes, bytes.buffer, new DataView(bytes.buffer, 1), new Blob(['x']), 5, null], { type: 'Text/Plain' });
  bytes[0] = 0;
  console.log(blob.size, blob.type, await blob.text(), await blob.bytes(), await blob.arrayBuffer());
  console.log(await new Blob(['a\r\nb\rc\nd'], { endings: 'native' }).bytes(), new Blob().size, new Blob(new Set(['a', 'b'])).size, new Blob([], { type: 'é' }).type);
  console.log(await new Blob([new Uint8Array([0xff, 65])]).text(), await structuredClone(new Blob(['cloned'])).text());
  for (const attempt of [() => new Blob(5), () => new Blob('abc'), () => new Blob([Symbol()]), () => new Blob([], 'x'), () => new Blob([], { endings: 'x' }), () => Blob.prototype.size]) {
    try {
      attempt();
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
  await Blob.prototype.text.call({}).catch((error) => console.log(error.code));
})();
