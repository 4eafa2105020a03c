// `readline.emitKeypressEvents()`: makes a readable stream emit "keypress".
'use strict';

const { StringDecoder } = require('string_decoder');
const { clearTimeout, setTimeout } = require('timers');
const { CSI: { kEscape }, KeyParser, charLengthAt } = require('internal/readline/utils');
const { kSawKeyPress } = require('internal/readline/symbols');

// GNU readline's keyseq-timeout.
const ESCAPE_CODE_TIMEOUT = 500;

const kKeypressDecoder = Symbol('keypress-decoder');

/** `iface` is the Interface that the keys are for, if any. While no one listens for keys, data is left alone. */
function emitKeypressEvents(stream, iface = {}) {
  if (stream[kKeypressDecoder]) return;
  const decoder = stream[kKeypressDecoder] = new StringDecoder('utf8');
  const parser = new KeyParser(stream);
  const { escapeCodeTimeout = ESCAPE_CODE_TIMEOUT } = iface;
  let timeout;

  function onData(input) {
    if (stream.listenerCount('keypress') === 0) {
      stream.removeListener('data', onData);
      stream.on('newListener', onNewListener);
      return;
    }
    const string = decoder.write(input);
    if (!string) return;
    clearTimeout(timeout);

    iface[kSawKeyPress] = charLengthAt(string, 0) === string.length;
    // In text that comes at once, a tab is a tab.
    iface.isCompletionEnabled = false;
    let length = 0;
    for (const character of string) {
      length += character.length;
      const isLast = length === string.length;
      if (isLast) iface.isCompletionEnabled = true;
      parser.feed(character);
      if (isLast && character === kEscape) timeout = setTimeout(() => parser.feed(''), escapeCodeTimeout);
    }
  }

  function onNewListener(event) {
    if (event === 'keypress') {
      stream.on('data', onData);
      stream.removeListener('newListener', onNewListener);
    }
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', onData);
  else stream.on('newListener', onNewListener);
}

module.exports = emitKeypressEvents;
