import { fileURLToPath } from 'node:url';
const root = new URL('.', import.meta.url).href;
const show = (error) => console.log(error.stack.replaceAll(root, 'ROOT/').split('\n').slice(0, 3).join('\n'));
class Thrower {
  constructor() {
    this.run();
  }
  run() {
    show(new Error('in a method'));
  }
}
new Thrower();
(function named() {
  show(new TypeError('in a function'));
})();
await import('./fixtures/esm/throws.mjs').catch((error) => show({ stack: error.stack.split('\n').slice(0, 2).join('\n') }));
