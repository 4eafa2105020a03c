// The `exports` and `imports` fields of package.json: from a subpath to a file (Node's documentation, "Modules:
// Packages" and the resolution algorithm of "Modules: ECMAScript modules").
'use strict';

const {
  codes: {
    ERR_INVALID_MODULE_SPECIFIER,
    ERR_INVALID_PACKAGE_CONFIG,
    ERR_INVALID_PACKAGE_TARGET,
    ERR_PACKAGE_IMPORT_NOT_DEFINED,
    ERR_PACKAGE_PATH_NOT_EXPORTED,
  },
} = require('internal/errors');

// A segment that would leave the package, or reach into node_modules, in any spelling of its characters.
const kEncodedNodeModules = [...'node_modules'].map((char) => {
  const code = (text) => `%${text.charCodeAt(0).toString(16)}`;
  return `(?:${char}|${code(char)}|${code(char.toUpperCase())})`;
}).join('');
const kForbiddenSegment =
  new RegExp(`(?:^|\\\\|/)(?:(?:\\.|%2e)(?:\\.|%2e)?|${kEncodedNodeModules})(?:\\\\|/|$)`, 'i');
// A segment that is empty.
const kDeprecatedSegment = /(?:^|[\\/])(?:[\\/]|$)/;

function isArrayIndex(key) {
  const number = +key;
  return `${number}` === key && number >= 0 && number < 0xFFFF_FFFF;
}

// Whether `exports` itself is the target of ".".
function isSugar(exports, pjsonPath, base) {
  if (typeof exports === 'string' || Array.isArray(exports)) return true;
  if (typeof exports !== 'object' || exports === null) return false;
  let sugar = false;
  let first = true;
  for (const key of Object.keys(exports)) {
    const conditional = key === '' || key[0] !== '.';
    if (first) {
      sugar = conditional;
      first = false;
    } else if (sugar !== conditional) {
      throw new ERR_INVALID_PACKAGE_CONFIG(
        pjsonPath, base,
        '"exports" cannot contain some keys starting with \'.\' and some not. The exports object must either be an ' +
        'object of package subpath keys or an object of main entry condition name keys only.');
    }
  }
  return sugar;
}

// The longest pattern key that matches: by the part before its star, then by its whole length.
function comparePatterns(a, b) {
  const aLength = a.indexOf('*') === -1 ? a.length : a.indexOf('*') + 1;
  const bLength = b.indexOf('*') === -1 ? b.length : b.indexOf('*') + 1;
  if (aLength !== bLength) return bLength - aLength;
  if (a.indexOf('*') === -1) return 1;
  if (b.indexOf('*') === -1) return -1;
  return b.length - a.length;
}

function matchPattern(table, name) {
  let best = '';
  let rest = '';
  for (const key of Object.keys(table)) {
    const star = key.indexOf('*');
    if (star === -1 || !name.startsWith(key.slice(0, star))) continue;
    const tail = key.slice(star + 1);
    const fits = name.length >= key.length && name.endsWith(tail) && key.lastIndexOf('*') === star;
    if (fits && comparePatterns(best, key) > 0) {
      best = key;
      rest = name.slice(star, name.length - tail.length);
    }
  }
  return best === '' ? undefined : { key: best, rest };
}

// What a target resolves to: an absolute path, null (blocked), or undefined (no condition matched).
function resolveTarget(context, target, rest, key, pattern) {
  if (typeof target === 'string') return resolveString(context, target, rest, key, pattern);
  if (Array.isArray(target)) return resolveFirst(context, target, rest, key, pattern);
  if (target === null) return null;
  if (typeof target === 'object') {
    const names = Object.keys(target);
    if (names.some(isArrayIndex)) {
      throw new ERR_INVALID_PACKAGE_CONFIG(context.pjsonPath, context.base,
                                           '"exports" cannot contain numeric property keys.');
    }
    for (const name of names) {
      if (name !== 'default' && !context.conditions.has(name)) continue;
      const resolved = resolveTarget(context, target[name], rest, key, pattern);
      if (resolved !== undefined) return resolved;
    }
    return undefined;
  }
  throw invalidTarget(context, target, key);
}

function resolveFirst(context, targets, rest, key, pattern) {
  if (targets.length === 0) return null;
  let lastError = null;
  for (const target of targets) {
    let resolved;
    try {
      resolved = resolveTarget(context, target, rest, key, pattern);
    } catch (error) {
      lastError = error;
      if (error.code !== 'ERR_INVALID_PACKAGE_TARGET') throw error;
      continue;
    }
    if (resolved === undefined) continue;
    if (resolved === null) {
      lastError = null;
      continue;
    }
    return resolved;
  }
  if (lastError === null) return null;
  throw lastError;
}

