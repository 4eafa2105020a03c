// `node:punycode` (RFC 3492). Deprecated since Node 7; the URL parser does its own.
'use strict';

const { isInsideNodeModules } = internalBinding('util');

if (!isInsideNodeModules()) {
  process.emitWarning(
    'The `punycode` module is deprecated. Please use a userland alternative instead.', 'DeprecationWarning', 'DEP0040');
}

// The parameters of RFC 3492, section 5.
const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const initialBias = 72;
const initialN = 0x80;

const codePointMax = 0x7fffffff;
const digits = 'abcdefghijklmnopqrstuvwxyz0123456789';

function overflow() {
  return new RangeError('Overflow: input needs wider integers to process');
}

function invalidInput() {
  return new RangeError('Invalid input');
}

// Section 6.1.
function adapt(delta, count, first) {
  delta = first ? Math.floor(delta / damp) : delta >> 1;
  delta += Math.floor(delta / count);
  let k = 0;
  for (; delta > (base - tMin) * tMax >> 1; k += base) delta = Math.floor(delta / (base - tMin));
  return Math.floor(k + (base - tMin + 1) * delta / (delta + skew));
}

function threshold(k, bias) {
  return Math.min(Math.max(k - bias, tMin), tMax);
}

/** Code points; a surrogate without its other half stands for itself. */
function ucs2decode(string) {
  return Array.from(string, (character) => character.codePointAt(0));
}

function ucs2encode(codePoints) {
  return String.fromCodePoint(...codePoints);
}

// Section 6.2. Digits are either case, and everything before the last hyphen is itself.
function decode(input) {
  const hyphen = Math.max(input.lastIndexOf('-'), 0);
  const output = [];
  for (let i = 0; i < hyphen; i++) {
    const code = input.charCodeAt(i);
    if (code >= initialN) throw new RangeError('Illegal input >= 0x80 (not a basic code point)');
    output.push(code);
  }

  let n = initialN;
  let i = 0;
  let bias = initialBias;
  for (let at = hyphen > 0 ? hyphen + 1 : 0; at < input.length;) {
    const before = i;
    for (let weight = 1, k = base; ; k += base) {
      if (at >= input.length) throw invalidInput();
      const character = input[at++];
      const digit = character < '\x80' ? digits.indexOf(character.toLowerCase()) : -1;
      if (digit === -1) throw invalidInput();
      if (digit > Math.floor((codePointMax - i) / weight)) throw overflow();
      i += digit * weight;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (weight > Math.floor(codePointMax / (base - t))) throw overflow();
      weight *= base - t;
    }
    const count = output.length + 1;
    bias = adapt(i - before, count, before === 0);
    if (Math.floor(i / count) > codePointMax - n) throw overflow();
    n += Math.floor(i / count);
    i %= count;
    output.splice(i++, 0, n);
  }
  return ucs2encode(output);
}

// Section 6.3.
function encode(input) {
  const codePoints = ucs2decode(input);
  let output = codePoints.filter((code) => code < initialN).map((code) => String.fromCharCode(code)).join('');
  const basicLength = output.length;
  let handled = basicLength;
  if (basicLength > 0) output += '-';

  let n = initialN;
  let delta = 0;
  let bias = initialBias;
  while (handled < codePoints.length) {
    let next = codePointMax;
    for (const code of codePoints) if (code >= n && code < next) next = code;
    if (next - n > Math.floor((codePointMax - delta) / (handled + 1))) throw overflow();
    delta += (next - n) * (handled + 1);
    n = next;
    for (const code of codePoints) {
      if (code < n && ++delta > codePointMax) throw overflow();
      if (code !== n) continue;
      let q = delta;
      for (let k = base; ; k += base) {
        const t = threshold(k, bias);
        if (q < t) break;
        output += digits[t + (q - t) % (base - t)];
        q = Math.floor((q - t) / (base - t));
      }
      output += digits[q];
      bias = adapt(delta, handled + 1, handled === basicLength);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

// Each label by itself; of an e-mail address only what follows the '@'.
function mapDomain(domain, convert) {
  const at = domain.split('@');
  const head = at.length > 1 ? `${at[0]}@` : '';
  const host = at.length > 1 ? at[1] : domain;
  // The other three are full stops of East Asian writing (RFC 3490).
  return head + host.replace(/[\u3002\uff0e\uff61]/g, '.').split('.').map(convert).join('.');
}

function toASCII(input) {
  return mapDomain(input, (label) => (/[^\x00-\x7f]/.test(label) ? `xn--${encode(label)}` : label));
}

function toUnicode(input) {
  return mapDomain(input, (label) => (label.startsWith('xn--') ? decode(label.slice(4).toLowerCase()) : label));
}

module.exports = {
  version: '2.1.0',
  ucs2: {
    decode: ucs2decode,
    encode: ucs2encode,
  },
  decode,
  encode,
  toASCII,
  toUnicode,
};
