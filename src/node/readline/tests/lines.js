// Lines from a stream: every ending, split anywhere, and what is left at the end.
const readline = require('readline');
const { PassThrough } = require('stream');

function read(chunks, options) {
  return new Promise((resolve) => {
    const input = new PassThrough();
    const lines = [];
    const rl = readline.createInterface({ input, ...options });
    rl.on('line', (line) => lines.push(line));
    rl.on('close', () => resolve(lines));
    for (const chunk of chunks) input.write(chunk);
    input.end();
  });
}

(async () => {
  console.log(await read(['a\nb\r\nc\rd\u2028e\u2029f']));
  console.log(await read(['a\r', '\nb\r', 'c\n', '\n', 'tail']));
  console.log(await read([Buffer.from('h\xe9llo w\u00f6rld \u{1f600}\n').subarray(0, 9), Buffer.from('h\xe9llo w\u00f6rld \u{1f600}\n').subarray(9)]));
  console.log(await read([]));

  const input = new PassThrough();
  const rl = readline.createInterface({ input, crlfDelay: Infinity });
  input.end('one\ntwo\nthree');
  for await (const line of rl) console.log('line', line);
  console.log(rl.closed);
  try {
    rl.write('x');
  } catch (error) {
    console.log(error.code, error.message);
  }
  for (const options of [{ completer: 1 }, { history: 1 }, { historySize: -1 }, { tabSize: 0 }, { escapeCodeTimeout: NaN }, { signal: 1 }]) {
    try {
      readline.createInterface({ input, ...options });
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
})();
