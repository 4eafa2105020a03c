// Stacks of code that has a source map.
const { spawnSync } = require('child_process');
const module_ = require('module');
const path = require('path');

const file = path.join(__dirname, 'fixtures/source_maps/generated.js');
const shown = (text) => text.replaceAll(__dirname, '').split('\n').filter((line) => !line.includes('node:')).join('\n');

function stack(name = file) {
  try {
    const { run } = require(name);
    run();
  } catch (error) {
    return shown(error.stack).split('\n').slice(0, 3).join('\n');
  }
}

console.log(stack(), module_.findSourceMap(file), process.sourceMapsEnabled);

process.setSourceMapsEnabled(true);
console.log(process.sourceMapsEnabled, module_.getSourceMapsSupport());
// What was loaded before has no map.
console.log(module_.findSourceMap(file));
delete require.cache[file];
console.log(stack());
const map = module_.findSourceMap(file);
console.log(shown(JSON.stringify([map.findEntry(0, 27), map.findOrigin(2, 24), map.lineLengths])));
console.log(map.payload.sources.map((source) => shown(source)));

module_.setSourceMapsSupport(false);
delete require.cache[file];
console.log(stack(), process.sourceMapsEnabled);

const code = `const { run } = require(${JSON.stringify(file)}); run()`;
const { status, stderr } = spawnSync(process.execPath, ['--enable-source-maps', '-e', code], { encoding: 'utf8' });
console.log(status, shown(stderr.split('\n    at Object')[0].split('\n    at [eval]')[0]));
