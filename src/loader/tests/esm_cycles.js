import { a } from './fixtures/esm/cycle_a.mjs';
import { seen } from './fixtures/esm/cycle_b.mjs';
console.log(a, seen());
const folder = './fixtures/esm/';
// A cycle that fails as it is loaded leaves nothing behind that could be used.
for (const file of ['cycle_bad_a.mjs', 'cycle_bad_b.mjs', 'cycle_bad_a.mjs']) {
  await import(folder + file).catch((error) => console.log(file, error instanceof Error));
}
