// `SourceMap`: positions in generated code and where they came from (ECMA-426, "Source map format").
'use strict';

const { validateObject } = require('internal/validators');

const kDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const kContinues = 32;
const valueOfDigit = new Map([...kDigits].map((digit, value) => [digit, value]));

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  get atSegmentEnd() {
    const char = this.text[this.at];
    return char === undefined || char === ',' || char === ';';
  }

  // A signed number, in groups of five bits, the lowest first; the lowest bit of all is the sign.
  number() {
    let value = 0;
    let shift = 0;
    let digit;
    do {
      digit = valueOfDigit.get(this.text[this.at++]) ?? 0;
      value += (digit & 31) << shift;
      shift += 5;
    } while (digit & kContinues);
    // Minus nothing stands for the lowest number.
    return value & 1 ? -(value >>> 1) | (1 << 31) : value >>> 1;
  }
}

/** A parsed source map. */
class SourceMap {
  #payload;
  #mappings = [];
  #lineLengths;

  constructor(payload, { lineLengths } = {}) {
    validateObject(payload, 'payload');
    this.#payload = structuredClonePlain(payload);
    this.#lineLengths = lineLengths === undefined ? undefined : [...lineLengths];
    if (Array.isArray(payload.sections)) {
      for (const { offset, map } of payload.sections) this.#parse(map, offset.line, offset.column);
    } else {
      this.#parse(payload, 0, 0);
    }
    this.#mappings.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  get payload() {
    return structuredClonePlain(this.#payload);
  }

  get lineLengths() {
    return this.#lineLengths === undefined ? undefined : [...this.#lineLengths];
  }

  /** The entry at or before a position; lines and columns count from 0. */
  findEntry(lineOffset, columnOffset) {
    let first = 0;
    let count = this.#mappings.length;
    while (count > 1) {
      const step = count >> 1;
      const mapping = this.#mappings[first + step];
      if (lineOffset < mapping[0] || (lineOffset === mapping[0] && columnOffset < mapping[1])) {
        count = step;
      } else {
        first += step;
        count -= step;
      }
    }
    const entry = this.#mappings[first];
    if (entry === undefined) return {};
    if (first === 0 && (lineOffset < entry[0] || (lineOffset === entry[0] && columnOffset < entry[1]))) return {};
    return {
      generatedLine: entry[0],
      generatedColumn: entry[1],
      originalSource: entry[2],
      originalLine: entry[3],
      originalColumn: entry[4],
      name: entry[5],
    };
  }

  /** As `findEntry`, for a call site: lines and columns count from 1. */
  findOrigin(lineNumber, columnNumber) {
    const range = this.findEntry(lineNumber - 1, columnNumber - 1);
    if (range.originalSource === undefined || range.originalLine === undefined ||
        range.originalColumn === undefined || range.generatedLine === undefined ||
        range.generatedColumn === undefined) {
      return {};
    }
    return {
      name: range.name,
      fileName: range.originalSource,
      lineNumber: range.originalLine + lineNumber - range.generatedLine,
      columnNumber: range.originalColumn + columnNumber - range.generatedColumn,
    };
  }

  #parse(map, firstLine, firstColumn) {
    const { sources, names = [], sourceRoot } = map;
    const urls = sources.map((source) => (
      sourceRoot && !source.startsWith('/') && !/^\w+:/.test(source) ? `${sourceRoot.replace(/\/$/, '')}/${source}` :
        source));
    const reader = new Reader(map.mappings);
    let line = firstLine;
    let column = firstColumn;
    let source = 0;
    let sourceLine = 0;
    let sourceColumn = 0;
    let name = 0;
    while (reader.at < map.mappings.length) {
      const char = map.mappings[reader.at];
      if (char === ';') {
        line++;
        column = 0;
        reader.at++;
        continue;
      }
      if (char === ',') {
        reader.at++;
        continue;
      }
      column += reader.number();
      if (reader.atSegmentEnd) {
        this.#mappings.push([line, column]);
        continue;
      }
      source += reader.number();
      sourceLine += reader.number();
      sourceColumn += reader.number();
      let label;
      if (!reader.atSegmentEnd) {
        name += reader.number();
        label = names[name];
      }
      this.#mappings.push([line, column, urls[source], sourceLine, sourceColumn, label]);
    }
  }
}

// A source map is JSON: arrays and plain objects of texts and numbers.
function structuredClonePlain(value) {
  return { ...value, ...value.sources && { sources: [...value.sources] } };
}

module.exports = { SourceMap };
