// `node:cluster`: the primary's side, or in a process that a primary forked the worker's.
'use strict';

const isWorker = Object.hasOwn(process.env, 'NODE_UNIQUE_ID');

module.exports = require(isWorker ? 'internal/cluster/child' : 'internal/cluster/primary');
