// util.promisify: results, errors, this, custom functions, copied properties.
const { promisify } = require('util');

function add(a, b, callback) {
  callback(null, a + b, this === undefined ? 'no this' : this.name);
}
add.extra = 1;
const promised = promisify(add);
console.log(promised.name, promised.length, promised.extra, Object.getPrototypeOf(promised) === Object.getPrototypeOf(add));
console.log(promised[promisify.custom] === promised, promisify(promised) === promised);

function custom() {}
custom[promisify.custom] = async () => 'custom';
console.log(promisify(custom) === custom[promisify.custom]);

const failing = promisify((callback) => callback(new Error('failed')));
const falsy = promisify((callback) => callback(0, 'value'));
const several = promisify((callback) => callback(null, 1, 2, 3));

(async () => {
  console.log(await promised(1, 2), await promised.call({ name: 'me' }, 3, 4));
  console.log(await promisify(custom)(), await falsy(), await several());
  await failing().catch((error) => console.log(error.message));
  try {
    promisify('x');
  } catch (error) {
    console.log(error.message);
  }
  function broken() {}
  broken[promisify.custom] = 1;
  try {
    promisify(broken);
  } catch (error) {
    console.log(error.message);
  }
})();
