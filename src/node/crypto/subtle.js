// crypto.subtle.digest().
'use strict';

const { digestJob } = internalBinding('crypto');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS, ERR_MISSING_OPTION } } = require('internal/errors');
const { emitExperimentalWarning } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');

// Web Crypto's names in upper case -> [as specified, as OpenSSL calls it]
const digests = {
  '__proto__': null,
  'SHA-1': ['SHA-1', 'sha1'],
  'SHA-256': ['SHA-256', 'sha256'],
  'SHA-384': ['SHA-384', 'sha384'],
  'SHA-512': ['SHA-512', 'sha512'],
  'SHA3-256': ['SHA3-256', 'sha3-256'],
  'SHA3-384': ['SHA3-384', 'sha3-384'],
  'SHA3-512': ['SHA3-512', 'sha3-512'],
  'CSHAKE128': ['cSHAKE128', 'shake128'],
  'CSHAKE256': ['cSHAKE256', 'shake256'],
};

const prefix = "Failed to execute 'digest' on 'SubtleCrypto': ";

/** The digest and its length in bytes that an AlgorithmIdentifier asks for. */
function normalize(algorithm) {
  const isObject = typeof algorithm === 'object' && algorithm !== null;
  if (isObject && algorithm.name === undefined) {
    const error = new ERR_MISSING_OPTION('');
    error.message = "Failed to normalize algorithm: passed algorithm cannot be converted to 'Algorithm' because " +
      "'name' is required in 'Algorithm'.";
    throw error;
  }
  const entry = digests[`${isObject ? algorithm.name : algorithm}`.toUpperCase()];
  if (entry === undefined) throw new DOMException('Unrecognized algorithm name', 'NotSupportedError');
  const [name, digest] = entry;
  if (name.startsWith('SHA-')) return { digest, length: undefined };
  emitExperimentalWarning(`The ${name} Web Crypto API algorithm`);
  return name.startsWith('cSHAKE') ? customizable(algorithm, digest) : { digest, length: undefined };
}

function customizable(algorithm, digest) {
  if (algorithm.outputLength === undefined) {
    const error = new ERR_MISSING_OPTION('');
    error.message = "Failed to normalize algorithm: passed algorithm cannot be converted to 'CShakeParams' because " +
      "'outputLength' is required in 'CShakeParams'.";
    throw error;
  }
  const bits = algorithm.outputLength;
  // Without a function name and a customization cSHAKE is SHAKE (NIST SP 800-185, section 3.3); Node does no other.
  for (const name of ['functionName', 'customization']) {
    if (algorithm[name]?.byteLength > 0) {
      throw new DOMException(`Non zero-length CShakeParams.${name} is not supported`, 'NotSupportedError');
    }
  }
  if (bits % 8 !== 0) {
    throw new DOMException('Unsupported CShakeParams outputLength', 'NotSupportedError');
  }
  return { digest, length: bits / 8 };
}

async function digest(algorithm, data) {
  if (arguments.length < 2) {
    const error = new ERR_MISSING_ARGS('data');
    error.message = `${prefix}2 arguments required, but only ${arguments.length} present.`;
    throw error;
  }
  if (!isAnyArrayBuffer(data) && !isArrayBufferView(data)) {
    const error = new ERR_INVALID_ARG_TYPE('data', 'ArrayBuffer', data);
    error.message = `${prefix}2nd argument is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.`;
    throw error;
  }
  const { digest: name, length } = normalize(algorithm);
  return new Promise((resolve, reject) => {
    digestJob(name, data, length, (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}

module.exports = { digest };
