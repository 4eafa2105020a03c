// The Interface that both `readline` and `readline/promises` offer: its life, questions, and lines from a stream that is
// no terminal. What a terminal adds is in the files that are mixed in at the end.
'use strict';

const EventEmitter = require('events');
const { StringDecoder } = require('string_decoder');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_USE_AFTER_CLOSE } } = require('internal/errors');
const { validateAbortSignal, validateUint32 } = require('internal/validators');
const { addAbortListener } = require('internal/events/abort_listener');
const { kFirstEventParam } = require('internal/events/symbols');
const { History } = require('internal/readline/history');
const symbols = require('internal/readline/symbols');
const {
  kDecoder, kIsMultiline, kKillRing, kKillRingCursor, kLineObjectStream, kLine_buffer, kNormalWrite, kOldPrompt,
  kOnLine, kPreviousCursorCols, kPreviousKey, kPrompt, kQuestion, kQuestionCallback, kQuestionCancel, kRedoStack,
  kRefreshLine, kSawKeyPress, kSawReturnAt, kSetLine, kSetRawMode, kSubstringSearch, kTtyWrite, kUndoStack,
  kWriteToOutput,
} = symbols;

// GNU readline's keyseq-timeout.
const ESCAPE_CODE_TIMEOUT = 500;
const crlfDelayMin = 100;

// A line ends with \r\n, \n, a \r that no \n follows, or one of Unicode's separators.
const lineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/;

function Interface(input, output, completer, terminal) {
  let options;
  if (input?.input) {
    options = input;
    ({ input, output, completer, terminal } = options);
  }
  const { crlfDelay, escapeCodeTimeout, prompt, signal, tabSize } = options ?? {};

  this[kSawReturnAt] = 0;
  this.isCompletionEnabled = true;
  this[kSawKeyPress] = false;
  this[kPreviousKey] = null;
  this.escapeCodeTimeout = ESCAPE_CODE_TIMEOUT;
  this.tabSize = 8;
  EventEmitter.call(this);

  if (tabSize !== undefined) {
    validateUint32(tabSize, 'tabSize', true);
    this.tabSize = tabSize;
  }
  if (escapeCodeTimeout !== undefined) {
    if (!Number.isFinite(escapeCodeTimeout)) {
      throw new ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', this.escapeCodeTimeout);
    }
    this.escapeCodeTimeout = escapeCodeTimeout;
  }
  if (signal) validateAbortSignal(signal, 'options.signal');
  setUpHistory(this, options ?? {});
  if (completer !== undefined && typeof completer !== 'function') {
    throw new ERR_INVALID_ARG_VALUE('completer', completer);
  }
  if (terminal === undefined && output != null) terminal = output.isTTY;

  this.line = '';
  this[kIsMultiline] = false;
  this[kSubstringSearch] = null;
  this.output = output;
  this.input = input;
  this[kUndoStack] = [];
  this[kRedoStack] = [];
  this[kPreviousCursorCols] = -1;
  this[kKillRing] = [];
  this[kKillRingCursor] = 0;
  this.crlfDelay = crlfDelay ? Math.max(crlfDelayMin, crlfDelay) : crlfDelayMin;
  this.completer = completer;
  this.setPrompt(prompt === undefined ? '> ' : prompt);
  this.terminal = !!terminal;
  this[kLineObjectStream] = undefined;

  if (this.terminal) listenToTerminal(this);
  else listenToStream(this);
  if (signal) closeOnAbort(this, signal);
  this[kSetLine]('');
  input.resume();
}

Object.setPrototypeOf(Interface.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Interface, EventEmitter);

const historyAccessors = {
  history: {
    configurable: true,
    enumerable: true,
    get() { return this.historyManager.history; },
    set(history) { this.historyManager.history = history; },
  },
  historyIndex: {
    configurable: true,
    enumerable: true,
    get() { return this.historyManager.index; },
    set(index) { this.historyManager.index = index; },
  },
  historySize: {
    configurable: true,
    enumerable: true,
    get() { return this.historyManager.size; },
  },
  isFlushing: {
    configurable: true,
    enumerable: true,
    get() { return this.historyManager.isFlushing; },
  },
};

function setUpHistory(rl, { history, historySize: size, removeHistoryDuplicates }) {
  rl.historyManager = new History(rl, { history, size, removeHistoryDuplicates });
  Object.defineProperties(rl, historyAccessors);
}

function listen(rl, emitter, listeners) {
  for (const name of Object.keys(listeners)) emitter.on(name, listeners[name]);
  rl.once('close', () => {
    for (const name of Object.keys(listeners)) emitter.removeListener(name, listeners[name]);
  });
}

function endWith(rl, rest) {
  if (typeof rest === 'string' && rest !== '') rl.emit('line', rest);
  rl.close();
}

