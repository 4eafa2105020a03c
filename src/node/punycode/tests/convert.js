// Names there and back.
process.removeAllListeners('warning');
process.on('warning', () => {});
const punycode = require('punycode');
for (const text of ['', 'a', 'mañana', '☃-⌘', '😀x', '日本。jp', 'user@é.com', 'xn--maana-pta.com', '--dqo34k', 'x-\x80']) {
  for (const name of ['encode', 'decode', 'toASCII', 'toUnicode']) {
    try {
      console.log(name, JSON.stringify(text), JSON.stringify(punycode[name](text)));
    } catch (error) {
      console.log(name, JSON.stringify(text), error.name, error.message);
    }
  }
}
console.log(punycode.version, punycode.ucs2.decode('a😀\ud800'), punycode.ucs2.encode([97, 0x1f600]));
