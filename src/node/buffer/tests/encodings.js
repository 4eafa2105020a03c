// Every encoding, there and back, in any case of its name.
const text = 'héy €😀\ud800!';
for (const encoding of ['utf8', 'UTF-8', 'utf16le', 'ucs2', 'Latin1', 'binary', 'ascii', 'hex', 'base64', 'base64url']) {
  const bytes = Buffer.from(encoding === 'hex' ? '00ff7fZZ' : text, encoding);
  console.log(encoding, bytes.toString('hex'), JSON.stringify(bytes.toString(encoding)), Buffer.byteLength(text, encoding));
}
console.log(Buffer.from([0xe2, 0x82, 0x41, 0xff, 0xc3]).toString(), Buffer.from([0xe9, 0x80]).toString('latin1').length);
console.log(Buffer.from('YQ', 'base64'), Buffer.from('YW-_', 'base64'), Buffer.from('Y W\nJj=x', 'base64'), Buffer.from('abc', 'hex'));
console.log(['utf8', 'UTF-16LE', 'hex', 'nope', '', null, 'ucs2'].map((name) => Buffer.isEncoding(name)));
