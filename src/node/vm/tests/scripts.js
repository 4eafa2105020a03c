// Scripts: values, places, errors, cached data.
const vm = require('vm');
process.removeAllListeners('warning');
const script = new vm.Script('count = (globalThis.count ?? 0) + 1', { filename: 'counter.js' });
const context = vm.createContext({});
console.log(script.runInThisContext(), script.runInContext(context), script.runInContext(context), script.runInNewContext({ count: 9 }));
console.log(globalThis.count, context.count);
const show = (f) => {
  try {
    console.log(f());
  } catch (error) {
    console.log(error.code, error.stack.split('\n').filter((line) => !line.startsWith('    at')));
  }
};
show(() => new vm.Script('var 5', { filename: 'bad.js' }));
show(() => vm.runInThisContext('\nthrow new Error("thrown")', { filename: 'thrown.js', lineOffset: 10 }));
show(() => vm.runInThisContext('throw new Error("thrown")', { filename: 'hidden.js', displayErrors: false }).x);
show(() => vm.runInNewContext('while (true) {}', {}, { timeout: 20 }));
show(() => vm.runInContext('1', {}));
show(() => new vm.Script('1', { timeout: -1 }).runInThisContext({ timeout: -1 }));
const cached = new vm.Script('1 + 1', { produceCachedData: true });
console.log(cached.cachedDataProduced, Buffer.isBuffer(cached.cachedData));
console.log(new vm.Script('1 + 1', { cachedData: cached.cachedData }).cachedDataRejected);
console.log(new vm.Script('2 + 10', { cachedData: cached.createCachedData() }).cachedDataRejected);
console.log(new vm.Script('1\n//# sourceMappingURL=there.map').sourceMapURL);
vm.runInThisContext('import("node:fs")', { importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
  .then((fs) => console.log(typeof fs.readFileSync));
vm.runInThisContext('import("node:fs")').catch((error) => console.log(error.code));
const own = vm.createContext({ log: console.log }, { microtaskMode: 'afterEvaluate' });
vm.runInContext('Promise.resolve().then(() => log("own job"))', own);
console.log('after');
