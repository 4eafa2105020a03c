// The order of words, what counts as equal, and letters that languages change their own way.
'use strict';

const locales = [
  'en-US', 'en-GB', 'de', 'fr', 'es', 'pt-BR', 'it', 'nl', 'sv', 'pl', 'ru', 'uk', 'tr', 'ar', 'he', 'hi', 'th', 'ja', 'ko',
  'zh-CN', 'zh-TW',
];
const words = (
  'a A á ä b B z Z Å å ö ø ñ n ch c d 10 9 é e E ß ss - _ ا ب ก い イ あ 中 国 가 나 б а І и ї i ı I İ co-op coop CO-OP'
).split(' ');
const options = [
  {}, { sensitivity: 'base' }, { sensitivity: 'accent' }, { sensitivity: 'case' }, { numeric: true }, { caseFirst: 'upper' },
  { ignorePunctuation: true },
];
const pairs = [['a', 'A'], ['a', 'á'], ['a', 'b'], ['co-op', 'coop'], ['2', '10'], ['e\u0301', 'é']];
for (const locale of locales) {
  for (const option of options) {
    const { compare } = new Intl.Collator(locale, option);
    console.log(locale, JSON.stringify(option), [...words].sort(compare).join(' '), pairs.map(([a, b]) => compare(a, b)).join());
  }
  console.log(locale, 'iIıİßéάςß'.toLocaleUpperCase(locale), 'iIıİßéΆΣ'.toLocaleLowerCase(locale));
  console.log(locale, JSON.stringify(new Intl.Collator(locale).resolvedOptions()));
}
console.log(['z', 'ä', 'a'].sort(new Intl.Collator('de-u-co-phonebk').compare), new Intl.Collator('de-u-co-phonebk-kn').resolvedOptions());
console.log('a'.localeCompare('b'), 'résumé'.localeCompare('resume', 'fr', { sensitivity: 'base' }), '2'.localeCompare('10', undefined, { numeric: true }));
console.log('a\ud800i'.toLocaleUpperCase('tr'));
