// Import attributes: which `type` a module of each format must, may and must not be imported with.
'use strict';

const {
  codes: { ERR_IMPORT_ATTRIBUTE_MISSING, ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE, ERR_IMPORT_ATTRIBUTE_UNSUPPORTED },
} = require('internal/errors');

// The `type` of each format; '' for those that have none.
const kTypeOfFormat = { '__proto__': null, 'builtin': '', 'commonjs': '', 'module': '', 'json': 'json' };
const kTypes = ['json'];

/** Throws for attributes that no module can have. */
function validateKeys(url, attributes) {
  for (const key of Object.keys(attributes)) {
    if (key !== 'type') throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED(key, attributes[key], url);
  }
}

/** Throws unless a module of this format may be imported with this `type`. */
function validateType(url, format, { type }) {
  const wanted = kTypeOfFormat[format] ?? '';
  if (type === (wanted === '' ? undefined : wanted)) return;
  if (type === undefined) throw new ERR_IMPORT_ATTRIBUTE_MISSING(url, 'type', wanted);
  if (!kTypes.includes(type)) throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED('type', type, url);
  throw new ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE(url, type);
}

module.exports = { validateKeys, validateType };
