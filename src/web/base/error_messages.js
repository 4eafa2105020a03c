// The error codes of Node 24 whose message is computed: code -> [class, message, fields]. `message`
// is called with the error's arguments; `fields`, where there is one, is called with the error and
// the same arguments and gives the error its further properties.
'use strict';

const assert = require('internal/assert');
const { addNumericalSeparator, determineSpecificType, formatList } = require('internal/errors/text');

const typeNames = new Set([
  'string', 'function', 'number', 'object', 'Function', 'Object', 'boolean', 'bigint', 'symbol',
]);
const className = /^[A-Z][a-zA-Z0-9]*$/;

const inspect = (value, options) => require('internal/util/inspect').inspect(value, options);
const importedFrom = (base) => (base ? ` imported from ${base}` : '');
const quoted = (name) => `"${name}"`;
const kindOf = (name) => (`${name}`.includes('.') ? 'property' : 'argument');

function invalidArgType(name, expected, actual) {
  assert(typeof name === 'string', "'name' must be a string");
  const types = [];
  const classes = [];
  const others = [];
  for (const value of Array.isArray(expected) ? expected : [expected]) {
    assert(typeof value === 'string', 'All expected entries have to be of type string');
    if (typeNames.has(value)) {
      types.push(value.toLowerCase());
    } else if (className.test(value)) {
      classes.push(value);
    } else {
      assert(value !== 'object', 'The value "object" should be written as "Object"');
      others.push(value);
    }
  }
  // Beside other classes a plain object reads as one more class.
  if (classes.length > 0 && types.includes('object')) {
    types.splice(types.indexOf('object'), 1);
    classes.push('Object');
  }

  const parts = [];
  if (types.length > 0) {
    parts.push(`${types.length > 1 ? 'one of type' : 'of type'} ${formatList(types, 'or')}`);
  }
  if (classes.length > 0) parts.push(`an instance of ${formatList(classes, 'or')}`);
  if (others.length > 1) {
    parts.push(`one of ${formatList(others, 'or')}`);
  } else if (others.length === 1) {
    parts.push(others[0].toLowerCase() === others[0] ? others[0] : `an ${others[0]}`);
  }
  const subject = name.endsWith(' argument') ? name : `"${name}" ${kindOf(name)}`;
  return `The ${subject} must be ${parts.join(' or ')}. Received ${determineSpecificType(actual)}`;
}

function invalidArgValue(name, value, reason = 'is invalid') {
  let received = inspect(value);
  if (received.length > 128) received = `${received.slice(0, 128)}...`;
  return `The ${kindOf(name)} '${name}' ${reason}. Received ${received}`;
}

function outOfRange(name, range, input, nameIsMessage = false) {
  assert(range, 'Missing "range" argument');
  let received;
  if (Number.isInteger(input) && Math.abs(input) > 2 ** 32) {
    received = addNumericalSeparator(String(input));
  } else if (typeof input === 'bigint') {
    const digits = String(input);
    const large = input > 2n ** 32n || input < -(2n ** 32n);
    received = `${large ? addNumericalSeparator(digits) : digits}n`;
  } else {
    received = inspect(input);
  }
  const subject = nameIsMessage ? name : `The value of "${name}" is out of range.`;
  return `${subject} It must be ${range}. Received ${received}`;
}

function missingArgs(...names) {
  assert(names.length > 0, 'At least one arg needs to be specified');
  const list = names.map((name) => (Array.isArray(name) ? name.map(quoted).join(' or ') : quoted(name)));
  return `The ${formatList(list)} argument${names.length > 1 ? 's' : ''} must be specified`;
}

function invalidPackageTarget(packagePath, key, target, isImport = false, base = undefined) {
  const notRelative = typeof target === 'string' && !isImport && target.length > 0 && !target.startsWith('./');
  const hint = notRelative ? '; targets must start with "./"' : '';
  const where = `in the package config ${packagePath}package.json${importedFrom(base)}${hint}`;
  if (key === '.') {
    assert(isImport === false);
    return `Invalid "exports" main target ${JSON.stringify(target)} defined ${where}`;
  }
  return `Invalid "${isImport ? 'imports' : 'exports'}" target ${JSON.stringify(target)} defined for '${key}' ${where}`;
}

