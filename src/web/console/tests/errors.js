// Streams that fail, or throw.
'use strict';
const { Writable } = require('stream');
const { Console } = console;

const failing = new Writable({ write(chunk, encoding, callback) { callback(new Error('failed')); } });
failing.on('error', (error) => console.log('emitted', error.message));
new Console(failing).log('x');
const quiet = new Writable({ write(chunk, encoding, callback) { callback(new Error('failed quietly')); } });
new Console(quiet).log('x');
const late = new Writable({ write(chunk, encoding, callback) { setImmediate(callback, new Error('failed late')); } });
new Console({ stdout: late }).log('x');
const thrower = { write() { throw new TypeError('thrown'); }, once() {}, removeListener() {},
  listenerCount() { return 0; } };
new Console(thrower).log('x');
try {
  new Console({ stdout: thrower, ignoreErrors: false }).log('x');
} catch (error) {
  console.log(error.message);
}
const counting = { events: [], write(text, callback) { this.events.push(text, typeof callback); },
  once(name) { this.events.push(`once ${name}`); },
  removeListener(name) { this.events.push(`remove ${name}`); }, listenerCount() { return 0; } };
new Console(counting).log('text');
new Console({ stdout: counting, ignoreErrors: false }).log('plain');
console.log(counting.events);
const write = process.stdout.write;
const fake = (write) => ({ write, once() {}, removeListener() {}, listenerCount() { return 1; }, isTTY: true });
console._stdout = fake((text) => write.call(process.stdout, `replaced: ${text}`));
console.log('through the replacement');
console._stdout = process.stdout;
const trace = [];
console._stderr = fake((text) => trace.push(text));
console.trace('label %s', 5, { a: 1 });
console.trace();
(function named() { console.trace({ a: 1 }); })();
console._stderr = process.stderr;
for (const text of trace) console.log(JSON.stringify(text.split('\n')[0]),
  /^    at .*errors\.js:\d+:\d+\)?$/.test(text.split('\n')[1]));
console.log(/at named \(/.test(trace[2].split('\n')[1]));
console.clear();
console._stdout = fake((text) => write.call(process.stdout, JSON.stringify(text)));
process.env.TERM = 'xterm';
console.clear();
process.env.TERM = 'dumb';
console.clear();
console._stdout = process.stdout;
console.log();
console.log(console.profile(), console.profileEnd(), console.timeStamp('x'), console.createTask('task').run(() => 5),
  Object.keys(console.context()).length);
