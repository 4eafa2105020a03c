// Numbers of all styles and notations, locale by locale.
'use strict';

const locales = [
  'en-US', 'en-GB', 'de', 'fr', 'es', 'pt-BR', 'it', 'nl', 'sv', 'pl', 'ru', 'uk', 'tr', 'ar', 'he', 'hi', 'th', 'ja', 'ko',
  'zh-CN', 'zh-TW',
];
const options = [
  {}, { maximumFractionDigits: 0 }, { minimumFractionDigits: 2 }, { maximumSignificantDigits: 3 }, { style: 'percent' },
  ...['USD', 'EUR', 'JPY', 'GBP', 'INR', 'BRL', 'CHF', 'XYZ'].map((currency) => ({ style: 'currency', currency })),
  { style: 'currency', currency: 'USD', currencyDisplay: 'code' },
  { style: 'currency', currency: 'EUR', currencyDisplay: 'name' },
  { style: 'currency', currency: 'CAD', currencyDisplay: 'narrowSymbol' },
  { style: 'currency', currency: 'USD', currencySign: 'accounting' },
  { style: 'currency', currency: 'USD', notation: 'compact' },
  { notation: 'compact' }, { notation: 'compact', compactDisplay: 'long' }, { notation: 'scientific' },
  { notation: 'engineering' }, { signDisplay: 'always' }, { signDisplay: 'exceptZero' }, { useGrouping: false },
  { useGrouping: 'min2' }, { minimumIntegerDigits: 3 },
  ...['kilometer', 'celsius', 'kilometer-per-hour', 'megabyte', 'day', 'percent'].flatMap((unit) =>
    ['short', 'long', 'narrow'].map((unitDisplay) => ({ style: 'unit', unit, unitDisplay }))),
];
const values = [0, 1, 2, -1234.5, 12345.678, 0.256, 1.5e9, NaN, Infinity, 123456789n, '0.123456789123456789'];

for (const locale of locales) {
  for (const option of options) {
    const format = new Intl.NumberFormat(locale, option);
    console.log(locale, JSON.stringify(option), values.map((value) => format.format(value)).join(' | '));
  }
  console.log(locale, JSON.stringify(new Intl.NumberFormat(locale).formatToParts(-1234567.89)));
  console.log(locale, JSON.stringify(new Intl.NumberFormat(locale).resolvedOptions()));
}
