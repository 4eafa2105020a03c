// What the main thread sees of itself, and environment data.
'use strict';
const workers = require('worker_threads');
console.log(workers.isMainThread, workers.isInternalThread, workers.threadId, JSON.stringify(workers.threadName));
console.log(workers.parentPort, workers.workerData, workers.resourceLimits, workers.SHARE_ENV);
workers.setEnvironmentData('key', { value: 1 });
console.log(workers.getEnvironmentData('key'), workers.getEnvironmentData('other'));
workers.setEnvironmentData('key');
console.log(workers.getEnvironmentData('key'));
