// Intl.Locale (ECMA-402, 15).
'use strict';

const { maximize, minimize } = internalBinding('intl');
const {
  baseName,
  canonicalTag,
  incorrectLocale,
  isLocale,
  languageOf,
  localeData,
  localeTags,
  regionOf,
  supplement,
  tagOf,
  unicodeKeywords,
  zoneSupplement,
} = require('internal/intl/locales');
const {
  coerceOptions,
  defineClass,
  getBooleanOption,
  getOption,
  requiresNew,
  shown,
} = require('internal/intl/options');

const service = 'Intl.Locale';

const forms = {
  language: /^(?:[a-z]{2,3}|[a-z]{5,8})$/i,
  script: /^[a-z]{4}$/i,
  region: /^(?:[a-z]{2}|[0-9]{3})$/i,
  type: /^[a-z0-9]{3,8}(?:-[a-z0-9]{3,8})*$/i,
};

// Options of the constructor that become keywords, in its order of reading them.
const keywordOptions = [
  ['ca', 'calendar', forms.type],
  ['co', 'collation', forms.type],
  ['fw', 'firstDayOfWeek', forms.type],
  ['hc', 'hourCycle', ['h11', 'h12', 'h23', 'h24']],
  ['kf', 'caseFirst', ['upper', 'lower', 'false']],
  ['kn', 'numeric', Boolean],
  ['nu', 'numberingSystem', forms.type],
];

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function Locale(tag, options = undefined) {
  if (new.target === undefined) throw requiresNew('Locale');
  if (typeof tag !== 'string' && ((typeof tag !== 'object' && typeof tag !== 'function') || tag === null)) {
    throw new TypeError("First argument to Intl.Locale constructor can't be empty or missing");
  }
  const base = isLocale(tag) ? tagOf(tag) : canonicalTag(`${tag}`);
  const locale = Reflect.construct(Object, [], new.target);
  localeTags.set(locale, withKeywords(withSubtags(base, coerceOptions(options, service)), options));
  return locale;
}

function formed(options, name, form) {
  const value = getOption(options, name, undefined, undefined, service);
  if (value !== undefined && !form.test(value)) throw incorrectLocale();
  return value;
}

function withSubtags(tag, options) {
  const language = formed(options, 'language', forms.language);
  const script = formed(options, 'script', forms.script);
  const region = formed(options, 'region', forms.region);
  if (language === undefined && script === undefined && region === undefined) return tag;
  const base = baseName(tag);
  const own = subtagsOf(tag);
  const parts = [language ?? own.language, script ?? own.script, region ?? own.region, ...own.variants];
  return canonicalTag(parts.filter((part) => part !== undefined).join('-') + tag.slice(base.length));
}

function withKeywords(tag, given) {
  const options = coerceOptions(given, service);
  const keywords = unicodeKeywords(tag);
  let isChanged = false;
  for (const [key, name, form] of keywordOptions) {
    let value;
    if (form === Boolean) {
      value = getBooleanOption(options, name, undefined);
      if (value !== undefined) value = value ? '' : 'false';
    } else {
      value = getOption(options, name, Array.isArray(form) ? form : undefined, undefined, service);
      if (key === 'fw' && value !== undefined) value = weekdays[value] ?? value;
      if (value !== undefined && form instanceof RegExp && !form.test(value)) throw incorrectLocale();
    }
    if (value === undefined) continue;
    keywords[key] = value;
    isChanged = true;
  }
  if (!isChanged) return tag;
  const text = Object.keys(keywords)
    .sort()
    .map((key) => (keywords[key] === '' ? key : `${key}-${keywords[key]}`))
    .join('-');
  const [own, ...rest] = tag.split('-x-');
  const bare = own.replace(/-u(?:-[a-z0-9]{2,8})+?(?=-[a-z0-9]-|$)/, '');
  return canonicalTag([`${bare}-u-${text}`, ...rest].join('-x-'));
}

function subtagsOf(tag) {
  const [language, ...parts] = baseName(tag).split('-');
  const subtags = { language, script: undefined, region: undefined, variants: [] };
  for (const part of parts) {
    if (/^[A-Z][a-z]{3}$/.test(part)) subtags.script = part;
    else if (/^(?:[A-Z]{2}|[0-9]{3})$/.test(part)) subtags.region = part;
    else subtags.variants.push(part);
  }
  return subtags;
}

function ownTag(receiver, name) {
  if (!isLocale(receiver)) throw new TypeError(`Method ${name} called on incompatible receiver ${shown(receiver)}`);
  return localeTags.get(receiver);
}

