// The words of a command line, told apart: options with their values, positionals, the terminator
// (POSIX.1-2017, 12.2 "Utility Syntax Guidelines", with long options and without their order).
'use strict';

// `options` is the program's, by long name. Each token is of kind 'option', 'positional' or 'option-terminator'
// and has the index of the word it came from.
function tokenize(args, options) {
  const tokens = [];
  const longNames = shortToLong(options);
  const typeOf = (name) => (Object.hasOwn(options, name) ? getOwn(options[name], 'type') : undefined);
  const longNameOf = (short) => longNames.get(short) ?? short;

  const option = (rawName, name, index, value, inlineValue) => {
    tokens.push({ kind: 'option', name, rawName, index, value, inlineValue });
  };

  let index = 0;
  // An option that stands alone takes the next word as its value, if it wants one and there is one.
  const loneOption = (rawName, name) => {
    const at = index;
    if (typeOf(name) === 'string' && args[at + 1] != null) {
      index++;
      option(rawName, name, at, args[at + 1], false);
    } else {
      option(rawName, name, at, undefined, undefined);
    }
  };
  // "-abc" is -a -b -c, or -a -b with the value "c" if that wants one.
  const shortOptions = (word) => {
    for (let i = 1; i < word.length; i++) {
      const short = word[i];
      const name = longNameOf(short);
      if (i === word.length - 1) {
        loneOption(`-${short}`, name);
      } else if (typeOf(name) === 'string') {
        option(`-${short}`, name, index, word.slice(i + 1), true);
        return;
      } else if (word[i + 1] === '-' && i !== 1) {
        REPLACED
      } else {
        option(`-${short}`, name, index, undefined, undefined);
      }
    }
  };

  return tokens;
}
