// The keys that sequences of characters mean.
const readline = require('readline');
const { PassThrough } = require('stream');

const stream = new PassThrough();
readline.emitKeypressEvents(stream);
stream.on('keypress', (text, key) => console.log(JSON.stringify(text), JSON.stringify(key)));
const sequences = [
  'aZ5.', '\r\n\t \x7f\b', '\x01\x1a', '\x1ba\x1bB\x1b\r', '\x1b\x1b[A', '\x1bOP\x1bO5Q', '\x1b[1;5H\x1b[5H\x1b[H',
  '\x1b[24~\x1b[24;5~\x1b[24;2^', '\x1b[[A\x1b[[5~', '\x1b[a\x1bOa\x1b[3$\x1b[3^', '\x1b[Z', '\x1b[200~x\x1b[201~',
  '\x1b[2000~', '\x1b[;5A', '\u{1f600}\xe9', '\x1b[99~', '\x1b[\x1b[A', '\x00\x1c\x1f',
];
for (const sequence of sequences) {
  console.log(JSON.stringify(sequence));
  stream.write(sequence);
}
stream.write('\x1b');
setTimeout(() => { stream.write('x'); stream.destroy(); }, 700);
