// Text cut into characters, words and sentences.
'use strict';

const texts = [
  "Hello, world! It's 3.14. Next? Yes.", 'e\u0301\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{1f1e9}\u{1f1ea}', 'สวัสดีครับ',
  '今日は良い天気です。', '我们在北京。', '안녕하세요 세계', '', 'a\ud800b',
];
for (const granularity of ['grapheme', 'word', 'sentence']) {
  const segmenter = new Intl.Segmenter('en', { granularity });
  console.log(segmenter.resolvedOptions());
  for (const text of texts) {
    console.log(JSON.stringify([...segmenter.segment(text)].map(({ segment, index, isWordLike }) => [segment, index, isWordLike])));
  }
}
const segments = new Intl.Segmenter('en', { granularity: 'word' }).segment('Hello, world!');
for (const index of [undefined, 0, 4, 5, 6, 7, 12, 13, -1, NaN, '8']) console.log(index, segments.containing(index));
const iterator = segments[Symbol.iterator]();
console.log(Object.prototype.toString.call(iterator), iterator[Symbol.iterator]() === iterator, iterator.next());
