// Intl.supportedValuesOf (ECMA-402, 8.3.2).
'use strict';

const { supplement, zoneSupplement } = require('internal/intl/locales');

const lists = {
  calendar: () => require('internal/intl/date_options').calendars,
  collation: () => Object.keys(require('internal/intl/collator').collations),
  currency: () => supplement().currencies,
  numberingSystem: () => Object.keys(supplement().digits),
  timeZone: () => {
    const { canonicalZone } = require('internal/intl/zones');
    const names = zoneSupplement()
      .zones.map(([, aliases]) => aliases.split(' ')[0])
      .filter((name) => name.includes('/') && !name.startsWith('Etc/'));
    return names.filter((name) => canonicalZone(name) === name);
  },
  unit: () => require('internal/intl/number_options').units,
};

function supportedValuesOf(key) {
  const name = `${key}`;
  if (!Object.hasOwn(lists, name)) throw new RangeError(`Invalid key : ${name}`);
  return [...new Set(lists[name]())].sort();
}

module.exports = { supportedValuesOf };
