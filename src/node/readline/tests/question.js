// Questions: with callbacks, promises, signals; and the writing of control sequences.
const readline = require('readline');
const promises = require('readline/promises');
const util = require('util');
const { PassThrough, Writable } = require('stream');

(async () => {
  const input = new PassThrough();
  const output = new PassThrough();
  const rl = readline.createInterface({ input, output });
  rl.question('name? ', (answer) => console.log('answer', answer));
  rl.question('ignored? ', () => console.log('never'));
  input.write('me\n');
  await new Promise(setImmediate);
  const promised = util.promisify(rl.question).call(rl, 'again? ');
  input.write('you\n');
  console.log(await promised);
  const controller = new AbortController();
  rl.question('aborted? ', { signal: controller.signal }, () => console.log('never'));
  controller.abort();
  console.log(rl.getPrompt());
  await util.promisify(rl.question).call(rl, 'x', { signal: AbortSignal.abort('why') })
    .catch((error) => console.log(error.name, error.code, error.cause));
  rl.close();
  try { rl.question('closed?', () => {}); } catch (error) { console.log(error.code, error.message); }
  console.log(JSON.stringify(output.read().toString()));

  const two = promises.createInterface({ input: new PassThrough(), output: new PassThrough() });
  const answer = two.question('?');
  two.input.write('42\n');
  console.log(await answer);
  const late = new AbortController();
  const { signal } = late;
  setImmediate(() => late.abort('late'));
  await two.question('?', { signal }).catch((error) => console.log(error.name, error.cause));
  await two.question('?', { signal: {} }).catch((error) => console.log(error.code));
  two.close();
  await two.question('?').catch((error) => console.log(error.code));

  let written = '';
  const screen = new Writable({ write(chunk, encoding, callback) { written += chunk; callback(); } });
  readline.cursorTo(screen, 3, 4);
  readline.cursorTo(screen, 3, () => console.log('moved'));
  readline.moveCursor(screen, -2, 5);
  readline.clearLine(screen, -1);
  readline.clearLine(screen, 1);
  readline.clearLine(screen, 0);
  readline.clearScreenDown(screen);
  const batch = new promises.Readline(screen);
  batch.clearLine(0).cursorTo(1).moveCursor(0, 0).moveCursor(1, -1).rollback().clearScreenDown().cursorTo(1, 2);
  await batch.commit();
  console.log(JSON.stringify(written));
  for (const bad of [() => readline.cursorTo(screen, 'a', 1), () => readline.cursorTo(screen, NaN),
    () => readline.clearLine(screen, 0, null), () => batch.clearLine(2), () => new promises.Readline({}),
    () => new promises.Readline(screen, { autoCommit: 1 })]) {
    try { bad(); } catch (error) { console.log(error.name, error.code, error.message); }
  }
  console.log(Object.keys(readline), Object.keys(promises));
})();
