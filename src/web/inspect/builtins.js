// The built-in classes that are not iterable, and what is left: objects of the program's own classes.
'use strict';

const { isError } = require('internal/util');
const { formatNumber, formatPrimitive } = require('internal/util/inspect/primitives');
const { getObjectPrefix, getPrefix } = require('internal/util/inspect/names');
const { Parts } = require('internal/util/inspect/layout');
const { formatProperty, formatValue, isTooDeep, objectEntry } = require('internal/util/inspect/value');
const {
  isAnyArrayBuffer,
  isArrayBuffer,
  isBigIntObject,
  isBooleanObject,
  isBoxedPrimitive,
  isDataView,
  isDate,
  isExternal,
  isModuleNamespaceObject,
  isNumberObject,
  isPromise,
  isRegExp,
  isStringObject,
  isWeakMap,
  isWeakSet,
} = require('internal/util/types');
const { constants: { kPending, kRejected }, getExternalValue, getPromiseDetails } = internalBinding('util');

const regExpToString = RegExp.prototype.toString;
const { getTime, toISOString, toString: dateToString } = Date.prototype;

let errors;
let url;

// As in value.js: the parts of the object's text, or its text where there are no properties to show.
function describe(ctx, value, keys, depth, name, tag, protoProps, hidesBytes) {
  const isBare = keys.length === 0 && protoProps === undefined;
  const braced = (kind, fill) => {
    const parts = new Parts(keys, `${getPrefix(name, tag, kind)}{`, '}');
    parts.fill = fill;
    return parts;
  };
  const based = (base) => {
    const parts = new Parts(keys, '{', '}');
    parts.base = base;
    return parts;
  };
  if (isRegExp(value)) {
    const base = prefixed(name, tag, 'RegExp', regExpToString.call(name === null ? new RegExp(value) : value));
    return isBare || isTooDeep(ctx, depth) ? ctx.stylize(base, 'regexp') : based(base);
  }
  if (isDate(value)) {
    const isInvalid = Number.isNaN(getTime.call(value));
    const base = prefixed(name, tag, 'Date', isInvalid ? dateToString.call(value) : toISOString.call(value));
    return isBare ? ctx.stylize(base, 'date') : based(base);
  }
  if (isError(value)) {
    errors ??= require('internal/util/inspect/errors');
    const base = errors.formatError(ctx, value, name, tag, keys); // which may add to the keys, or take away
    return keys.length === 0 && protoProps === undefined ? base : based(base);
  }
  if (isAnyArrayBuffer(value)) {
    const kind = isArrayBuffer(value) ? 'ArrayBuffer' : 'SharedArrayBuffer';
    if (hidesBytes && isBare) {
      return `${getPrefix(name, tag, kind)}{ [byteLength]: ${formatNumber(ctx.stylize, value.byteLength, false)} }`;
    }
    const parts = braced(kind, hidesBytes ? undefined : formatArrayBuffer);
    parts.accessors = ['byteLength'];
    return parts;
  }
  if (isDataView(value)) {
    const parts = braced('DataView');
    parts.accessors = ['byteLength', 'byteOffset', 'buffer'];
    return parts;
  }
  if (isPromise(value)) return braced('Promise', formatPromise);
  if (isWeakSet(value)) return braced('WeakSet', ctx.showHidden ? weakly('formatWeakSet') : formatUnknownItems);
  if (isWeakMap(value)) return braced('WeakMap', ctx.showHidden ? weakly('formatWeakMap') : formatUnknownItems);
  if (isModuleNamespaceObject(value)) return braced('Module', formatNamespace);
  if (isBoxedPrimitive(value)) return describeBoxed(ctx, value, keys, name, tag, protoProps, based);
  if (isURL(value) && !isTooDeep(ctx, depth)) return isBare ? value.href : based(value.href);
  if (isBare && isExternal(value)) {
    return ctx.stylize(`[External: ${getExternalValue(value).toString(16)}]`, 'special');
  }
  const prefix = getObjectPrefix(value, name, tag);
  return isBare ? `${prefix}{}` : new Parts(keys, `${prefix}{`, '}');
}

// The class is named only where it is not the usual one.
function prefixed(name, tag, kind, text) {
  const prefix = getPrefix(name, tag, kind);
  return prefix === `${kind} ` ? text : prefix + text;
}

function weakly(formatter) {
  return require('internal/util/inspect/collections')[formatter];
}

function formatUnknownItems(ctx) {
  return [ctx.stylize('<items unknown>', 'special')];
}

function isURL(value) {
  if (typeof value.href !== 'string') return false;
  url ??= require('internal/url');
  return value instanceof url.URL;
}

function formatArrayBuffer(ctx, value) {
  let bytes;
  try {
    bytes = new Uint8Array(value);
  } catch {
    return [ctx.stylize('(detached)', 'special')];
  }
  const shown = Math.max(0, Math.min(ctx.maxArrayLength, bytes.length));
  const digits = [];
  for (let i = 0; i < shown; i++) digits.push((bytes[i] < 16 ? '0' : '') + bytes[i].toString(16));
  let text = digits.join(' ');
  const remaining = bytes.length - ctx.maxArrayLength;
  if (remaining > 0) text += ` ... ${remaining} more byte${remaining > 1 ? 's' : ''}`;
  return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`];
}

function formatPromise(ctx, value, depth) {
  const [state, result] = getPromiseDetails(value);
  if (state === kPending) return [ctx.stylize('<pending>', 'special')];
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, result, depth);
  ctx.indentationLvl -= 2;
  return [state === kRejected ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
}

// A module's exports are entries rather than properties: reading one may throw while the module is loading.
function formatNamespace(ctx, value, depth, parts) {
  const output = [];
  for (const key of parts.keys) {
    let text;
    try {
      text = formatProperty(ctx, value, depth, key, objectEntry);
    } catch (error) {
      if (error.name !== 'ReferenceError') throw error;
      // The key comes with its colours and quotes from an empty string that stands where the value would.
      const empty = formatProperty(ctx, { [key]: '' }, depth, key, objectEntry);
      text = empty.slice(0, empty.lastIndexOf(' ') + 1) + ctx.stylize('<uninitialized>', 'special');
    }
    output.push(text);
  }
  parts.keys = [];
  return output;
}

function describeBoxed(ctx, value, keys, name, tag, protoProps, based) {
  let type = 'Symbol';
  let prototype = Symbol.prototype;
  if (isNumberObject(value)) {
    type = 'Number';
    prototype = Number.prototype;
  } else if (isStringObject(value)) {
    type = 'String';
    prototype = String.prototype;
    keys.splice(0, value.length); // its characters
  } else if (isBooleanObject(value)) {
    type = 'Boolean';
    prototype = Boolean.prototype;
  } else if (isBigIntObject(value)) {
    type = 'BigInt';
    prototype = BigInt.prototype;
  }
  let base = `[${type}`;
  if (name === null) {
    base += ' (null prototype)';
  } else if (name !== type) {
    base += ` (${name})`;
  }
  base += `: ${formatPrimitive(plain, prototype.valueOf.call(value), ctx)}]`;
  if (tag !== '' && tag !== name) base += ` [${tag}]`;
  if (keys.length !== 0) return based(base);
  const text = ctx.stylize(base, type.toLowerCase());
  return protoProps === undefined ? text : based(text);
}

function plain(text) {
  return text;
}

module.exports = { describe };
