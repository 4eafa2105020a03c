// Which locale a program gets: lists of tags, what is available, defaults, and the data that belong to a locale.
'use strict';

const { canonicalize, data, maximize } = internalBinding('intl');

const { hasOwn } = Object;

const frames = new Map(); // section/language -> locales
const resolved = new Map(); // section/locale -> data
let available;
let defaultTag;

/** What depends on no locale. */
function supplement() {
  return load('supplement', 'und');
}

function load(section, language) {
  const key = `${section}/${language}`;
  let frame = frames.get(key);
  if (frame === undefined) frames.set(key, frame = data(section, language) ?? {});
  return frame;
}

// As the generator of the data has it.
function parentOf(locale) {
  const at = locale.lastIndexOf('-');
  return supplement().parents[locale] ?? (at === -1 ? 'und' : locale.slice(0, at));
}

function merge(base, difference) {
  if (typeof difference !== 'object' || typeof base !== 'object' || Array.isArray(difference)) return difference;
  const result = { ...base };
  for (const key in difference) {
    if (difference[key] === null) delete result[key];
    else result[key] = hasOwn(base, key) ? merge(base[key], difference[key]) : difference[key];
  }
  return result;
}

/** A section's data for a locale that is available. */
function localeData(section, locale) {
  const key = `${section}/${locale}`;
  let value = resolved.get(key);
  if (value === undefined) resolved.set(key, value = resolveData(section, locale));
  return value;
}

function resolveData(section, locale) {
  const language = languageOf(locale);
  const frame = load(section, language);
  const name = candidates(locale).find((candidate) => hasOwn(frame, candidate));
  if (name === undefined) return language === 'und' ? {} : localeData(section, 'und');
  const parent = parentOf(name);
  return hasOwn(frame, parent) ? merge(localeData(section, parent), frame[name]) : frame[name];
}

const languageOf = (locale) => {
  const at = locale.indexOf('-');
  return at === -1 ? locale : locale.slice(0, at);
};

// Names under which the data of `zh-TW` may stand: `zh-TW`, `zh-Hant-TW`, `zh-Hant`; of `en-US`: `en`.
function candidates(locale) {
  const [language, script, region] = (maximize(locale) ?? locale).split('-');
  const plain = maximize(language)?.split('-')[1] === script;
  const names = [locale, `${language}-${script}-${region}`];
  if (plain) names.push(`${language}-${region}`);
  names.push(`${language}-${script}`);
  if (plain) names.push(language);
  return names;
}

function isAvailable(locale) {
  if (available === undefined) {
    available = new Set(supplement().locales);
    // As V8, which knows `zh-TW` for `zh-Hant-TW`.
    for (const name of supplement().locales) {
      const parts = name.split('-');
      if (parts.length === 3 && parts[1].length === 4) available.add(`${parts[0]}-${parts[2]}`);
    }
  }
  return available.has(locale);
}

/** A canonical tag's language, script, region and variants, without what extends it. */
function baseName(tag) {
  const at = tag.search(/-(?:[0-9a-wyz]|x)-/);
  return at === -1 ? tag : tag.slice(0, at);
}

function bestAvailable(tag) {
  let candidate = baseName(tag);
  while (candidate !== '') {
    if (isAvailable(candidate)) return candidate;
    candidate = candidate.slice(0, Math.max(candidate.lastIndexOf('-'), 0));
  }
  return undefined;
}

/** The locale of the environment, as ICU reads it. */
function defaultLocale() {
  if (defaultTag === undefined) {
    const { LC_ALL, LC_MESSAGES, LANG } = process.env;
    const name = (LC_ALL || LC_MESSAGES || LANG || '').replace(/[.@].*$/s, '').replaceAll('_', '-');
    const tag = /^(?:|C|POSIX)$/.test(name) ? undefined : canonicalize(name);
    defaultTag = (tag && bestAvailable(tag)) ?? 'en-US';
  }
  return defaultTag;
}

function incorrectLocale() {
  return new RangeError('Incorrect locale information provided');
}

// What ECMA-402 forbids and Unicode tags allow: a language of four letters, as in `root`, and none at all.
function canonicalTag(text) {
  const isPlain = /^[a-zA-Z]{2,3}(?:-|$)|^[a-zA-Z]{5,8}(?:-|$)/.test(text) && !text.includes('_');
  const tag = isPlain ? canonicalize(text) : undefined;
  if (tag === undefined) throw incorrectLocale();
  return tag;
}

