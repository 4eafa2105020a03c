// The words of a command line, told apart: options with their values, positionals, the terminator
// (POSIX.1-2017, 12.2 "Utility Syntax Guidelines", with long options and without their order).
'use strict';

// `options` is the program's, by long name. Each token is of kind 'option', 'positional' or 'option-terminator'
// and has the index of the word that it came from.
function tokenize(args, options) {
  const tokens = [];
  const words = args.slice().reverse(); // the next one is the last
  let index = -1;
  let ungrouped = 0; // words that a group of short options was taken apart into

  const addOption = (name, rawName, value, inlineValue) => {
    tokens.push({ kind: 'option', name, rawName, index, value, inlineValue });
  };
  // The value is the next word, whatever that is.
  const addLoneOption = (name, rawName) => {
    if (typeOf(options, name) !== 'string' || words.at(-1) == null) {
      addOption(name, rawName, undefined, undefined);
      return;
    }
    addOption(name, rawName, words.pop(), false);
    index++;
  };

  while (words.length > 0) {
    const word = words.pop();
    if (ungrouped > 0) ungrouped--;
    else index++;

    if (word === '--') {
      tokens.push({ kind: 'option-terminator', index });
      while (words.length > 0) tokens.push({ kind: 'positional', index: ++index, value: words.pop() });
    } else if (word[0] !== '-' || word.length < 2) {
      tokens.push({ kind: 'positional', index, value: word });
    } else if (word[1] === '-') {
      const equals = word.indexOf('=', 3);
      if (equals === -1) addLoneOption(word.slice(2), word);
      else addOption(word.slice(2, equals), word.slice(0, equals), word.slice(equals + 1), true);
    } else if (word.length === 2) {
      addLoneOption(longNameOf(options, word[1]), word);
    } else if (typeOf(options, longNameOf(options, word[1])) === 'string') {
      addOption(longNameOf(options, word[1]), word.slice(0, 2), word.slice(2), true);
    } else {
      const apart = takeApart(word, options);
      ungrouped = apart.length;
      words.push(...apart.reverse());
    }
  }
  return tokens;
}

// "-abc" is "-a", "-b", "-c"; or "-a", "-bc" if b wants a value.
function takeApart(word, options) {
  const words = [];
  for (let i = 1; i < word.length; i++) {
    if (typeOf(options, longNameOf(options, word[i])) === 'string') {
      words.push(`-${word.slice(i)}`);
      break;
    }
    words.push(`-${word[i]}`);
  }
  return words;
}

function longNameOf(options, short) {
  for (const name of Object.keys(options)) {
    if (getOwn(options[name], 'short') === short) return name;
  }
  return short;
}

function typeOf(options, name) {
  return getOfOption(options, name, 'type');
}

// A setting of an option; nothing that is inherited counts.
function getOfOption(options, name, setting) {
  return Object.hasOwn(options, name) ? getOwn(options[name], setting) : undefined;
}

function getOwn(object, key) {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

module.exports = { getOfOption, getOwn, tokenize };
