// Tracing channels of require and import, and channels of what is made.
const dc = require('diagnostics_channel');
const path = require('path');
const short = (value) => (typeof value === 'string' ? path.basename(value) : typeof value);
for (const name of ['module.require', 'module.import']) {
  const log = (event) => (message) => {
    console.log(name, event, Object.entries(message).map(([key, value]) => `${key}=${short(value)}`).join(' '));
  };
  dc.tracingChannel(name).subscribe({
    start: log('start'), end: log('end'), asyncStart: log('asyncStart'), asyncEnd: log('asyncEnd'), error: log('error'),
  });
}
require('url');
try { require('./nowhere'); } catch (error) { console.log(error.code); }
dc.subscribe('child_process', ({ process }) => console.log('child', process.constructor.name));
dc.tracingChannel('child_process.spawn').subscribe({
  start: ({ options }) => console.log('spawn', options.file), error: ({ error }) => console.log(error.code), end: () => console.log('end'),
});
require('child_process').spawn('does-not-exist').on('error', () => {});
import('os').then(() => import('./nowhere.mjs')).catch((error) => console.log(error.code));
