// The small functions.
'use strict';
const util = require('util');

const attempt = (f) => {
  try {
    return f();
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
};
function Base() {}
Base.prototype.base = function () { return 'base'; };
function Derived() {}
console.log(util.inherits(Derived, Base), new Derived().base(), Derived.super_ === Base,
  Object.getOwnPropertyDescriptor(Derived, 'super_').enumerable, new Derived() instanceof Base);
for (const [ctor, parent] of [[undefined, Base], [null, Base], [Derived, undefined], [Derived, null], [Derived,
  () => {}]]) console.log(attempt(() => util.inherits(ctor, parent)));
console.log(util.toUSVString('a\ud800b'), util.toUSVString(5), util.toUSVString('\ud83d\ude00'),
  attempt(() => util.toUSVString(Symbol('s'))).slice(0, 9));
for (const err of [-1, -2, -13, -98, -110, -4095, -99999]) console.log(err, util.getSystemErrorName(err),
  util.getSystemErrorMessage(err));
for (const err of [0, 1, 1.5, -1.5, '5', undefined, null, NaN,
  -Infinity]) console.log(attempt(() => util.getSystemErrorName(err)), attempt(() => util.getSystemErrorMessage(err)));
console.log(util.getSystemErrorMap() instanceof Map, util.getSystemErrorMap().get(-2),
  util.getSystemErrorMap().size > 70);
const errno = util._errnoException(-2, 'open', 'original text');
console.log(errno.message, errno.code, errno.errno, errno.syscall, errno instanceof Error,
  errno.stack.split('\n')[1].includes('small.js'));
const host = util._exceptionWithHostPort(-111, 'connect', '127.0.0.1', 80, 'extra');
console.log(host.message, host.code, host.errno, host.syscall, host.address, host.port);
console.log(attempt(() => util.convertProcessSignalToExitCode('SIGTERM')),
  attempt(() => util.convertProcessSignalToExitCode('SIGNOPE')).slice(0, 80));
process.emitWarning = (...args) => console.log('warning:', ...args.filter((arg) => typeof arg === 'string'));
console.log(util.isArray([]), util.isArray([]), util._extend({ a: 1 }, { b: 2 }), util._extend({ a: 1 }, null),
  util._extend(5, 'x'));
const old = util.deprecate(function old(a, b) { return [this?.x, a, b]; }, 'old is deprecated', 'DEP_TEST');
console.log(old.call({ x: 1 }, 2, 3), old(1), old.name, old.length, attempt(() => util.deprecate(() => {}, 'm', 5)));
console.log(util.deprecate(() => 'again', 'same code', 'DEP_TEST')(), util.deprecate(() => 'no code', 'no code')());
class Old { constructor(x) { this.x = x; } static s = 1; }
const OldClass = util.deprecate(Old, 'class is deprecated', 'DEP_CLASS');
console.log(new OldClass(5), new OldClass(1) instanceof Old, OldClass.s, util.deprecate(Old, 'm', undefined,
  { modifyPrototype: false }).s);
console.log(util.diff('abc', 'abd'), util.diff(['a', 'b'], ['b', 'c']), util.diff('same', 'same'), util.diff('', 'x'),
  attempt(() => util.diff(5, 'x')), attempt(() => util.diff(['a'], [5])));
const sites = util.getCallSites(1);
console.log(sites.length, Object.keys(sites[0]).sort().join(), sites[0].lineNumber,
  sites[0].scriptName.endsWith('small.js'), Object.getPrototypeOf(sites[0]));
for (const args of [[0], [201], ['a'], [1, null], [1, { sourceMap: 5 }], [{ sourceMap: 'x' }],
  [null]]) console.log(attempt(() => util.getCallSites(...args).length));
(function outer() { (function inner() { console.log(util.getCallSites(2).map((site) => site.functionName)); })(); })();
console.log(util.promisify((a, callback) => callback(null, a)).name, util.promisify.custom,
  attempt(() => util.promisify(5)));
util.promisify((callback) => callback(new Error('rejected')))().catch((error) => console.log(error.message));