function resolveString(context, target, rest, key, pattern) {
  if (rest !== '' && !pattern && target[target.length - 1] !== '/') throw invalidTarget(context, target, key);
  if (!target.startsWith('./')) {
    const bare = context.internal && !target.startsWith('../') && !target.startsWith('/') && !isUrl(target);
    if (!bare) throw invalidTarget(context, target, key);
    const specifier = pattern ? target.replaceAll('*', () => rest) : target + rest;
    return context.resolvePackage(specifier);
  }
  if (kForbiddenSegment.test(target.slice(2))) throw invalidTarget(context, target, key);
  if (kDeprecatedSegment.test(target.slice(2))) warnDeprecated(context, target, rest, key, true);
  const path = context.folder + target.slice(1);
  if (rest === '') return decoded(path);
  if (kForbiddenSegment.test(rest)) {
    const request = pattern ? key.replace('*', () => rest) : key + rest;
    const reason = `request is not a valid match in pattern "${key}" for the "${
      context.internal ? 'imports' : 'exports'}" resolution of ${context.pjsonPath}`;
    throw new ERR_INVALID_MODULE_SPECIFIER(request, reason, context.base);
  }
  if (kDeprecatedSegment.test(rest)) warnDeprecated(context, target, rest, key, false);
  return decoded(pattern ? path.replaceAll('*', () => rest) : path + rest);
}

// Targets are URLs; what must not be encoded in them is found where the file is looked for.
function decoded(path) {
  return path.includes('%') && !/%2f|%5c/i.test(path) ? decodeURIComponent(path) : path;
}

function warnDeprecated({ internal, pjsonPath, base }, target, rest, key, isTarget) {
  const request = key.replace('*', () => rest);
  const resolved = target.replaceAll('*', () => rest);
  const double = /\/\/|\\\\/.test(isTarget ? resolved : request);
  process.emitWarning(
    `Use of deprecated ${double ? 'double slash' : 'leading or trailing slash matching'} resolving "${resolved}" for ` +
    `module request "${request}" ${request === key ? '' : `matched to "${key}" `}in the "${
      internal ? 'imports' : 'exports'}" field module resolution of the package at ${pjsonPath}${
      base ? ` imported from ${base}` : ''}.`, 'DeprecationWarning', 'DEP0166');
}

function isUrl(text) {
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[a-z]:/i.test(text) && URL.canParse(text);
}

function invalidTarget(context, target, key) {
  const shown = typeof target === 'object' && target !== null ? JSON.stringify(target, null, '') : `${target}`;
  return new ERR_INVALID_PACKAGE_TARGET(`${context.folder}/`, key, shown, context.internal, context.base);
}

/**
 * The file that `subpath` ('.' or './x') of a package stands for. `conditions` is a Set; `base` names the importer in
 * messages.
 */
function resolveExports(folder, config, subpath, conditions, base) {
  const { pjsonPath } = config;
  let { exports } = config;
  if (isSugar(exports, pjsonPath, base)) exports = { '.': exports };
  const context = { folder, pjsonPath, conditions, base, internal: false };
  if (Object.hasOwn(exports, subpath) && !subpath.includes('*') && !subpath.endsWith('/')) {
    const resolved = resolveTarget(context, exports[subpath], '', subpath, false);
    if (resolved !== null && resolved !== undefined) return resolved;
    throw new ERR_PACKAGE_PATH_NOT_EXPORTED(`${folder}/`, subpath, base);
  }
  const match = matchPattern(exports, subpath);
  if (match !== undefined) {
    const resolved = resolveTarget(context, exports[match.key], match.rest, match.key, true);
    if (resolved !== null && resolved !== undefined) return resolved;
  }
  throw new ERR_PACKAGE_PATH_NOT_EXPORTED(`${folder}/`, subpath, base);
}

/** What `#name` stands for, by the package that the importer belongs to. `resolvePackage` resolves bare targets. */
function resolveImports(name, config, conditions, base, resolvePackage) {
  if (name === '#' || name.startsWith('#/') && name.endsWith('/') || name.endsWith('/')) {
    throw new ERR_INVALID_MODULE_SPECIFIER(name, 'is not a valid internal imports specifier name', base);
  }
  const folder = config?.exists ? config.pjsonPath.slice(0, -'/package.json'.length) : undefined;
  const imports = config?.imports;
  if (imports) {
    const context = { folder, pjsonPath: config.pjsonPath, conditions, base, internal: true, resolvePackage };
    if (Object.hasOwn(imports, name) && !name.includes('*')) {
      const resolved = resolveTarget(context, imports[name], '', name, false);
      if (resolved !== null && resolved !== undefined) return resolved;
    } else {
      const match = matchPattern(imports, name);
      if (match !== undefined) {
        const resolved = resolveTarget(context, imports[match.key], match.rest, match.key, true);
        if (resolved !== null && resolved !== undefined) return resolved;
      }
    }
  }
  throw new ERR_PACKAGE_IMPORT_NOT_DEFINED(name, folder && `${folder}/`, base);
}

module.exports = { resolveExports, resolveImports };
