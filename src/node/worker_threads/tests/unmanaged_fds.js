// What a worker opens and leaves open is closed when it ends, unless it is told not to.
const { once } = require('events');
const fs = require('fs');
const { Worker } = require('worker_threads');

const source = `
const fs = require('fs');
const { parentPort } = require('worker_threads');
fs.open(process.execPath, 'r', (error, second) => {
  if (error) throw error;
  const closed = fs.openSync(process.execPath);
  fs.closeSync(closed);
  parentPort.postMessage([fs.openSync(process.execPath), second]);
});`;

function isOpen(fd) {
  try {
    fs.fstatSync(fd);
    return true;
  } catch (error) {
    return error.code;
  }
}

(async () => {
  for (const trackUnmanagedFds of [undefined, true, false]) {
    const worker = new Worker(source, { eval: true, trackUnmanagedFds });
    const [[[first, second]]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
    console.log(trackUnmanagedFds, isOpen(first), isOpen(second));
    if (trackUnmanagedFds === false) [first, second].forEach((fd) => fs.closeSync(fd));
  }
})();
