// --env-file: what the environment has stays, the last file wins, a file that is needed must be there.
'use strict';
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const os = require('os');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'env-'));
fs.writeFileSync(path.join(folder, 'one.env'), 'ONE=1\nBOTH=one\nKNOWN=file\n');
fs.writeFileSync(path.join(folder, 'two.env'), 'BOTH="two words"\n');
const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, KNOWN: 'environment' }, argv0: 'program' };
const show = '[process.env.ONE, process.env.BOTH, process.env.KNOWN]';
console.log(execFileSync(process.execPath, ['--env-file=one.env', '--env-file', 'two.env', '-p', show], options));
console.log(execFileSync(process.execPath, ['--env-file-if-exists=no.env', '-p', show], options));
const { status, stderr } = spawnSync(process.execPath, ['--env-file=no.env', '-p', '1'], options);
console.log(status, stderr);
fs.rmSync(folder, { recursive: true });
