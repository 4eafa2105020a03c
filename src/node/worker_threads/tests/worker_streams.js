// Standard streams of a worker lead through its parent.
'use strict';
const { Worker } = require('worker_threads');
const worker = new Worker(`
  process.stdin.setEncoding('utf8');
  let text = '';
  process.stdin.on('data', (chunk) => { text += chunk; });
  process.stdin.on('end', () => {
    process.stdout.write('out ' + text);
    process.stderr.write('err ' + text.length);
  });
`, { eval: true, stdin: true, stdout: true, stderr: true });
for (const name of ['stdout', 'stderr']) {
  let text = '';
  worker[name].setEncoding('utf8').on('data', (chunk) => { text += chunk; });
  worker[name].on('end', () => console.log(name, text));
}
worker.stdin.write('one ');
worker.stdin.end('two');
worker.on('exit', (code) => console.log('exit', code));
