// Where a child's descriptors lead.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const os = require('os');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stdio-'));
const file = path.join(folder, 'out');
const fd = fs.openSync(file, 'w');
const child = spawn('sh', ['-c', 'echo file; echo "$0" >&4; cat <&5 >&4'],
                    { stdio: ['ignore', fd, process.stdout, 'ignore', 'pipe', 'overlapped'], argv0: 'renamed' });
console.log(child.stdin, child.stdout, child.stdio.map((stream) => stream && [stream.readable, stream.writable]));
let text = '';
child.stdio[4].on('data', (data) => { text += data; });
child.stdio[5].end('through five');
child.on('close', () => {
  console.log(text);
  console.log(fs.readFileSync(file, 'utf8').trim());
  fs.rmSync(folder, { recursive: true });
  spawn('sh', ['-c', 'echo shared; echo errors >&2'], { stdio: [null, 'inherit', 2] });
});
