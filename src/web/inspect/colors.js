// internal/util/colors: the few colours that the runtime's own messages use, empty strings where the error
// stream shows none; and the decision whether a stream gets colours at all.
'use strict';

const on = {
  blue: '\u001b[34m',
  green: '\u001b[32m',
  white: '\u001b[39m',
  yellow: '\u001b[33m',
  red: '\u001b[31m',
  gray: '\u001b[90m',
  clear: '\u001bc',
  reset: '\u001b[0m',
};

let hasColors; // undefined until it was asked for: looking at the error stream opens it

module.exports = {
  get blue() { return sequence('blue'); },
  get green() { return sequence('green'); },
  get white() { return sequence('white'); },
  get yellow() { return sequence('yellow'); },
  get red() { return sequence('red'); },
  get gray() { return sequence('gray'); },
  get clear() { return sequence('clear'); },
  get reset() { return sequence('reset'); },
  get hasColors() {
    if (hasColors === undefined) refresh();
    return hasColors;
  },
  shouldColorize,
  refresh,
  forcedColorDepth,
};

function sequence(name) {
  if (hasColors === undefined) refresh();
  return hasColors ? on[name] : '';
}

function shouldColorize(stream) {
  if (process.env.FORCE_COLOR !== undefined) return forcedColorDepth(process.env) > 2;
  return stream?.isTTY && (typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true);
}

// Asks the error stream again: the environment may have changed.
function refresh() {
  hasColors = Boolean(shouldColorize(process.stderr));
}

// The colour depth in bits that FORCE_COLOR asks for (tty.WriteStream, getColorDepth).
function forcedColorDepth(env) {
  switch (env.FORCE_COLOR) {
    case '':
    case '1':
    case 'true':
      warnOfIgnored(env);
      return 4;
    case '2':
      warnOfIgnored(env);
      return 8;
    case '3':
      warnOfIgnored(env);
      return 24;
    default:
      return 1;
  }
}

let warned = false;

function warnOfIgnored(env) {
  if (warned) return;
  const ignored = ['NODE_DISABLE_COLORS', 'NO_COLOR'].filter((name) => env[name] !== undefined && env[name] !== '');
  if (ignored.length === 0) return;
  warned = true;
  process.emitWarning(
    `The '${ignored.join("' and '")}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
}
