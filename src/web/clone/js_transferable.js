// `structuredClone` with its arguments' rules, and the protocol for built-in classes that can be cloned or
// transferred: they call `markTransferMode` when constructed, and have `[kClone]()` or `[kTransfer]()`, which
// give { data, deserializeInfo: 'script id:Class' }, and `[kDeserialize](data)`, which fills a new instance.
'use strict';

const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
const { markTransferMode } = require('internal/worker/transfer_marks');
const { structuredClone: clone } = internalBinding('messaging');
const {
  messaging_clone_symbol: kClone,
  messaging_deserialize_symbol: kDeserialize,
  messaging_transfer_list_symbol: kTransferList,
  messaging_transfer_symbol: kTransfer,
} = internalBinding('symbols');

function structuredClone(value, options) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('The value argument must be specified');
  const list = options === undefined ? undefined : transferListOf(options);
  return clone(value, list === undefined ? undefined : transfersOf(list));
}

/** Loaded when something is transferred for the first time. */
function transfersOf(list) {
  return list.length === 0 ? undefined : require('internal/worker/clone_hooks').transfersOf(list);
}

// Web IDL's conversion of the options dictionary, with the messages that Node gives it.
function transferListOf(options) {
  if (options === undefined || options === null) return [];
  if (typeof options !== 'object' && typeof options !== 'function') {
    throw conversionError('Options cannot be converted to a dictionary');
  }
  const { transfer } = options;
  if (transfer === undefined) return [];
  if (transfer === null || (typeof transfer !== 'object' && typeof transfer !== 'function') ||
      typeof transfer[Symbol.iterator] !== 'function') {
    throw conversionError('transfer in Options cannot be converted to sequence.');
  }
  const list = [];
  for (const object of transfer) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) {
      throw conversionError(`transfer in Options[${list.length}] is not an object.`);
    }
    list.push(object);
  }
  return list;
}

function conversionError(problem) {
  const error = new TypeError(`Failed to execute 'structuredClone': ${problem}`);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

module.exports = { kClone, kDeserialize, kTransfer, kTransferList, markTransferMode, structuredClone, transfersOf };
