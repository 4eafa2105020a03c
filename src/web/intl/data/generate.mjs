// Makes `cldr.bin`, the locale data of Intl, out of CLDR's JSON packages; `mod.rs` beside this folder says what is in it.
//
//   npm install --no-save --legacy-peer-deps cldr-core@48.2.0 cldr-{dates,numbers,units,localenames,misc}-full@48.2.0 \
//       cldr-bcp47@48.2.0 cldr-cal-islamic-full@48.2.0 cldr-cal-persian-full@46.1.0 cldr-cal-{buddhist,japanese}-full@39.0.0
//   node generate.mjs node_modules
//
// The file: a line `SECTION/LANGUAGE OFFSET LENGTH` for each frame, an empty line, then the frames, each zstd over JSON.
// A frame holds all the locales of one language: those with a parent in the frame as differences to it.
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { zstdCompressSync, constants } from 'node:zlib';

const root = process.argv[2];
const read = (path) => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'));
const main = (name, locale, file) => {
  const path = `cldr-${name}-full/main/${locale}/${file}.json`;
  return existsSync(`${root}/${path}`) ? read(path).main[locale] : undefined;
};
const supplemental = (file) => read(`cldr-core/supplemental/${file}.json`).supplemental;

const parents = supplemental('parentLocales').parentLocales.parentLocale;
// What CLDR calls of modern coverage: all that a program shows is there. Those of less double the size.
const coverage = read('cldr-core/coverageLevels.json').effectiveCoverageLevels;
const locales = read('cldr-core/availableLocales.json').availableLocales.full.filter(
  (locale) => (coverage[locale] === 'modern' && !locale.includes('-polyton')) || locale === 'und' || locale === 'root',
);

const pick = (object, ...keys) =>
  Object.fromEntries(keys.filter((key) => key in object).map((key) => [key, object[key]]));
const without = (object, test) => Object.fromEntries(Object.entries(object).filter(([key]) => !test(key)));
const isVariant = (key) =>
  /-alt-(variant|ascii|menu|long|stand-alone|core|secondary|noCurrency)/.test(key) ||
  (key.includes('-count-') && /^(MMMMW|yw)/.test(key));

function patterns(calendar) {
  const { dateTimeFormats } = calendar;
  return {
    date: calendar.dateFormats,
    time: without(calendar.timeFormats, isVariant),
    glue: pick(dateTimeFormats, 'full', 'long', 'medium', 'short'),
    atTime: calendar['dateTimeFormats-atTime']?.standard ?? pick(dateTimeFormats, 'full', 'long', 'medium', 'short'),
    available: without(dateTimeFormats.availableFormats, isVariant),
    append: dateTimeFormats.appendItems,
    interval: Object.fromEntries(
      Object.entries(dateTimeFormats.intervalFormats).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : without(value, isVariant),
      ]),
    ),
  };
}

function ownPatterns(generic, { dateFormats, dateTimeFormats: { availableFormats } }) {
  return {
    date: dateFormats,
    available: difference(generic.available, { ...generic.available, ...without(availableFormats, isVariant) }) ?? {},
  };
}

// Names in the order of their use; the wide, abbreviated and narrow ones.
const widths = (names) => ({
  wide: Object.values(names.wide),
  abbreviated: Object.values(names.abbreviated),
  narrow: Object.values(names.narrow),
});
const contexts = (names) => ({ format: widths(names.format), alone: widths(names['stand-alone']) });
const eras = (all) => {
  const list = (names) =>
    Object.entries(names)
      .filter(([key]) => !key.includes('-'))
      .map(([, name]) => name);
  return { long: list(all.eraNames), short: list(all.eraAbbr), narrow: list(all.eraNarrow) };
};

