// The callback of finished runs in the async context in which finished was called.
'use strict';
const { AsyncLocalStorage } = require('async_hooks');
const { PassThrough, finished } = require('stream');

const storage = new AsyncLocalStorage();
const stream = new PassThrough();
storage.run('caller', () => finished(stream, () => console.log('finished in', storage.getStore())));
stream.on('close', () => console.log('close in', storage.getStore()));
storage.run('ender', () => stream.end());
storage.run('reader', () => stream.resume());
