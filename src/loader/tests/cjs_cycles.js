'use strict';
process.removeAllListeners('warning');
process.on('warning', (warning) => console.log(warning.message));
console.log(require('./fixtures/cjs/cycle.cjs'));
