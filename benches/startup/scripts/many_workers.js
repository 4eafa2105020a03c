// Ends when as many worker threads as the argument says have started and ended.
'use strict';
const { Worker, isMainThread } = require('worker_threads');

if (isMainThread) for (let left = Number(process.argv[2]); left > 0; left--) new Worker(__filename);
