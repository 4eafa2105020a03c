// Intl.Segmenter (ECMA-402, 19), on ICU4X's boundaries. A text's boundaries are found once, when they are first asked for.
'use strict';

const { boundaries } = internalBinding('intl');
const { canonicalizeLocaleList, resolveLocale, supportedLocales } = require('internal/intl/locales');
const { defineClass, getOption, optionsObject, requiresNew, slotsOf } = require('internal/intl/options');

const service = 'Intl.Segmenter';
const slots = new WeakMap(); // of segmenters
const texts = new WeakMap(); // of what they made of texts
const positions = new WeakMap(); // of iterators over those

function Segmenter(locales = undefined, given = undefined) {
  if (new.target === undefined) throw requiresNew('Segmenter');
  const segmenter = Reflect.construct(Object, [], new.target);
  const requested = canonicalizeLocaleList(locales);
  const options = optionsObject(given);
  getOption(options, 'localeMatcher', ['lookup', 'best fit'], 'best fit', service);
  const { locale } = resolveLocale(requested, {}, {});
  const granularity = getOption(options, 'granularity', ['grapheme', 'word', 'sentence'], 'grapheme', service);
  slots.set(segmenter, { locale, granularity });
  return segmenter;
}

// The boundaries after 0, each times two, plus one where a word ends.
function marksOf(text) {
  return text.marks ??= boundaries(text.input, text.granularity);
}

function segmentAt({ input, granularity, marks }, index) {
  const start = index === 0 ? 0 : marks[index - 1] >> 1;
  const mark = marks[index];
  const segment = { segment: input.slice(start, mark >> 1), index: start, input };
  if (granularity === 'word') segment.isWordLike = (mark & 1) === 1;
  return segment;
}

const segmentsPrototype = {
  containing(index = undefined) {
    const text = slotsOf(texts, this, '%SegmentsPrototype%.containing');
    const at = Math.trunc(Number(index)) || 0;
    if (at < 0 || at >= text.input.length) return undefined;
    const marks = marksOf(text);
    let [low, high] = [0, marks.length - 1];
    while (low < high) {
      const middle = low + high >> 1;
      if (marks[middle] >> 1 > at) high = middle;
      else low = middle + 1;
    }
    return segmentAt(text, low);
  },
  [Symbol.iterator]() {
    const text = slotsOf(texts, this, '%SegmentsPrototype%[Symbol.iterator]');
    const iterator = Object.create(iteratorPrototype);
    positions.set(iterator, { text, next: 0 });
    return iterator;
  },
};

const iteratorPrototype = Object.create(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())), {
  next: {
    value: {
      next() {
        const position = slotsOf(positions, this, '%SegmentIterator.prototype%.next');
        const marks = marksOf(position.text);
        if (position.next >= marks.length) return { value: undefined, done: true };
        return { value: segmentAt(position.text, position.next++), done: false };
      },
    }.next,
    writable: true,
    configurable: true,
  },
  [Symbol.toStringTag]: { value: 'Segmenter String Iterator', configurable: true },
});

for (const key of Reflect.ownKeys(segmentsPrototype)) {
  Object.defineProperty(segmentsPrototype, key, { enumerable: false });
}
Object.defineProperty(segmentsPrototype.containing, 'length', { value: 1, configurable: true });

defineClass(Segmenter, 'Segmenter', {
  resolvedOptions() {
    return { ...slotsOf(slots, this, `${service}.prototype.resolvedOptions`) };
  },
  segment(input) {
    const { granularity } = slotsOf(slots, this, `${service}.prototype.segment`);
    const segments = Object.create(segmentsPrototype);
    texts.set(segments, { input: `${input}`, granularity, marks: undefined });
    return segments;
  },
}, {
  supportedLocalesOf(locales, options = undefined) {
    return supportedLocales(locales, options, service);
  },
});

module.exports = { Segmenter };
