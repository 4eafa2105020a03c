// A terminal's keys: what they do to the line, and what is written.
const readline = require('readline');
const { EventEmitter } = require('events');

function terminal(options) {
  const input = Object.assign(new EventEmitter(), { resume() {}, pause() {} });
  const output = Object.assign(new EventEmitter(), { columns: 20, written: '', write(text) { this.written += text; } });
  const rl = readline.createInterface({ input, output, terminal: true, ...options });
  return { rl, input, output };
}

const sequences = {
  'insert in the middle': ['hello', '\x1b[D\x1b[D', 'X'],
  'home and end': ['world', '\x1b[H', 'hello ', '\x1b[F', '!'],
  'delete left and right': ['abcdef', '\x7f', '\x1b[D\x1b[D', '\x1b[3~', '\x08'],
  'words': ['one two, three', '\x1bb', '\x1bb', 'X', '\x1bf', 'Y', '\x17', '\x1bd'],
  'kill and yank': ['first second', '\x17', '\x15', '\x19', '\x19', 'x', '\x0b', '\x1by'],
  'undo and redo': ['abc', 'def', '\x1f', '\x1f', '\x1e'],
  'surrogate pairs': ['a\u{1f600}b', '\x1b[D', '\x1b[D', '\x1b[3~', '\u{1f601}'],
  'wrapping': ['0123456789', '0123456789', '\x01', 'z'],
  'wide characters': ['\u3042\u3044\u3046\u3048\u304a\u304b\u304d\u304f\u3051\u3053', '\x1b[D'],
  'tabs': ['a\tb'],
};
for (const [name, keys] of Object.entries(sequences)) {
  const { rl, input, output } = terminal();
  rl.prompt();
  for (const key of keys) input.emit('data', key);
  console.log(name, JSON.stringify(rl.line), rl.cursor, rl.getCursorPos(), JSON.stringify(output.written));
  rl.close();
}

{
  const { rl, input } = terminal({ historySize: 3, removeHistoryDuplicates: true });
  rl.on('line', (line) => console.log('line', line));
  rl.on('history', (history) => console.log('history', history));
  for (const line of ['one', 'two', 'other', 'one', 'three']) input.emit('data', `${line}\n`);
  for (const key of ['\x1b[A', '\x1b[A', '\x1b[A', '\x1b[A', '\x1b[B', '\x0e']) {
    input.emit('data', key);
    console.log(JSON.stringify(rl.line), rl.historyIndex);
  }
  input.emit('data', '\x05\x15o');
  input.emit('data', '\x1b[A');
  console.log(JSON.stringify(rl.line), rl.history, rl.historySize);
  rl.on('SIGINT', () => console.log('SIGINT'));
  rl.on('close', () => console.log('close'));
  input.emit('data', '\x03');
  input.emit('data', '\x15');
  input.emit('data', '\x04');
}
{
  const { rl, input, output } = terminal({ completer: (line) => [['alpha', 'alpine', 'beta'].filter((word) => word.startsWith(line)), line] });
  rl.prompt();
  for (const key of ['a', '\t', '\t', '\t', 'h\t', 'i', '\t']) input.emit('data', key);
  console.log(JSON.stringify(rl.line), JSON.stringify(output.written));
  rl.close();
}
