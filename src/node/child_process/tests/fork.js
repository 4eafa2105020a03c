// Messages between a program and its child.
'use strict';
const { fork } = require('child_process');

if (process.argv[2] === 'child') {
  process.send([process.connected, typeof process.channel.fd, process.env.NODE_CHANNEL_FD, process.execArgv]);
  process.on('message', (message) => {
    process.send({ echoed: message, argument: process.argv[3] });
    if (message === 'last') process.disconnect();
  });
  process.on('disconnect', () => { process.exitCode = process.connected || process.channel ? 1 : 5; });
} else {
  const child = fork(__filename, ['child', 'two words'], { execArgv: ['--no-warnings'] });
  for (const message of [{ a: [1, null, 'ä\n'] }, 'text', 7, true, null, 'x'.repeat(200_000)]) child.send(message);
  child.send('last', (error) => { if (error) throw error; });
  child.on('message', (message) => {
    if (Array.isArray(message)) return console.log(message);
    const { echoed, argument } = message;
    console.log(typeof echoed === 'string' && echoed.length > 100 ? echoed.length : echoed, argument);
  });
  child.on('disconnect', () => {
    console.log('disconnected', child.connected, child.channel);
    child.send('late', (error) => console.log(error.code, error.message));
  });
  child.on('close', (code) => {
    console.log('close', code);
    child.on('error', (error) => console.log(error.code));
    child.disconnect();
  });
  try {
    child.send(undefined);
  } catch (error) {
    console.log(error.code);
  }
  try {
    child.send(() => {});
  } catch (error) {
    console.log(error.code);
  }
}