function packagePathNotExported(packagePath, subpath, base = undefined) {
  const config = `${packagePath}package.json${importedFrom(base)}`;
  return subpath === '.' ?
    `No "exports" main defined in ${config}` :
    `Package subpath '${subpath}' is not defined by "exports" in ${config}`;
}

function requireEsm(filename, hasEsmSyntax, parentPath = null, packageJsonPath = null) {
  const refused = `require() of ES Module ${filename}${parentPath ? ` from ${parentPath}` : ''} not supported.`;
  if (!packageJsonPath) {
    return filename.endsWith('.mjs') ?
      `${refused}\nInstead change the require of ${filename} to a dynamic import() which is ` +
        'available in all CommonJS modules.' :
      refused;
  }
  const lastPart = (path) => path.slice(path.lastIndexOf('/') + 1);
  const sameName = parentPath && lastPart(filename) === lastPart(parentPath);
  const name = sameName ? filename : lastPart(filename);
  if (hasEsmSyntax) {
    return `${refused}\nInstead change the require of ${name} in ${parentPath} to a dynamic import() ` +
      'which is available in all CommonJS modules.';
  }
  return `${refused}\n${name} is treated as an ES module file as it is a .js file whose nearest parent ` +
    'package.json contains "type": "module" which declares all .js files in that package scope as ES ' +
    `modules.\nInstead either rename ${name} to end in .cjs, change the requiring code to use dynamic ` +
    'import() which is available in all CommonJS modules, or change "type": "module" to "type": ' +
    `"commonjs" in ${packageJsonPath} to treat all .js files as CommonJS (using .mjs for all ES ` +
    'modules instead).\n';
}

function requireAsyncModule(filename, parent, locations) {
  let message = 'require() cannot be used on an ESM graph with top-level await. Use import() instead.';
  if (!require('internal/options').getOptionValue('--experimental-print-required-tla')) {
    message += ' To see where the top-level await comes from, use --experimental-print-required-tla.';
  }
  if (filename) message += `\nRequired module: ${filename}`;
  const stack = requireStack(parent);
  if (stack.length > 0) message += `\nRequire stack:\n- ${stack.join('\n- ')}`;
  return message;
}

function requireStack(parent) {
  const stack = [];
  for (let module = parent; module && !stack.includes(module.filename || module.id); module = module.parent) {
    stack.push(module.filename || module.id);
  }
  return stack;
}

function hidden(error, name, value) {
  Object.defineProperty(error, name, { value, enumerable: false, configurable: true, writable: true });
}

function testFailure(error, failureType) {
  assert(typeof failureType === 'string' || typeof failureType === 'symbol',
         "The 'failureType' argument must be of type string or symbol.");
  const message = error?.message ?? error;
  return typeof message === 'string' ? message : require('internal/errors').inspectWithNoCustomRetry(message);
}

const internalBug = 'This is caused by either a bug in Node.js or incorrect usage of Node.js internals.\n' +
  'Please open an issue with this stack trace at https://github.com/nodejs/node/issues\n';

const wrapIn = (filename, scheme, what) => (filename.startsWith(scheme) ? ` Wrap ${what} URLs with \`new URL\`.` : '');

