// Intl.Collator (ECMA-402, 10), on ICU4X's collation.
'use strict';

const { collator: makeCollator, compare } = internalBinding('intl');
const {
  baseName,
  canonicalizeLocaleList,
  languageOf,
  resolveLocale,
  supportedLocales,
} = require('internal/intl/locales');
const {
  coerceOptions,
  defineClass,
  getBooleanOption,
  getOption,
  getTypeOption,
  slotsOf,
} = require('internal/intl/options');

const service = 'Intl.Collator';
const slots = new WeakMap();

// The collations that ICU has, and the languages that have them; no language for all.
const collations = {
  compat: ['ar'],
  dict: ['si'],
  emoji: [],
  eor: [],
  phonebk: ['de'],
  phonetic: ['ln'],
  pinyin: ['zh'],
  searchjl: ['ko'],
  stroke: ['zh'],
  trad: ['bn', 'es', 'fi', 'kn', 'sv', 'vi'],
  unihan: ['ja', 'ko', 'zh'],
  zhuyin: ['zh'],
};

// The locales below a language that ICU has collations of; what it shows of others is the language.
const regional = new Set(
  (
    'ar-SA bs-Cyrl de-AT en-US fa-AF fr-CA he-IL id-ID kk-Arab nb-NO pa-Guru pa-Guru-IN sr-BA sr-Cyrl sr-Cyrl-BA ' +
    'sr-Cyrl-ME sr-Cyrl-RS sr-Latn sr-Latn-BA sr-Latn-RS sr-ME sr-RS zh-CN zh-HK zh-Hans zh-Hans-CN zh-Hans-SG zh-Hant ' +
    'zh-Hant-HK zh-Hant-MO zh-Hant-TW zh-MO zh-SG zh-TW'
  ).split(' '),
);

function shownLocale(locale) {
  const base = baseName(locale);
  return (regional.has(base) ? base : languageOf(base)) + locale.slice(base.length);
}

/** Whether a language has a collation; without a language, whether any has. */
function hasCollation(name, language) {
  const languages = Object.hasOwn(collations, name) ? collations[name] : undefined;
  return languages !== undefined && (languages.length === 0 || languages.includes(language));
}

function Collator(locales = undefined, options = undefined) {
  const collator = Reflect.construct(Object, [], new.target ?? Collator);
  slots.set(collator, makeState(canonicalizeLocaleList(locales), options));
  return collator;
}

function makeState(requested, given) {
  const options = coerceOptions(given, service);
  const usage = getOption(options, 'usage', ['sort', 'search'], 'sort', service);
  getOption(options, 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  const collation = getTypeOption(options, 'collation');
  const numeric = getBooleanOption(options, 'numeric', undefined);
  const caseFirst = getOption(options, 'caseFirst', ['upper', 'lower', 'false'], undefined, service);
  const found = resolveLocale(
    requested,
    { co: collation, kn: numeric === undefined ? undefined : `${numeric}`, kf: caseFirst },
    {
      co: (name) => usage === 'sort' && hasCollation(name, languageOf(resolveLocale(requested, {}, {}).dataLocale)),
      kn: (value) => value === 'true' || value === 'false',
      kf: (value) => ['upper', 'lower', 'false'].includes(value),
    },
  );
  const sensitivity = getOption(options, 'sensitivity', ['base', 'accent', 'case', 'variant'], 'variant', service);
  const ignorePunctuation = getBooleanOption(options, 'ignorePunctuation', undefined);
  const language = languageOf(found.dataLocale);
  return {
    locale: shownLocale(found.locale),
    usage,
    sensitivity,
    ignorePunctuation: ignorePunctuation ?? language === 'th',
    collation: found.co ?? 'default',
    numeric: found.kn === 'true',
    caseFirst: found.kf ?? (language === 'da' || language === 'mt' ? 'upper' : 'false'),
    tag: tagOf(found),
    asked: ignorePunctuation,
  };
}

function tagOf({ dataLocale, co, kn, kf }) {
  const keywords = `${co ? `-co-${co}` : ''}${kf ? `-kf-${kf}` : ''}${kn === 'true' ? '-kn' : ''}`;
  return keywords === '' ? baseName(dataLocale) : `${baseName(dataLocale)}-u${keywords}`;
}

function nativeOf(state) {
  return (state.native ??= makeCollator(state.tag, state.sensitivity, state.asked));
}

/** A comparison of two strings by a list of locales and options. */
function comparison(requested, options) {
  const native = nativeOf(makeState(requested, options));
  return (a, b) => compare(native, a, b);
}

const stateOf = (receiver, name) => slotsOf(slots, receiver, name);

defineClass(
  Collator,
  'Collator',
  {
    resolvedOptions() {
      const { tag, asked, native, compare: bound, ...shown } = stateOf(this, 'Intl.Collator.prototype.resolvedOptions');
      return shown;
    },
    get compare() {
      const state = stateOf(this, 'get Intl.Collator.prototype.compare');
      if (state.compare === undefined) {
        const native = nativeOf(state);
        state.compare = Object.defineProperty((a, b) => compare(native, `${a}`, `${b}`), 'name', { value: '' });
      }
      return state.compare;
    },
  },
  {
    supportedLocalesOf(locales, options = undefined) {
      return supportedLocales(locales, options, service);
    },
  },
);

module.exports = { Collator, collations, comparison };