const sections = {
  dates(locale) {
    const calendar = main('dates', locale, 'ca-gregorian')?.dates.calendars.gregorian;
    if (!calendar) return undefined;
    const { fields } = main('dates', locale, 'dateFields').dates;
    const named = {
      Year: 'year',
      Quarter: 'quarter',
      Month: 'month',
      Week: 'week',
      Day: 'day',
      'Day-Of-Week': 'weekday',
      Hour: 'hour',
      Minute: 'minute',
      Second: 'second',
      Timezone: 'zone',
      Era: 'era',
    };
    return {
      ...patterns(calendar),
      months: contexts(calendar.months),
      days: contexts(calendar.days),
      eras: eras(calendar.eras),
      periods: Object.fromEntries(
        Object.entries(calendar.dayPeriods.format).map(([width, names]) => [width, without(names, isVariant)]),
      ),
      fields: Object.fromEntries(Object.entries(named).map(([item, field]) => [item, fields[field].displayName])),
    };
  },
  calendars(locale) {
    const generic = main('dates', locale, 'ca-generic')?.dates.calendars.generic;
    if (!generic) return undefined;
    const result = { generic: patterns(generic) };
    for (const name of ['buddhist', 'japanese', 'islamic', 'persian']) {
      const calendar = main(`cal-${name}`, locale, `ca-${name}`)?.dates.calendars[name];
      if (!calendar) continue;
      result[name] = { eras: eras(calendar.eras) };
      // Those that differ from the generic ones on purpose; the older packages have the rest as it once was.
      const hasOwn = name === 'buddhist' ? locale.startsWith('th') : name !== 'islamic';
      if (hasOwn) result[name].patterns = ownPatterns(result.generic, calendar);
      if (name === 'islamic' || name === 'persian') result[name].months = contexts(calendar.months);
    }
    return result;
  },
  relative(locale) {
    const fields = main('dates', locale, 'dateFields')?.dates.fields;
    if (!fields) return undefined;
    const units = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'];
    return Object.fromEntries(
      units.flatMap((unit) => ['', '-short', '-narrow'].map((width) => [unit + width, fields[unit + width]])),
    );
  },
  zones(locale) {
    const names = main('dates', locale, 'timeZoneNames')?.dates.timeZoneNames;
    if (!names) return undefined;
    const zone = {};
    const walk = (path, node) => {
      if (node._type) zone[path] = without(node, (key) => key === '_type');
      else for (const key of Object.keys(node)) walk(path ? `${path}/${key}` : key, node[key]);
    };
    walk('', names.zone ?? {});
    return {
      ...pick(
        names,
        'hourFormat',
        'gmtFormat',
        'gmtZeroFormat',
        'regionFormat',
        'regionFormat-type-daylight',
        'regionFormat-type-standard',
        'fallbackFormat',
      ),
      zone,
      meta: names.metazone ?? {},
    };
  },
  numbers(locale) {
    const numbers = main('numbers', locale, 'numbers')?.numbers;
    if (!numbers) return undefined;
    const result = {
      system: numbers.defaultNumberingSystem,
      native: numbers.otherNumberingSystems.native,
      minimumGrouping: +numbers.minimumGroupingDigits,
    };
    for (const key of Object.keys(numbers)) {
      const [, kind, system] =
        /^(symbols|decimalFormats|percentFormats|scientificFormats|currencyFormats|miscPatterns)-numberSystem-(\w+)$/.exec(
          key,
        ) ?? [];
      if (kind) (result[system] ??= {})[kind] = without(numbers[key], isVariant);
    }
    return result;
  },
  currencies(locale) {
    const all = main('numbers', locale, 'currencies')?.numbers.currencies;
    return (
      all &&
      Object.fromEntries(
        Object.entries(all).map(([code, names]) => [
          code,
          without(names, (key) => isVariant(key) || (key === 'symbol' && names[key] === code)),
        ]),
      )
    );
  },
  units(locale) {
    const all = main('units', locale, 'units')?.units;
    if (!all) return undefined;
    const simple = (
      'acre bit byte celsius centimeter day degree fahrenheit fluid-ounce foot gallon gigabit gigabyte gram ' +
      'hectare hour inch kilobit kilobyte kilogram kilometer liter megabit megabyte meter microsecond mile ' +
      'mile-scandinavian milliliter millimeter millisecond minute month nanosecond ounce percent petabyte pound ' +
      'second stone terabit terabyte week yard year kilometer-per-hour meter-per-second mile-per-hour ' +
      'liter-per-kilometer mile-per-gallon'
    ).split(' ');
    const wanted = new RegExp(`-(?:${simple.join('|')})$`);
    const result = {};
    for (const width of ['long', 'short', 'narrow']) {
      result[width] = { per: all[width].per.compoundUnitPattern };
      for (const [key, unit] of Object.entries(all[width])) {
        if (!wanted.test(key) || /^10|^power/.test(key)) continue;
        result[width][key.slice(key.indexOf('-') + 1)] = without(
          unit,
          (name) => name.includes('-case-') || ['displayName', 'gender'].includes(name),
        );
      }
    }
    return result;
  },
  lists: (locale) => main('misc', locale, 'listPatterns')?.listPatterns,
  names(locale) {
    const names = main('localenames', locale, 'localeDisplayNames')?.localeDisplayNames;
    if (!names) return undefined;
    const [languages, scripts, territories, variants] = ['languages', 'scripts', 'territories', 'variants'].map(
      (kind) => main('localenames', locale, kind)?.localeDisplayNames[kind] ?? {},
    );
    const fields = main('dates', locale, 'dateFields')?.dates.fields ?? {};
    const kept = (all) => without(all, isVariant);
    return {
      pattern: names.localeDisplayPattern,
      languages: kept(languages),
      scripts: kept(scripts),
      territories: kept(territories),
      variants: kept(variants),
      calendars: kept(names.types?.calendar ?? {}),
      keys: names.keys,
      numbers: kept(names.types?.numbers ?? {}),
      fields: Object.fromEntries(
        Object.entries(fields)
          .map(([key, field]) => [key, field.displayName])
          .filter(([, name]) => name),
      ),
    };
  },
};

