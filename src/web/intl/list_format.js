// Intl.ListFormat (ECMA-402, 14).
'use strict';

const { canonicalizeLocaleList, languageOf, localeData, resolveLocale, supportedLocales } = require('internal/intl/locales');
const { defineClass, getOption, optionsObject, requiresNew, slotsOf } = require('internal/intl/options');

const service = 'Intl.ListFormat';
const slots = new WeakMap();
const kinds = { conjunction: 'standard', disjunction: 'or', unit: 'unit' };

function ListFormat(locales = undefined, given = undefined) {
  if (new.target === undefined) throw requiresNew('ListFormat');
  const format = Reflect.construct(Object, [], new.target);
  const requested = canonicalizeLocaleList(locales);
  const options = optionsObject(given);
  getOption(options, 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  const { locale, dataLocale } = resolveLocale(requested, {}, {});
  const type = getOption(options, 'type', ['conjunction', 'disjunction', 'unit'], 'conjunction', service);
  const style = getOption(options, 'style', ['long', 'short', 'narrow'], 'long', service);
  slots.set(format, { resolved: { locale, type, style }, dataLocale });
  return format;
}

function stringsOf(iterable) {
  if (iterable === undefined) return [];
  const strings = [];
  for (const item of iterable) {
    if (typeof item !== 'string') throw new TypeError(`Iterable yielded ${item} which is not a string`);
    strings.push(item);
  }
  return strings;
}

// Spanish says `e` before a sound of i, `u` before one of o; Hebrew hyphenates before other letters than its own.
function euphonic(pattern, language, next) {
  if (language === 'es') {
    if (/^h?i(?![aeu])|^hí|^í/iu.test(next) && pattern.includes(' y ')) return pattern.replace(' y ', ' e ');
    if (/^h?o|^8|^11(?:$|\D|000)/iu.test(next) && pattern.includes(' o ')) return pattern.replace(' o ', ' u ');
  }
  if (language === 'he' && /ו\{1\}/u.test(pattern) && !/^\p{Script=Hebrew}/u.test(next)) return pattern.replace('ו{1}', 'ו-{1}');
  return pattern;
}

/** The parts of a list whose items are strings. */
function listParts(dataLocale, type, style, items) {
  const patterns = localeData('lists', dataLocale)[`listPattern-type-${kinds[type]}${style === 'long' ? '' : `-${style}`}`];
  const language = languageOf(dataLocale);
  const element = (value) => ({ type: 'element', value });
  if (items.length === 0) return [];
  if (items.length === 1) return [element(items[0])];
  const fill = (pattern, before, after) => {
    const text = euphonic(pattern, language, after[0].value);
    return text.split(/(\{[01]\})/).flatMap((piece) => {
      if (piece === '{0}') return before;
      if (piece === '{1}') return after;
      return piece === '' ? [] : [{ type: 'literal', value: piece }];
    });
  };
  if (items.length === 2) return fill(patterns['2'], [element(items[0])], [element(items[1])]);
  let parts = [element(items.at(-1))];
  for (let index = items.length - 2; index >= 0; index--) {
    const pattern = index === items.length - 2 ? patterns.end : index === 0 ? patterns.start : patterns.middle;
    parts = fill(pattern, [element(items[index])], parts);
  }
  return parts;
}

function partsOf(receiver, iterable, name) {
  const { resolved, dataLocale } = slotsOf(slots, receiver, `${service}.prototype.${name}`);
  return listParts(dataLocale, resolved.type, resolved.style, stringsOf(iterable));
}

defineClass(ListFormat, 'ListFormat', {
  resolvedOptions() {
    return { ...slotsOf(slots, this, `${service}.prototype.resolvedOptions`).resolved };
  },
  format(list) {
    return partsOf(this, list, 'format').map((part) => part.value).join('');
  },
  formatToParts(list) {
    return partsOf(this, list, 'formatToParts');
  },
}, {
  supportedLocalesOf(locales, options = undefined) {
    return supportedLocales(locales, options, service);
  },
});

module.exports = { ListFormat, listParts };
