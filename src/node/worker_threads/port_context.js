// `moveMessagePortToContext`: for ports that scripts of another context of the same thread are to use.
'use strict';

const { isPort, isOpen } = internalBinding('message_port');
const { codes: { ERR_CLOSED_MESSAGE_PORT, ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

function moveMessagePortToContext(port, context) {
  if (!isPort(port)) throw new ERR_INVALID_ARG_TYPE('port', 'MessagePort', port);
  if (!isOpen(port)) throw new ERR_CLOSED_MESSAGE_PORT();
  const error = new ERR_METHOD_NOT_IMPLEMENTED('moveMessagePortToContext()');
  error.message += ': let a script of this context receive the messages and hand them on';
  throw error;
}

module.exports = { moveMessagePortToContext };
