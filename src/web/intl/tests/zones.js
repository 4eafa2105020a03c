// Time zones: their offsets, their names in all styles, and how programs may say them.
'use strict';

const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney', 'America/Sao_Paulo'];
const styles = ['short', 'long', 'shortOffset', 'longOffset', 'shortGeneric', 'longGeneric'];
const times = [Date.UTC(2024, 0, 15, 12), Date.UTC(2024, 6, 15, 12)];

for (const locale of ['en-US', 'en-GB', 'de', 'fr', 'ja', 'pt-BR', 'ru', 'zh-CN']) {
  for (const timeZone of zones) {
    for (const timeZoneName of styles) {
      const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName, hour: 'numeric', minute: '2-digit' });
      console.log(locale, timeZone, timeZoneName, times.map((time) => format.format(time)).join(' | '));
    }
  }
}
for (const timeZone of ['utc', 'GMT', 'Etc/UTC', 'asia/calcutta', 'EUROPE/paris', '+01:00', '-0330', '+00:00', 'Foo/Bar', '+25:00', '']) {
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'long' });
    console.log(timeZone, format.resolvedOptions().timeZone, format.format(times[0]));
  } catch (error) {
    console.log(timeZone, `${error}`);
  }
}

for (const TZ of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC', 'Pacific/Chatham']) {
  process.env.TZ = TZ;
  console.log(TZ, new Intl.DateTimeFormat().resolvedOptions().timeZone);
  for (const time of times) {
    const date = new Date(time);
    console.log(`${date}`, date.toTimeString(), date.toLocaleString('en-US'), date.toLocaleTimeString('de-DE'));
  }
}
