// What the module and `cluster` share: native handles, made and bound, and a socket's state.
'use strict';

const { UDP } = internalBinding('udp_wrap');
const { guessHandleType } = require('internal/util');
const { codes: { ERR_SOCKET_BAD_TYPE } } = require('internal/errors');
const { validateFunction } = require('internal/validators');

const kStateSymbol = Symbol('state symbol');
const kEINVAL = -22;

/** A native handle that knows how to look names up: `handle.lookup(address, callback)`. */
function newHandle(type, lookup) {
  if (lookup === undefined) ({ lookup } = require('dns'));
  else validateFunction(lookup, 'lookup');
  if (type !== 'udp4' && type !== 'udp6') throw new ERR_SOCKET_BAD_TYPE();
  const handle = new UDP();
  const four = type === 'udp4';
  handle.lookup = function(address, callback) {
    return lookup(address || (four ? '127.0.0.1' : '::1'), four ? 4 : 6, callback);
  };
  if (!four) {
    handle.bind = handle.bind6;
    handle.connect = handle.connect6;
    handle.send = handle.send6;
  }
  return handle;
}

/** A handle, bound unless there is nothing to bind it to; a negative errno if that fails. */
function _createSocketHandle(address, port, addressType, fd, flags) {
  const handle = newHandle(addressType);
  let status;
  if (Number.isInteger(fd) && fd > 0) {
    status = guessHandleType(fd) === 'UDP' ? handle.open(fd) : kEINVAL;
  } else if (port || address) {
    status = handle.bind(address, port || 0, flags);
  }
  if (!status) return handle;
  handle.close();
  return status;
}

module.exports = { kStateSymbol, _createSocketHandle, newHandle };
