// DOMException: https://webidl.spec.whatwg.org/#idl-DOMException
'use strict';

// Names with a legacy code and the codes' constants, in the order of the codes from 1.
const named = [
  ['IndexSizeError', 'INDEX_SIZE_ERR'],
  ['DOMStringSizeError', 'DOMSTRING_SIZE_ERR'],
  ['HierarchyRequestError', 'HIERARCHY_REQUEST_ERR'],
  ['WrongDocumentError', 'WRONG_DOCUMENT_ERR'],
  ['InvalidCharacterError', 'INVALID_CHARACTER_ERR'],
  ['NoDataAllowedError', 'NO_DATA_ALLOWED_ERR'],
  ['NoModificationAllowedError', 'NO_MODIFICATION_ALLOWED_ERR'],
  ['NotFoundError', 'NOT_FOUND_ERR'],
  ['NotSupportedError', 'NOT_SUPPORTED_ERR'],
  ['InUseAttributeError', 'INUSE_ATTRIBUTE_ERR'],
  ['InvalidStateError', 'INVALID_STATE_ERR'],
  ['SyntaxError', 'SYNTAX_ERR'],
  ['InvalidModificationError', 'INVALID_MODIFICATION_ERR'],
  ['NamespaceError', 'NAMESPACE_ERR'],
  ['InvalidAccessError', 'INVALID_ACCESS_ERR'],
  ['ValidationError', 'VALIDATION_ERR'],
  ['TypeMismatchError', 'TYPE_MISMATCH_ERR'],
  ['SecurityError', 'SECURITY_ERR'],
  ['NetworkError', 'NETWORK_ERR'],
  ['AbortError', 'ABORT_ERR'],
  ['URLMismatchError', 'URL_MISMATCH_ERR'],
  ['QuotaExceededError', 'QUOTA_EXCEEDED_ERR'],
  ['TimeoutError', 'TIMEOUT_ERR'],
  ['InvalidNodeTypeError', 'INVALID_NODE_TYPE_ERR'],
  ['DataCloneError', 'DATA_CLONE_ERR'],
];
// They have a constant, but errors of these names no code: https://github.com/whatwg/webidl/pull/946.
const disused = new Set(['DOMStringSizeError', 'NoDataAllowedError', 'ValidationError']);
const codeOf = new Map(named.map(([name], i) => [name, disused.has(name) ? 0 : i + 1]));

const {
  messaging_clone_symbol: kClone,
  messaging_deserialize_symbol: kDeserialize,
} = internalBinding('symbols');

// error -> {name, message}: the accessors below must not take anything else for a DOMException.
const internals = new WeakMap();

function internalsOf(object) {
  const found = internals.get(object);
  if (found === undefined) {
    const error = new TypeError('Value of "this" must be of DOMException');
    error.code = 'ERR_INVALID_THIS';
    throw error;
  }
  return found;
}

// Not `extends Error`: the class itself inherits from Function.prototype, its prototype from Error's.
class DOMException {
  constructor(message = '', options = 'Error') {
    // Only the Error constructor makes an object that Error.isError() takes for an error.
    const self = new Error();
    Object.setPrototypeOf(self, new.target.prototype);
    const detailed = typeof options === 'object' && options !== null;
    internals.set(self, { message: `${message}`, name: `${detailed ? options.name : options}` });
    if (detailed && 'cause' in options) {
      Object.defineProperty(self, 'cause', {
        value: options.cause, writable: true, enumerable: false, configurable: true,
      });
    }
    // Once more, now that the first line can tell the name and the message.
    Error.captureStackTrace(self, new.target);
    return self;
  }

  get name() { return internalsOf(this).name; }
  get message() { return internalsOf(this).message; }
  get code() { return codeOf.get(internalsOf(this).name) ?? 0; }

  // https://webidl.spec.whatwg.org/#dom-domexception-domexception, the serialization steps.
  [kClone]() {
    const { message, name } = internalsOf(this);
    return {
      data: { message, name, stack: this.stack },
      deserializeInfo: 'internal/per_context/domexception:DOMException',
    };
  }

  [kDeserialize]({ message, name, stack }) {
    internals.set(this, { message, name });
    this.stack = stack;
  }
}

Object.setPrototypeOf(DOMException.prototype, Error.prototype);
Object.defineProperties(DOMException.prototype, {
  [Symbol.toStringTag]: { configurable: true, value: 'DOMException' },
  name: { enumerable: true },
  message: { enumerable: true },
  code: { enumerable: true },
});

named.forEach(([, constant], i) => {
  const descriptor = { enumerable: true, value: i + 1 };
  Object.defineProperty(DOMException, constant, descriptor);
  Object.defineProperty(DOMException.prototype, constant, descriptor);
});

module.exports = { DOMException };
