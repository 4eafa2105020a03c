// `internal/test/binding`, which --expose-internals opens: the native bindings.
'use strict';

process.emitWarning('These APIs are for internal testing only. Do not use them.', 'internal/test/binding');

module.exports = { internalBinding };
