// TypeScript files through `require`, `import`, workers and `-e`.
// Flags: --no-warnings
const { spawnSync } = require('child_process');
const path = require('path');
const { Worker } = require('worker_threads');

process.on('warning', ({ name, code }) => console.log('warning', name, code));

const folder = path.join(__dirname, 'fixtures/typescript');
const tell = (error) => console.log(error.code, error.message.replaceAll(folder, ''), error.stack.split('\n')[0].replace(/^.*\//, ''));

console.log(process.features.typescript);
console.log(require('./fixtures/typescript/script.ts'));
console.log(require('./fixtures/typescript/common.cts'), Object.keys(require.extensions));
for (const name of ['enum.ts', 'broken.ts', 'script']) {
  try {
    require(path.join(folder, name));
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') console.log(error.code);
    else if (name === 'enum.ts') tell(error);
    else console.log(error.code);
  }
}

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  console.log(args, status, stdout, stderr.split(/\n    at |\n\nNode/)[0]);
}

(async () => {
  const module = await import('./fixtures/typescript/module.mts');
  console.log({ ...module });
  const detected = await import('./fixtures/typescript/detected.ts');
  console.log(detected.default(1), detected.here);
  await import('./fixtures/typescript/enum.ts').catch(tell);
  const worker = new Worker(path.join(folder, 'worker.mts'));
  worker.on('message', console.log);
  await new Promise((resolve) => { worker.on('exit', resolve); });
  run('-e', 'interface A {} const a: number = 1; console.log(a)');
  run('-e', 'import path from "path"; const a: string = path.sep; console.log(a)');
  run('-p', '(1 as number) + 1');
  run('-e', 'enum A {}');
  run('-e', 'throw new Error("a" as string)');
  run('--input-type=commonjs-typescript', '-e', 'let a: any = require; console.log(typeof a)');
  run('--input-type=module-typescript', '-e', 'import fs from "fs"; let a: any = fs; console.log(typeof a)');
  run('--no-strip-types', '-p', 'process.features.typescript');
  run('--no-strip-types', '-e', 'let a: number');
})();
