// Arguments that are no strings.
const path = require('path');
for (const attempt of [() => path.join('a', 1), () => path.resolve(null), () => path.basename({}), () => path.basename('a', 5), () => path.relative('a'),
                       () => path.format('x'), () => path.parse(undefined), () => path.matchesGlob(1, 'a'), () => path.win32.normalize([])]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
