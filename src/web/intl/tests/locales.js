// Locale tags, what is known of locales, display names and lists of what is supported.
'use strict';

const attempt = (run) => {
  try {
    return run();
  } catch (error) {
    return `${error}`;
  }
};
for (const tag of ['EN-us', 'zh-hant-tw', 'iw', 'sr-latn-rs', 'de-u-co-phonebk-kn-true', 'en-a-bbb-x-a', 'x-a', 'i-klingon', 'root', 'e', 'en_US', '', 'no-bok', 'cmn']) {
  console.log(tag, attempt(() => Intl.getCanonicalLocales(tag)));
}
console.log(Intl.getCanonicalLocales(['de', 'DE', 'fr']), Intl.NumberFormat.supportedLocalesOf(['de-AT', 'xx', 'zh-TW', 'tlh']));
for (const tag of ['en', 'zh-TW', 'sr', 'ar-EG', 'de-CH-1996-u-ca-buddhist-hc-h12-kn-nu-thai', 'en-Latn-US']) {
  const locale = new Intl.Locale(tag);
  const { baseName, language, script, region, calendar, hourCycle, numeric, numberingSystem, caseFirst, collation } = locale;
  console.log(`${locale}`, `${locale.maximize()}`, `${locale.minimize()}`);
  console.log({ baseName, language, script, region, calendar, hourCycle, numeric, numberingSystem, caseFirst, collation });
  console.log(locale.getTextInfo(), locale.getWeekInfo(), locale.getHourCycles(), locale.getNumberingSystems());
}
console.log(`${new Intl.Locale('en', { language: 'de', region: 'at', hourCycle: 'h23', calendar: 'gregory', numeric: true })}`);
for (const locale of ['en', 'de', 'fr', 'ja', 'ru', 'zh-CN']) {
  const of = (type, codes, options) => codes.map((code) => new Intl.DisplayNames(locale, { type, ...options }).of(code)).join(' | ');
  console.log(locale, of('region', ['US', 'DE', 'JP', '419', 'ZZ']), of('script', ['Latn', 'Hans', 'Cyrl']));
  console.log(locale, of('language', ['en', 'de-AT', 'zh-Hant', 'pt-BR', 'sr-Latn-RS', 'tlh', 'xx']));
  console.log(locale, of('language', ['en-GB', 'zh-Hant-TW'], { languageDisplay: 'standard' }));
  console.log(locale, of('currency', ['USD', 'EUR', 'JPY', 'XYZ']), of('currency', ['USD', 'CAD'], { style: 'narrow' }));
  console.log(locale, of('dateTimeField', ['era', 'year', 'month', 'day', 'dayPeriod', 'weekOfYear', 'timeZoneName']));
}
for (const key of ['unit', 'numberingSystem', 'collation']) console.log(Intl.supportedValuesOf(key).join(' '));
