// Two scripts of one name have their own answers to import().
const vm = require('vm');
process.removeAllListeners('warning');
const fs = require('fs');
const main = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const script = (options) => new vm.Script('(async () => { try { return typeof (await import("./nowhere.mjs")).default } catch (e) { return e.code } })()', options);
(async () => {
  for (const options of [{ filename: 'same.js' }, { filename: 'same.js', importModuleDynamically: main },
                         { filename: 'same.js', importModuleDynamically: () => fs }]) {
    console.log(await script(options).runInThisContext(), await script(options).runInNewContext());
  }
})();
