// `node:readline`: the Interface with callbacks, whose inner methods programs have always reached, and replaced, under
// names with an underscore.
'use strict';

const { AbortError } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { inspect } = require('internal/util/inspect');
const { kEmptyObject, promisify } = require('internal/util');
const { addAbortListener } = require('internal/events/abort_listener');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const emitKeypressEvents = require('internal/readline/emitKeypressEvents');
const base = require('internal/readline/interface');
const { Interface: BaseInterface, kQuestion, kQuestionCancel, kSawReturnAt, kTabCompleter } = base;

const replaceableMethods = [
  'setRawMode', 'onLine', 'writeToOutput', 'addHistory', 'refreshLine', 'normalWrite', 'insertString', 'tabComplete',
  'wordLeft', 'wordRight', 'deleteLeft', 'deleteRight', 'deleteWordLeft', 'deleteWordRight', 'deleteLineLeft',
  'deleteLineRight', 'line', 'historyNext', 'historyPrev', 'getDisplayPos', 'moveCursor', 'ttyWrite',
];
const visibleFields = [
  'decoder', 'line_buffer', 'oldPrompt', 'previousKey', 'prompt', 'questionCallback', 'sawKeyPress', 'sawReturnAt',
];
const symbolOf = (name) => base[`k${name[0].toUpperCase()}${name.slice(1)}`];

function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);
  if (input?.input) {
    input.completer = withCallback(input.completer);
  } else {
    completer = withCallback(completer);
  }
  BaseInterface.call(this, input, output, completer, terminal);
  if (this.terminal && process.env.TERM === 'dumb') this._ttyWrite = writeDumb.bind(this);
}

Object.setPrototypeOf(Interface.prototype, BaseInterface.prototype);
Object.setPrototypeOf(Interface, BaseInterface);

// A completer that takes no callback returns its answer.
function withCallback(completer) {
  if (typeof completer !== 'function' || completer.length === 2) return completer;
  return (line, callback) => callback(null, completer(line));
}

for (const name of replaceableMethods) {
  const symbol = symbolOf(name);
  Interface.prototype[`_${name}`] = BaseInterface.prototype[symbol];
  Object.defineProperty(Interface.prototype, symbol, {
    get() { return this[`_${name}`]; },
  });
}
Interface.prototype._getCursorPos = BaseInterface.prototype.getCursorPos;
for (const name of visibleFields) {
  const symbol = symbolOf(name);
  Object.defineProperty(Interface.prototype, `_${name}`, {
    get() { return this[symbol]; },
    set(value) { this[symbol] = value; },
  });
}

Interface.prototype._tabComplete = function(lastKeypressWasTab) {
  this.pause();
  this.completer(this.line.slice(0, this.cursor), (error, value) => {
    this.resume();
    if (error) this._writeToOutput(`Tab completion error: ${inspect(error)}`);
    else this[kTabCompleter](lastKeypressWasTab, value);
  });
};

Interface.prototype.question = function question(query, options, cb) {
  if (typeof options === 'function') cb = options;
  const signal = optionsOf(options).signal;
  if (signal) {
    validateAbortSignal(signal, 'options.signal');
    if (signal.aborted) return;
    const onAbort = () => this[kQuestionCancel]();
    const listener = addAbortListener(signal, onAbort);
    const answered = cb;
    cb = (answer) => {
      listener[Symbol.dispose]();
      if (typeof answered === 'function') answered(answer);
    };
  }
  if (typeof cb === 'function') this[kQuestion](query, cb);
};

Interface.prototype.question[promisify.custom] = function question(query, options) {
  options = optionsOf(options);
  const { signal } = options;
  return new Promise((resolve, reject) => {
    let answer = resolve;
    if (signal) {
      const onAbort = () => reject(new AbortError(undefined, { cause: signal.reason }));
      if (signal.aborted) return onAbort();
      const listener = addAbortListener(signal, onAbort);
      answer = (line) => {
        listener[Symbol.dispose]();
        resolve(line);
      };
    }
    this.question(query, options, answer);
  });
};

function optionsOf(options) {
  return options === null || typeof options !== 'object' ? kEmptyObject : options;
}

// A terminal that knows no control sequences: what is typed is shown, and cannot be edited.
function writeDumb(text, key) {
  key ||= kEmptyObject;
  if (key.name === 'escape') return;
  if (this[kSawReturnAt] && key.name !== 'enter') this[kSawReturnAt] = 0;

  if (key.ctrl && key.name === 'c' && this.listenerCount('SIGINT') > 0) {
    this.emit('SIGINT');
  } else if (key.ctrl && (key.name === 'c' || key.name === 'd')) {
    this.close();
  } else if (key.name === 'return') {
    this[kSawReturnAt] = Date.now();
    this._line();
  } else if (key.name === 'enter') {
    if (this[kSawReturnAt] === 0 || Date.now() - this[kSawReturnAt] > this.crlfDelay) this._line();
    this[kSawReturnAt] = 0;
  } else if (typeof text === 'string' && text !== '') {
    this.line += text;
    this.cursor += text.length;
    this._writeToOutput(text);
  }
}

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = {
  Interface,
  clearLine,
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  promises: require('readline/promises'),
};
