// Relative times, lists and plural rules, locale by locale.
'use strict';

const locales = [
  'en-US', 'en-GB', 'de', 'fr', 'es', 'pt-BR', 'it', 'nl', 'sv', 'pl', 'ru', 'uk', 'tr', 'ar', 'he', 'hi', 'th', 'ja', 'ko',
  'zh-CN', 'zh-TW',
];
for (const locale of locales) {
  for (const style of ['long', 'short', 'narrow']) {
    for (const numeric of ['always', 'auto']) {
      const format = new Intl.RelativeTimeFormat(locale, { style, numeric });
      for (const unit of ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second']) {
        const texts = [0, -0, 1, -1, 2, -2, 5, -1.5, 1000].map((value) => format.format(value, unit));
        console.log(locale, style, numeric, unit, texts.join(' | '));
      }
    }
    for (const type of ['conjunction', 'disjunction', 'unit']) {
      const format = new Intl.ListFormat(locale, { style, type });
      const lists = [[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']];
      console.log(locale, style, type, lists.map((list) => format.format(list)).join(' | '));
    }
  }
  const rules = new Intl.PluralRules(locale);
  console.log(locale, [0, 1, 2, 3, 4, 5, 11, 21, 1.5, 100, 1e6, NaN, Infinity].map((value) => rules.select(value)).join(' '));
  console.log(locale, rules.selectRange(1, 2), JSON.stringify(rules.resolvedOptions()));
}
const ordinal = new Intl.PluralRules('en', { type: 'ordinal' });
console.log([1, 2, 3, 4, 11, 12, 13, 21, 22, 103].map((value) => `${value} ${ordinal.select(value)}`).join(', '));
console.log(new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).formatToParts(-12345, 'days'));
console.log(new Intl.ListFormat('es').formatToParts(['padre', 'hijo', 'iglesia']));
console.log(new Intl.ListFormat('es', { type: 'disjunction' }).format(['siete', 'ocho']));
