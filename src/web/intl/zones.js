// Time zones: their names as programs say them, the host's own, and their offsets.
'use strict';

const { hostZone, zoneNames, zoneOffset } = internalBinding('intl');
const { zoneSupplement } = require('internal/intl/locales');

let canonical; // in lower case -> CLDR's name

function canonicalNames() {
  if (canonical !== undefined) return canonical;
  canonical = new Map(zoneNames().map((name) => [name.toLowerCase(), name]));
  for (const [, aliases] of zoneSupplement().zones) {
    const names = aliases.split(' ');
    for (const name of names) canonical.set(name.toLowerCase(), names[0]);
  }
  return canonical;
}

const offsetForm = /^([+-])([01]\d|2[0-3])(?::?([0-5]\d))?$/;

/** A zone's name as `resolvedOptions` shows it; undefined for none. */
function canonicalZone(name) {
  const offset = offsetForm.exec(name);
  if (offset !== null) {
    const [, sign, hours, minutes = '00'] = offset;
    return `${hours === '00' && minutes === '00' ? '+' : sign}${hours}:${minutes}`;
  }
  // The zone of most servers needs no table.
  return /^(?:etc\/)?(?:utc|gmt)$/i.test(name) ? 'UTC' : canonicalNames().get(name.toLowerCase());
}

let last = { env: null, zone: '' };

/** The zone of the host, as `TZ` or the system says. */
function defaultZone() {
  const env = process.env.TZ;
  if (last.env !== env) {
    const name = env === undefined || env === '' ? hostZone() : env.replace(/^:/, '').replace(/^.*\/zoneinfo\//, '');
    last = { env, zone: name === undefined ? 'UTC' : canonicalZone(name) ?? 'UTC' };
  }
  return last.zone;
}

/** `{ seconds, saving }`: how far east of UTC a zone is at a time, and whether daylight saving time holds. */
function offsetAt(zone, time) {
  const offset = offsetForm.exec(zone);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return { seconds: (offset[1] === '-' ? -60 : 60) * minutes, saving: false };
  }
  if (zone === 'UTC') return { seconds: 0, saving: false };
  const packed = zoneOffset(zone, time);
  return { seconds: packed >> 1, saving: (packed & 1) === 1 };
}

module.exports = { canonicalZone, defaultZone, isOffset: (zone) => offsetForm.test(zone), offsetAt };
