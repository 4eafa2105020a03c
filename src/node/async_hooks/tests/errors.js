// Handlers of uncaught exceptions run in the context of what threw.
'use strict';
const { AsyncLocalStorage } = require('async_hooks');

const storage = new AsyncLocalStorage();
process.on('uncaughtException', (error) => console.log(error.message, storage.getStore()));
process.on('unhandledRejection', (error) => console.log(error.message, storage.getStore()));
process.on('exit', () => console.log('exit', storage.getStore()));

storage.run(1, () => setTimeout(() => { throw new Error('timer'); }, 20));
storage.run(2, () => process.nextTick(() => { throw new Error('tick'); }));
storage.run(3, () => queueMicrotask(() => { throw new Error('microtask'); }));
storage.run(4, () => Promise.reject(new Error('rejection')));