/** CanonicalizeLocaleList (ECMA-402, 9.2.1). */
function canonicalizeLocaleList(locales) {
  if (locales === undefined) return [];
  if (locales === null) throw new TypeError('Cannot convert undefined or null to object');
  if (typeof locales === 'string' || isLocale(locales)) return [tagOf(locales)];
  const seen = [];
  const list = Object(locales);
  const length = Math.min(Math.max(Math.trunc(Number(list.length)) || 0, 0), Number.MAX_SAFE_INTEGER);
  for (let index = 0; index < length; index++) {
    if (!(index in list)) continue;
    const item = list[index];
    if (typeof item !== 'string' && (typeof item !== 'object' && typeof item !== 'function' || item === null)) {
      throw new TypeError('Language ID should be string or object.');
    }
    const tag = tagOf(item);
    if (!seen.includes(tag)) seen.push(tag);
  }
  return seen;
}

const localeTags = new WeakMap(); // Intl.Locale -> its tag

function isLocale(value) {
  return typeof value === 'object' && value !== null && localeTags.has(value);
}

function tagOf(item) {
  return isLocale(item) ? localeTags.get(item) : canonicalTag(`${item}`);
}

/** The keywords of a tag's Unicode extension, with their values; an absent value is `''`. */
function unicodeKeywords(tag) {
  const keywords = {};
  const extension = /-u((?:-[a-z0-9]{2,8})+?)(?=-[a-z0-9]-|$)/.exec(tag.split(/-x-/)[0]);
  if (extension === null) return keywords;
  let key;
  for (const part of extension[1].slice(1).split('-')) {
    if (part.length === 2) keywords[key = part] = '';
    else if (key !== undefined) keywords[key] += (keywords[key] === '' ? '' : '-') + part;
  }
  return keywords;
}

/**
 * ResolveLocale (ECMA-402, 9.2.6): `{ locale, dataLocale, [key]: value }`. `choices` has, for each relevant key of the
 * extension, a function that says whether a value is supported; `options` the values that the program asks for.
 */
function resolveLocale(requested, options, choices) {
  let found;
  let tag;
  for (const candidate of requested) {
    found = bestAvailable(candidate);
    if (found !== undefined) {
      tag = candidate;
      break;
    }
  }
  const dataLocale = found ?? defaultLocale();
  const keywords = tag === undefined ? {} : unicodeKeywords(tag);
  const result = { dataLocale, locale: dataLocale };
  let extension = '';
  for (const key of Object.keys(choices)) {
    let value;
    if (hasOwn(keywords, key)) {
      const asked = keywords[key] === '' ? 'true' : keywords[key];
      if (choices[key](asked)) {
        value = asked;
        if (options[key] === undefined || options[key] === value) extension += `-${key}${value === 'true' ? '' : `-${value}`}`;
      }
    }
    if (options[key] !== undefined && choices[key](options[key])) value = options[key];
    result[key] = value;
  }
  if (extension !== '') result.locale += `-u${extension}`;
  return result;
}

/** SupportedLocales (ECMA-402, 9.2.8). */
function supportedLocales(locales, options, service) {
  const requested = canonicalizeLocaleList(locales);
  const { coerceOptions, getOption } = require('internal/intl/options');
  getOption(coerceOptions(options, service), 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  return requested.filter((tag) => bestAvailable(tag) !== undefined);
}

/** A locale's likely region, such as `DE` of `de`; the one that it says itself before that. */
function regionOf(locale) {
  const keyword = unicodeKeywords(locale).rg;
  if (keyword !== undefined && /^[a-z]{2}zzzz$/.test(keyword)) return keyword.slice(0, 2).toUpperCase();
  return maximize(baseName(locale))?.split('-').find((part) => /^(?:[A-Z]{2}|[0-9]{3})$/.test(part)) ?? '001';
}

module.exports = {
  baseName,
  canonicalTag,
  canonicalizeLocaleList,
  defaultLocale,
  incorrectLocale,
  isAvailable,
  isLocale,
  languageOf,
  localeData,
  localeTags,
  regionOf,
  resolveLocale,
  supplement,
  supportedLocales,
  tagOf,
  unicodeKeywords,
  zoneSupplement: () => load('zonedata', 'und'),
};
