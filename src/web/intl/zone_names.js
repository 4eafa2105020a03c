// What time zones are called (UTS 35, part 4, "Using Time Zone Names").
'use strict';

const { localeData, regionOf, zoneSupplement } = require('internal/intl/locales');
const { isOffset, offsetAt } = require('internal/intl/zones');

const halfYear = 184 * 86_400_000; // as far as ICU looks for a change to or from daylight saving time

/**
 * A zone's name at a time. `style` is that of the option `timeZoneName`; `digits` makes a number's digits those of the
 * locale.
 */
function zoneName(dataLocale, zone, time, style, digits) {
  const data = localeData('zones', dataLocale);
  const { seconds, saving } = offsetAt(zone, time);
  const offset = (isLong) => offsetName(data, seconds, isLong, digits);
  // As in ICU, which has no zone of that name.
  if (zone === '+00:00') zone = 'Etc/GMT';
  if (isOffset(zone) && style !== 'shortGeneric' && style !== 'longGeneric') return offset(style.startsWith('long'));
  switch (style) {
    case 'short':
    case 'long':
      return specific(data, zone, time, style, saving ? 'daylight' : 'standard') ?? offset(style === 'long');
    case 'shortOffset':
      return offset(false);
    case 'longOffset':
      return offset(true);
    default: {
      const width = style === 'longGeneric' ? 'long' : 'short';
      return isOffset(zone)
        ? offset(width === 'long')
        : (generic(data, dataLocale, zone, time, width, saving) ?? offset(width === 'long'));
    }
  }
}

function metazoneAt(zone, time) {
  const uses = zoneSupplement().metazones[zone === 'UTC' ? 'Etc/UTC' : zone];
  if (uses === undefined) return undefined;
  const date = new Date(time);
  const text = `${date.toISOString().slice(0, 16).replace('T', ' ')}`;
  return uses.find(([, from, to]) => (from === '' || from <= text) && (to === '' || text < to))?.[0];
}

const isName = (name) => name !== undefined && name !== '∅∅∅';

function specific(data, zone, time, width, kind) {
  const own = data.zone[zone === 'UTC' ? 'Etc/UTC' : zone]?.[width]?.[kind];
  if (isName(own)) return own;
  const name = data.meta[metazoneAt(zone, time)]?.[width]?.[kind];
  return isName(name) ? name : undefined;
}

function generic(data, dataLocale, zone, time, width, saving) {
  const own = data.zone[zone === 'UTC' ? 'Etc/UTC' : zone]?.[width];
  if (isName(own?.generic)) return own.generic;
  if (zone === 'UTC') return undefined;
  const metazone = metazoneAt(zone, time);
  const names = data.meta[metazone]?.[width];
  if (names !== undefined) {
    const changes = saving || offsetAt(zone, time + halfYear).saving || offsetAt(zone, time - halfYear).saving;
    const name = changes ? names.generic : isName(names.standard) ? names.standard : names.generic;
    if (isName(name)) {
      const golden = zoneSupplement().golden[metazone];
      const reference = golden?.[regionOf(dataLocale)] ?? golden?.['001'];
      if (
        reference === undefined ||
        reference === zone ||
        offsetAt(reference, time).seconds === offsetAt(zone, time).seconds
      )
        return name;
      return data.fallbackFormat.replace('{0}', () => placeName(data, dataLocale, zone)).replace('{1}', () => name);
    }
  }
  return data.regionFormat.replace('{0}', () => placeName(data, dataLocale, zone));
}

// The country, where the zone is its only one or its main one; otherwise the city.
function placeName(data, dataLocale, zone) {
  const { zones, primaryZones } = zoneSupplement();
  const regionOfZone = zones.find(([, aliases]) => aliases.split(' ')[0] === zone)?.[2] || territoryOf(zone);
  if (regionOfZone !== undefined) {
    const isOnly =
      Object.values(zoneSupplement().zoneKeys).filter((name) => territoryOf(name) === regionOfZone).length === 1;
    if (isOnly || primaryZones[regionOfZone] === zone) {
      const name = localeData('names', dataLocale).territories?.[regionOfZone];
      if (name !== undefined) return name;
    }
  }
  return data.zone[zone]?.exemplarCity ?? zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

let territories;

// BCP 47 keys of zones begin with their region.
function territoryOf(zone) {
  if (territories === undefined) {
    territories = new Map();
    for (const [key, name] of Object.entries(zoneSupplement().zoneKeys)) {
      if (key.length === 5) territories.set(name, key.slice(0, 2).toUpperCase());
    }
  }
  return territories.get(zone);
}

// GMT+1, GMT+01:00
function offsetName(data, seconds, isLong, digits) {
  const size = Math.abs(seconds);
  const [hours, minutes, rest] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  const two = (number) => `${number}`.padStart(2, '0');
  const pattern = data.hourFormat.split(';')[seconds < 0 ? 1 : 0];
  let text = pattern.replace(/H+/, isLong ? two(hours) : `${hours}`);
  if (!isLong && minutes === 0 && rest === 0) text = text.replace(/.mm.*$/, '');
  text = text.replace(
    /(.)mm/,
    (_, separator) => `${separator}${two(minutes)}${rest === 0 ? '' : separator + two(rest)}`,
  );
  return data.gmtFormat.replace('{0}', () => digits(text));
}

module.exports = { zoneName };
