import Named, * as live from './fixtures/esm/live.mjs';
import { count, increment } from './fixtures/esm/live.mjs';
console.log(count, live.count);
increment();
console.log(count, live.count, Named.name, Object.keys(live));
console.log(Object.prototype.toString.call(live), Object.isSealed(live), Reflect.getPrototypeOf(live));
try {
  live.count = 5;
} catch (error) {
  console.log(error.name);
}