// With `likely` applied to language, script and region alone.
function changed(receiver, name, likely) {
  const tag = ownTag(receiver, `${service}.prototype.${name}`);
  const base = baseName(tag);
  const { language, script, region, variants } = subtagsOf(tag);
  const id = [language, script, region].filter((part) => part !== undefined).join('-');
  return new Locale([likely(id) ?? id, ...variants].join('-') + tag.slice(base.length));
}

const preferred = (tag, key, values) => {
  const own = unicodeKeywords(tag)[key];
  return own === undefined || own === '' ? values() : [own];
};

// A locale's data where the locale itself may not be available.
const dataOf = (section, tag) => localeData(section, baseName(tag));

const getters = {
  getCalendars: (tag) =>
    preferred(tag, 'ca', () => {
      const all = supplement().calendars;
      return (all[regionOf(tag)] ?? all['001']).map((name) => (name === 'gregorian' ? 'gregory' : name));
    }),
  getCollations: (tag) =>
    preferred(tag, 'co', () => {
      const { collations } = require('internal/intl/collator');
      const language = languageOf(tag);
      return Object.keys(collations)
        .filter((name) => collations[name].length === 0 || collations[name].includes(language))
        .sort();
    }),
  getHourCycles: (tag) =>
    preferred(tag, 'hc', () => {
      const { defaultCycle } = require('internal/intl/date_options');
      return [defaultCycle(baseName(tag))];
    }),
  getNumberingSystems: (tag) => preferred(tag, 'nu', () => [dataOf('numbers', tag).system]),
  getTimeZones: (tag) => {
    const { region } = subtagsOf(tag);
    if (region === undefined) return undefined;
    const { canonicalZone } = require('internal/intl/zones');
    const { zoneKeys, zones } = zoneSupplement();
    const names = Object.entries(zoneKeys)
      .filter(([key]) => key.length === 5 && key.startsWith(region.toLowerCase()))
      .map(([, name]) => name);
    for (const [, aliases, of] of zones) if (of === region) names.push(aliases.split(' ')[0]);
    return [...new Set(names.map((name) => canonicalZone(name)))].sort();
  },
  getTextInfo: (tag) => {
    const script = maximize(baseName(tag))?.split('-')[1];
    const isRight = /^(?:Adlm|Arab|Aran|Hebr|Mand|Mend|Nkoo|Rohg|Samr|Syrc|Thaa|Yezi)$/.test(script);
    return { direction: isRight ? 'rtl' : 'ltr' };
  },
  getWeekInfo: (tag) => {
    const { firstDay, weekendStart, weekendEnd } = supplement().weeks;
    const region = regionOf(tag);
    const dayOf = (table) => weekdays.indexOf(table[region] ?? table['001']) || 7;
    const own = weekdays.indexOf(unicodeKeywords(tag).fw ?? '');
    const weekend = [];
    for (let day = dayOf(weekendStart); ; day = (day % 7) + 1) {
      weekend.push(day);
      if (day === dayOf(weekendEnd)) break;
    }
    return { firstDay: own === -1 ? dayOf(firstDay) : own || 7, weekend: weekend.sort() };
  },
};

const keyword = (key) =>
  function (tag) {
    return unicodeKeywords(tag)[key];
  };
const accessors = {
  language: (tag) => subtagsOf(tag).language,
  script: (tag) => subtagsOf(tag).script,
  region: (tag) => subtagsOf(tag).region,
  baseName,
  calendar: keyword('ca'),
  caseFirst: keyword('kf'),
  collation: keyword('co'),
  firstDayOfWeek: keyword('fw'),
  hourCycle: keyword('hc'),
  numeric: (tag) => ['', 'true'].includes(unicodeKeywords(tag).kn),
  numberingSystem: keyword('nu'),
  calendars: getters.getCalendars,
  collations: getters.getCollations,
  hourCycles: getters.getHourCycles,
  numberingSystems: getters.getNumberingSystems,
  textInfo: getters.getTextInfo,
  timeZones: getters.getTimeZones,
  weekInfo: getters.getWeekInfo,
};

const methods = {
  toString() {
    return ownTag(this, `${service}.prototype.toString`);
  },
  maximize() {
    return changed(this, 'maximize', maximize);
  },
  minimize() {
    return changed(this, 'minimize', minimize);
  },
};
for (const [name, read] of Object.entries(accessors)) {
  const { get } = Object.getOwnPropertyDescriptor(
    {
      get [name]() {
        return read(ownTag(this, `get ${service}.prototype.${name}`));
      },
    },
    name,
  );
  Object.defineProperty(methods, name, { get, configurable: true, enumerable: true });
}
for (const [name, read] of Object.entries(getters)) {
  methods[name] = {
    [name]() {
      return read(ownTag(this, `${service}.prototype.${name}`));
    },
  }[name];
}
defineClass(Locale, 'Locale', methods);
Object.defineProperty(Locale, 'length', { value: 1, configurable: true });

module.exports = { Locale };
