// Packages with a part in WebAssembly: es-module-lexer (a parser), source-map (mappings in Rust), rollup (its parser).
import { init, parse } from 'es-module-lexer';
import { SourceMapConsumer, SourceMapGenerator } from 'source-map';
import { rollup } from '@rollup/wasm-node';

await init;
const source = `import a, { b as c } from './a.js' with { type: 'json' };
import * as ns from "n\\u0073";
export const x = 1, { y, z: [w] } = f();
export default class Main {}
export { c as 'a name' };
const later = () => import(\`./\${x}.js\`);
import.meta.url; /import "no"/; 'import "no"';`;
const [imports, exported, facade, hasSyntax] = parse(source);
console.log(
  imports.map(({ type, specifier, start, end, attributes }) => [type, specifier, source.slice(start, end), attributes]),
  facade,
  hasSyntax,
);
console.log(exported.map(({ type, name, localName }) => [type, name, localName]));
try {
  parse('import { from "x"');
} catch (error) {
  console.log(error.message, error.idx);
}

const generator = new SourceMapGenerator({ file: 'out.js' });
for (let line = 1; line <= 300; line++) {
  generator.addMapping({
    generated: { line, column: line % 7 },
    original: { line: line * 2, column: 3 },
    source: `file${line % 3}.js`,
    name: `name${line % 5}`,
  });
}
generator.setSourceContent('file0.js', 'content');
const map = generator.toString();
console.log(map.length);
await SourceMapConsumer.with(map, null, (consumer) => {
  console.log(
    consumer.sources,
    consumer.originalPositionFor({ line: 100, column: 5 }),
    consumer.originalPositionFor({ line: 999, column: 0 }),
  );
  console.log(consumer.generatedPositionFor({ source: 'file1.js', line: 200, column: 3 }));
  console.log(consumer.allGeneratedPositionsFor({ source: 'file2.js', line: 10 }));
  let count = 0;
  consumer.eachMapping(() => {
    count++;
  });
  console.log(count, consumer.sourceContentFor('file0.js'));
});
try {
  const broken = await new SourceMapConsumer({ version: 3, sources: ['a'], names: [], mappings: 'AAAA;!!' });
  broken.eachMapping(() => {});
} catch (error) {
  console.log(error.constructor.name, error.message);
}

const files = {
  main: "import { used } from 'lib'; import('./lazy').then(({ value }) => console.log(used(value)));",
  lib: 'export const used = (x) => x * 2; export const unused = () => sideEffect(); export class Never {}',
  './lazy': 'export const value = 21; export default 1;',
};
const virtual = {
  name: 'virtual',
  resolveId: (id) => (id in files ? id : null),
  load: (id) => files[id],
};
const bundle = await rollup({ input: 'main', plugins: [virtual] });
const { output } = await bundle.generate({ format: 'cjs', sourcemap: true });
for (const {
  fileName,
  code,
  map: { mappings },
  exports,
} of output.filter((chunk) => chunk.type === 'chunk')) {
  console.log(fileName.replace(/-[\w-]{8}/, '-HASH'), exports, mappings);
  console.log(code.replace(/-[\w-]{8}/g, '-HASH'));
}
await bundle.close();
try {
  await rollup({ input: 'bad', plugins: [{ resolveId: (id) => id, load: () => 'const = ;' }] });
} catch (error) {
  console.log(error.code, error.message, error.loc);
}
