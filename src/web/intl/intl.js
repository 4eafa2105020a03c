// The global Intl (ECMA-402, 8). Its constructors are loaded when they are first touched.
'use strict';

const { defineConstructors } = internalBinding('intl');
const { canonicalizeLocaleList } = require('internal/intl/locales');

const Intl = {};
const functions = {
  getCanonicalLocales(locales) {
    return canonicalizeLocaleList(locales);
  },
  supportedValuesOf(key) {
    return require('internal/intl/supported_values').supportedValuesOf(key);
  },
};
for (const [name, value] of Object.entries(functions)) {
  Object.defineProperty(Intl, name, { value, writable: true, configurable: true });
}
defineConstructors(Intl);
Object.defineProperty(Intl, Symbol.toStringTag, { value: 'Intl', configurable: true });

module.exports = { Intl };
