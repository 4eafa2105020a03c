// How many colours an environment stands for.
'use strict';
const { isatty, WriteStream, ReadStream } = require('tty');

const { getColorDepth, hasColors } = WriteStream.prototype;
for (const env of [{}, { TERM: 'dumb' }, { TERM: 'xterm' }, { TERM: 'xterm-256color' }, { COLORTERM: 'truecolor' },
                   { COLORTERM: '1' }, { NO_COLOR: '1', TERM: 'xterm' }, { FORCE_COLOR: '2' }, { FORCE_COLOR: '0' },
                   { CI: '1' }, { CI: '1', GITHUB_ACTIONS: '1' }, { TMUX: '1' }, { TERM: 'Mosh' },
                   { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.1' }, { TEAMCITY_VERSION: '9.1.0' }]) {
  console.log(JSON.stringify(env), getColorDepth(env), hasColors.call(WriteStream.prototype, 256, env));
}
console.log(isatty(-1), isatty('x'), isatty(1e10), isatty(0));
for (const bad of [() => new ReadStream(-1), () => WriteStream('1'), () => hasColors(1)]) {
  try {
    bad();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
