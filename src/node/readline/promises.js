// `node:readline/promises`.
'use strict';

const { AbortError } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { addAbortListener } = require('internal/events/abort_listener');
const { Readline } = require('internal/readline/promises');
const { Interface: BaseInterface, kQuestion, kQuestionCancel, kQuestionReject } = require('internal/readline/interface');

class Interface extends BaseInterface {
  question(query, options = kEmptyObject) {
    return new Promise((resolve, reject) => {
      const signal = options?.signal;
      let answer = resolve;
      if (signal) {
        validateAbortSignal(signal, 'options.signal');
        const abort = () => reject(new AbortError(undefined, { cause: signal.reason }));
        if (signal.aborted) return abort();
        const onAbort = () => {
          this[kQuestionCancel]();
          abort();
        };
        const listener = addAbortListener(signal, onAbort);
        answer = (line) => {
          listener[Symbol.dispose]();
          resolve(line);
        };
      }
      this[kQuestionReject] = reject;
      this[kQuestion](query, answer);
    });
  }
}

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface, Readline, createInterface };