module.exports = {
  __proto__: null,
  ERR_ACCESS_DENIED: [
    Error,
    (message) => message,
    (error, message, permission = '', resource = '') => { Object.assign(error, { permission, resource }); },
  ],
  ERR_BUFFER_OUT_OF_BOUNDS: [RangeError, (name = undefined) => (
    name ? `"${name}" is outside of buffer bounds` : 'Attempt to access memory outside buffer bounds')],
  ERR_DEBUGGER_STARTUP_ERROR: [
    Error, (message) => message, (error, message, details) => { Object.assign(error, details); },
  ],
  ERR_ENCODING_INVALID_ENCODED_DATA: [
    TypeError,
    (encoding, status) => `The encoded data was not valid for encoding ${encoding}`,
    (error, encoding, status) => { error.errno = status; },
  ],
  ERR_FALSY_VALUE_REJECTION: [
    Error, (reason) => 'Promise was rejected with falsy value', (error, reason) => { error.reason = reason; },
  ],
  ERR_HTTP2_INVALID_SETTING_VALUE: [
    TypeError,
    (name, actual) => `Invalid value for setting "${name}": ${actual}`,
    (error, name, actual, min, max) => {
      error.actual = actual;
      if (min !== undefined) Object.assign(error, { min, max });
    },
  ],
  ERR_HTTP2_STREAM_CANCEL: [
    Error,
    (cause) => 'The pending stream has been canceled' +
      (typeof cause?.message === 'string' ? ` (caused by: ${cause.message})` : ''),
    (error, cause) => { if (cause) error.cause = cause; },
  ],
  ERR_IMPORT_ATTRIBUTE_UNSUPPORTED: [TypeError, (attribute, value, url = undefined) => (
    `Import attribute "${attribute}" with value "${value}" is not supported` +
    (url === undefined ? '' : ` in ${url}`))],
  ERR_INTERNAL_ASSERTION: [Error, (message) => (
    message === undefined ? internalBug : `${message}\n${internalBug}`)],
  ERR_INVALID_ADDRESS_FAMILY: [
    RangeError,
    (type, host, port) => `Invalid address family: ${type} ${host}:${port}`,
    (error, type, host, port) => { Object.assign(error, { host, port }); },
  ],
  ERR_INVALID_ARG_TYPE: [TypeError, invalidArgType],
  ERR_INVALID_ARG_VALUE: [TypeError, invalidArgValue],
  ERR_INVALID_CHAR: [TypeError, (name, field = undefined) => (
    `Invalid character in ${name}${field === undefined ? '' : ` ["${field}"]`}`)],
  ERR_INVALID_FILE_URL_PATH: [
    TypeError, (reason, input) => `File URL path ${reason}`, (error, reason, input) => { error.input = input; },
  ],
  ERR_INVALID_MIME_SYNTAX: [TypeError, (production, text, index) => (
    `The MIME syntax for a ${production} in "${text}" is invalid${index === -1 ? '' : ` at ${index}`}`)],
  ERR_INVALID_MODULE_SPECIFIER: [TypeError, (request, reason, base = undefined) => (
    `Invalid module "${request}" ${reason}${importedFrom(base)}`)],
  ERR_INVALID_PACKAGE_CONFIG: [Error, (path, base, message) => (
    `Invalid package config ${path}${base ? ` while importing ${base}` : ''}${message ? `. ${message}` : ''}`)],
  ERR_INVALID_PACKAGE_TARGET: [Error, invalidPackageTarget],
  ERR_INVALID_RETURN_PROPERTY: [TypeError, (input, name, property, value) => (
    `Expected a valid ${input} to be returned for the "${property}" from the "${name}" hook but got ` +
    `${determineSpecificType(value)}.`)],
  ERR_INVALID_RETURN_PROPERTY_VALUE: [TypeError, (input, name, property, value) => (
    `Expected ${input} to be returned for the "${property}" from the "${name}" hook but got ` +
    `${determineSpecificType(value)}.`)],
  ERR_INVALID_RETURN_VALUE: [TypeError, (input, name, value) => (
    `Expected ${input} to be returned from the "${name}" function but got ${determineSpecificType(value)}.`)],
  ERR_INVALID_URL: [
    TypeError,
    (input) => 'Invalid URL',
    (error, input, base = null) => {
      error.input = input;
      if (base != null) error.base = base;
    },
  ],
  ERR_INVALID_URL_SCHEME: [TypeError, (expected) => {
    const schemes = typeof expected === 'string' ? [expected] : expected;
    assert(schemes.length <= 2);
    return `The URL must be ${schemes.length === 2 ? 'one ' : ''}of scheme ${schemes.join(' or ')}`;
  }],
  ERR_IP_BLOCKED: [Error, (ip) => `IP(${ip}) is blocked by net.BlockList`],
  ERR_MISSING_ARGS: [TypeError, missingArgs],
  ERR_MODULE_NOT_FOUND: [
    Error,
    (path, base, exactUrl) => `Cannot find ${exactUrl ? 'module' : 'package'} '${path}' imported from ${base}`,
    (error, path, base, exactUrl) => { if (exactUrl) error.url = `${exactUrl}`; },
  ],
  ERR_OUT_OF_RANGE: [RangeError, outOfRange],
  ERR_PACKAGE_IMPORT_NOT_DEFINED: [TypeError, (specifier, packagePath, base) => (
    `Package import specifier "${specifier}" is not defined` +
    `${packagePath ? ` in package ${packagePath}package.json` : ''} imported from ${base}`)],
  ERR_PACKAGE_MAP_EXTERNAL_FILE: [Error, (specifier, parentPath, configPath) => (
    `Cannot resolve "${specifier}" from "${parentPath}": file is not within any package defined in ${configPath}`)],
  ERR_PACKAGE_MAP_INVALID: [SyntaxError, (configPath, reason) => (
    `Invalid package-map.json at "${configPath}": ${reason}`)],
  ERR_PACKAGE_MAP_KEY_NOT_FOUND: [Error, (key, configPath) => (
    `Package key "${key}" referenced in dependencies but not defined in ${configPath}`)],
  ERR_PACKAGE_PATH_NOT_EXPORTED: [Error, packagePathNotExported],
  ERR_PARSE_ARGS_UNKNOWN_OPTION: [TypeError, (option, allowPositionals) => {
    const hint = `. To specify a positional argument starting with a '-', place it at the end of the ` +
      `command after '--', as in '-- ${JSON.stringify(option)}`;
    return `Unknown option '${option}'${allowPositionals ? hint : ''}`;
  }],
  ERR_REQUIRE_ASYNC_MODULE: [
    Error,
    requireAsyncModule,
    (error, filename, parent, locations) => {
      if (parent) hidden(error, 'requireStack', requireStack(parent));
      if (locations?.length > 0) hidden(error, 'topLevelAwaitLocations', locations);
    },
  ],
  ERR_REQUIRE_ESM: [
    Error, requireEsm, (error) => { require('internal/errors').hideInternalStackFrames(error); },
  ],
  ERR_REQUIRE_ESM_RACE_CONDITION: [Error, (filename, parentFilename, isForAsyncLoaderHookWorker) => (
    `Cannot require() ES Module ${filename} because it is not yet fully loaded.\nThis may be caused by a ` +
    'race condition if the module is simultaneously dynamically import()-ed via Promise.all().\n' +
    `Try await-ing the import() sequentially in a loop instead.\n (From ` +
    `${parentFilename ? `${parentFilename} in ` : ' '}` +
    `${isForAsyncLoaderHookWorker ? 'loader hook worker thread' : 'non-loader-hook thread'})`)],
  ERR_SOCKET_BAD_PORT: [RangeError, (name, port, allowZero = true) => {
    assert(typeof allowZero === 'boolean', "The 'allowZero' argument must be of type boolean.");
    const operator = allowZero ? '>=' : '>';
    return `${name} should be ${operator} 0 and < 65536. Received ${determineSpecificType(port)}.`;
  }],
  ERR_TEST_FAILURE: [
    Error,
    testFailure,
    (error, cause, failureType) => {
      Object.assign(error, { failureType, cause });
      require('internal/errors').hideInternalStackFrames(error);
    },
  ],
  ERR_TLS_ALPN_CALLBACK_INVALID_RESULT: [TypeError, (value, protocols) => (
    `ALPN callback returned a value (${value}) that did not match any of the client's offered protocols ` +
    `(${protocols.join(', ')})`)],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    Error,
    (reason, host, cert) => `Hostname/IP does not match certificate's altnames: ${reason}`,
    (error, reason, host, cert) => { Object.assign(error, { reason, host, cert }); },
  ],
  ERR_UNHANDLED_ERROR: [Error, (value = undefined) => (
    value === undefined ? 'Unhandled error.' : `Unhandled error. (${value})`)],
  ERR_UNSUPPORTED_DIR_IMPORT: [
    Error,
    (path, base, exactUrl) => `Directory import '${path}' is not supported resolving ES modules imported from ${base}`,
    (error, path, base, exactUrl) => { error.url = exactUrl; },
  ],
  ERR_UNSUPPORTED_ESM_URL_SCHEME: [Error, (url, supported) => (
    `Only URLs with a scheme in: ${formatList(supported)} are supported by the default ESM loader. ` +
    `Received protocol '${url.protocol}'`)],
  ERR_VM_MODULE_LINK_FAILURE: [
    Error, (message, cause) => message, (error, message, cause) => { error.cause = cause; },
  ],
  ERR_WORKER_INVALID_EXEC_ARGV: [Error, (errors, message = 'invalid execArgv flags') => (
    `Initiated Worker with ${message}: ${errors.join(', ')}`)],
  ERR_WORKER_PATH: [TypeError, (filename) => (
    "The worker script or module filename must be an absolute path or a relative path starting with './' or " +
    `'../'.${wrapIn(filename, 'file://', 'file://')}${wrapIn(filename, 'data:text/javascript', 'data:')} ` +
    `Received "${filename}"`)],
};