function listenToStream(rl) {
  rl[kDecoder] = new StringDecoder('utf8');
  listen(rl, rl.input, {
    error: (error) => rl.emit('error', error),
    data: (data) => rl[kNormalWrite](data),
    end: () => endWith(rl, rl[kLine_buffer]),
  });
}

function listenToTerminal(rl) {
  require('internal/readline/emitKeypressEvents')(rl.input, rl);
  listen(rl, rl.input, {
    error: (error) => rl.emit('error', error),
    keypress(text, key) {
      rl[kTtyWrite](text, key);
      // Half of a surrogate pair has no look of its own: with the other half the line is to be right.
      const unit = key?.sequence ? key.sequence.codePointAt(0) : 0;
      if (unit >= 0xd800 && unit <= 0xdfff) rl[kRefreshLine]();
    },
    end: () => endWith(rl, rl.line),
  });
  rl[kSetRawMode](true);
  rl.cursor = 0;
  if (rl.output != null) listen(rl, rl.output, { resize: () => rl[kRefreshLine]() });
}

function closeOnAbort(rl, signal) {
  const close = () => rl.close();
  if (signal.aborted) process.nextTick(close);
  else rl.once('close', addAbortListener(signal, close)[Symbol.dispose]);
}

install(Interface.prototype, {
  get columns() {
    return this.output?.columns || Infinity;
  },

  setPrompt(prompt) {
    this[kPrompt] = prompt;
  },

  getPrompt() {
    return this[kPrompt];
  },

  [kSetRawMode](mode) {
    const wasRaw = this.input.isRaw;
    if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
    return wasRaw;
  },

  prompt(preserveCursor) {
    if (this.paused) this.resume();
    if (this.terminal && process.env.TERM !== 'dumb') {
      if (!preserveCursor) this.cursor = 0;
      this[kRefreshLine]();
    } else {
      this[kWriteToOutput](this[kPrompt]);
    }
  },

  [kQuestion](query, callback) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    // While one question waits, another only repeats it.
    if (!this[kQuestionCallback]) {
      this[kOldPrompt] = this[kPrompt];
      this.setPrompt(query);
      this[kQuestionCallback] = callback;
    }
    this.prompt();
  },

  [kQuestionCancel]() {
    if (!this[kQuestionCallback]) return;
    this[kQuestionCallback] = null;
    this.setPrompt(this[kOldPrompt]);
    this.clearLine();
  },

  [kOnLine](line) {
    const callback = this[kQuestionCallback];
    if (!callback) {
      this.emit('line', line);
      return;
    }
    this[kQuestionCallback] = null;
    this.setPrompt(this[kOldPrompt]);
    callback(line);
  },

  close() {
    if (this.closed) return;
    this.pause();
    if (this.terminal) this[kSetRawMode](false);
    this.closed = true;
    this.emit('close');
  },

  pause() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) return;
    this.input.pause();
    this.paused = true;
    this.emit('pause');
    return this;
  },

  resume() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (!this.paused) return;
    this.input.resume();
    this.paused = false;
    this.emit('resume');
    return this;
  },

  write(data, key) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) this.resume();
    if (this.terminal) this[kTtyWrite](data, key);
    else this[kNormalWrite](data);
  },

  [kNormalWrite](data) {
    if (data === undefined) return;
    let string = this[kDecoder].write(data);
    if (this[kSawReturnAt] && Date.now() - this[kSawReturnAt] <= this.crlfDelay) {
      // The second half of a line ending.
      if (string[0] === '\n') string = string.slice(1);
      this[kSawReturnAt] = 0;
    }
    if (!string) return;

    const lines = string.split(lineEnding);
    lines[0] = (this[kLine_buffer] ?? '') + lines[0];
    this[kLine_buffer] = lines.pop();
    if (lines.length === 0) return;
    this[kSawReturnAt] = string.endsWith('\r') ? Date.now() : 0;
    for (const line of lines) this[kOnLine](line);
  },

  /** Each line as a string. */
  [Symbol.asyncIterator]() {
    this[kLineObjectStream] ??= EventEmitter.on(this, 'line', {
      close: ['close'],
      highWaterMark: 1024,
      [kFirstEventParam]: true,
    });
    return this[kLineObjectStream];
  },

  [Symbol.dispose]() {
    this.close();
  },
});

for (const part of ['display', 'editing', 'multiline', 'completion', 'keys']) {
  install(Interface.prototype, require(`internal/readline/${part}`));
}

function install(prototype, methods) {
  for (const key of Reflect.ownKeys(methods)) {
    Object.defineProperty(prototype, key, {
      ...Object.getOwnPropertyDescriptor(methods, key), enumerable: false,
    });
  }
}

module.exports = { ...symbols, Interface, InterfaceConstructor: Interface };
