// util.debuglog: sections named by NODE_DEBUG speak, others do not.
'use strict';
const { execFileSync } = require('child_process');

if (process.argv[2] === 'child') {
  const { debuglog } = require('util');
  for (const section of ['foo', 'foo-bar', 'other', 'a.b']) {
    let callback = 'not called';
    const log = debuglog(section, (fn) => { callback = typeof fn; });
    console.log(section, log.enabled, debuglog(section).enabled);
    log('text %d %j', 5, { a: 1 }, { b: [1] });
    log('one');
    console.log(callback, log.name, log.length);
  }
} else {
  for (const NODE_DEBUG of ['', 'foo', 'FOO,other', 'foo*', '*', 'a?b', 'a.b', 'foo-']) {
    const child = execFileSync(process.execPath, [__filename, 'child'], { env: { ...process.env, NODE_DEBUG },
      encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    console.log(NODE_DEBUG, child);
  }
}