// What of `value` differs from `base`; undefined for nothing, null for what is absent.
function difference(base, value) {
  if (typeof value !== 'object' || typeof base !== 'object') return value === base ? undefined : value;
  if (Array.isArray(value)) return JSON.stringify(value) === JSON.stringify(base) ? undefined : value;
  const result = {};
  for (const key of new Set([...Object.keys(base), ...Object.keys(value)])) {
    if (!(key in value)) result[key] = null;
    else if (!(key in base)) result[key] = value[key];
    else {
      const part = difference(base[key], value[key]);
      if (part !== undefined) result[key] = part;
    }
  }
  return Object.keys(result).length ? result : undefined;
}

const languageOf = (locale) => (locale === 'root' ? 'und' : locale.split('-')[0]);
const parentOf = (locale) => {
  const parent = parents[locale] ?? (locale.includes('-') ? locale.slice(0, locale.lastIndexOf('-')) : 'und');
  return parent === 'root' ? 'und' : parent;
};

const frames = new Map();
for (const [section, extract] of Object.entries(sections)) {
  const resolved = new Map(locales.map((locale) => [locale === 'root' ? 'und' : locale, extract(locale)]));
  for (const [locale, value] of resolved) {
    if (!value) continue;
    const parent = parentOf(locale);
    const shared = languageOf(parent) === languageOf(locale) && resolved.get(parent) && locale !== 'und';
    const key = `${section}/${languageOf(locale)}`;
    if (!frames.has(key)) frames.set(key, {});
    frames.get(key)[locale] = shared ? (difference(resolved.get(parent), value) ?? {}) : value;
  }
}

// What depends on no locale.
const zones = read('cldr-bcp47/bcp47/timezone.json').keyword.u.tz;
const metazones = {};
const walkZones = (path, node) => {
  if (Array.isArray(node))
    metazones[path] = node.map(({ usesMetazone: use }) => [use._mzone, use._from ?? '', use._to ?? '']);
  else for (const key of Object.keys(node)) walkZones(path ? `${path}/${key}` : key, node[key]);
};
const meta = supplemental('metaZones').metaZones;
walkZones('', meta.metazoneInfo.timezone);
const golden = {};
for (const { mapZone } of meta.metazones) (golden[mapZone._other] ??= {})[mapZone._territory] = mapZone._type;
const { fractions, region: currencyRegions } = supplemental('currencyData').currencyData;
// Currencies in use, and those that went out of it a short time ago.
const tender = new Set(
  Object.values(currencyRegions)
    .flat()
    .flatMap(Object.entries)
    .filter(([, use]) => (!use._to || use._to >= '2020') && use._tender !== 'false')
    .map(([code]) => code),
);
frames.set('zonedata/und', {
  zones: Object.values(zones)
    .filter((zone) => zone._alias)
    .map((zone) => [zone._iana ?? '', zone._alias, zone._region ?? '']),
  zoneKeys: Object.fromEntries(
    Object.entries(zones)
      .filter(([, zone]) => zone._alias)
      .map(([key, zone]) => [key, zone._alias.split(' ')[0]]),
  ),
  metazones,
  golden,
  primaryZones: supplemental('primaryZones').primaryZones,
});
// The locales that their parents' data stand for, such as `de-DE`.
const defaults = read('cldr-core/defaultContent.json').defaultContent.filter(
  (locale) => locales.includes(locale.slice(0, locale.lastIndexOf('-'))) || locales.includes(languageOf(locale)),
);
frames.set('supplement/und', {
  locales: [...locales.filter((locale) => locale !== 'root' && locale !== 'und'), ...defaults].sort(),
  parents,
  hours: supplemental('timeData').timeData,
  calendars: supplemental('calendarPreferenceData').calendarPreferenceData,
  weeks: supplemental('weekData').weekData,
  digits: Object.fromEntries(
    Object.entries(supplemental('numberingSystems').numberingSystems)
      .filter(([, system]) => system._type === 'numeric')
      .map(([name, system]) => [name, system._digits]),
  ),
  fractions,
  currencies: [...tender],
  dayPeriods: supplemental('dayPeriods').dayPeriodRuleSet,
});

const index = [];
const bodies = [];
let offset = 0;
for (const [key, frame] of [...frames].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const body = zstdCompressSync(JSON.stringify(frame), {
    params: { [constants.ZSTD_c_compressionLevel]: 22, [constants.ZSTD_c_contentSizeFlag]: 1 },
  });
  index.push(`${key} ${offset} ${body.length}`);
  bodies.push(body);
  offset += body.length;
}
writeFileSync(new URL('cldr.bin', import.meta.url), Buffer.concat([Buffer.from(`${index.join('\n')}\n\n`), ...bodies]));
console.log(`${locales.length} locales, ${frames.size} frames, ${offset} bytes`);
