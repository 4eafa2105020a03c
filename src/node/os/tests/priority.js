// Priorities, and what is refused.
const os = require('os');
for (const attempt of [() => os.getPriority('x'), () => os.getPriority(-1), () => os.setPriority(0, 20), () => os.setPriority(1.5), () => os.setPriority(0x7fffffff, 1), () => os.getPriority(2 ** 40)]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message, error.info);
  }
}
os.setPriority(7);
console.log(os.getPriority(), os.getPriority(process.pid));
