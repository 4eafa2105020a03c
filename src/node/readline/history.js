// The lines that were entered before, newest first, and where among them the up and down keys are.
//
// A line with line breaks is kept with its parts in reverse and "\r" between them: newest first holds within it too.
'use strict';

const { validateArray, validateNumber } = require('internal/validators');
const { reverseString } = require('internal/readline/utils');

const kHistorySize = 30;

class History {
  constructor(context, { history, size, removeHistoryDuplicates }) {
    if (history !== undefined) validateArray(history, 'history');
    if (size !== undefined) validateNumber(size, 'size', 0);
    this.context = context;
    this.removeHistoryDuplicates = removeHistoryDuplicates || false;
    this.size = size ?? kHistorySize;
    this.history = history ?? [];
    this.index = -1; // -1 is the line that is being written.
    this.isFlushing = false;
  }

  /** Remembers the context's line, and returns it as it is to be reported. */
  addHistory(isMultiline, lastCommandErrored) {
    const { line } = this.context;
    if (line === '' || this.size === 0 || line.trim() === '') return line;

    // The parts of a multiline were remembered one by one, and what failed is replaced by what mends it.
    if ((isMultiline && this.index === -1) || lastCommandErrored) this.history.shift();

    const entry = reverseString(line, '\n', '\r');
    if (this.history[0] !== entry) {
      if (this.removeHistoryDuplicates) {
        const duplicate = this.history.indexOf(entry);
        if (duplicate !== -1) this.history.splice(duplicate, 1);
      }
      this.history.unshift(entry);
      if (this.history.length > this.size) this.history.pop();
    }
    this.index = -1;

    // Before the event: its listeners may take out what is not to be remembered, such as a password.
    const reported = isMultiline ? reverseString(this.history[0]) : this.history[0];
    this.context.emit('history', this.history);
    return reported;
  }

  canNavigateToNext() {
    return this.index > -1 && this.history.length > 0;
  }

  canNavigateToPrevious() {
    return this.history.length !== this.index && this.history.length > 0;
  }

  /** The next younger line that begins with `search`; `search` itself when there is none. */
  navigateToNext(search) {
    return this.#navigate(-1, search);
  }

  /** The next older line that begins with `search`; `search` itself when there is none. */
  navigateToPrevious(search) {
    return this.#navigate(1, search);
  }

  #navigate(step, search) {
    search ||= '';
    let index = this.index + step;
    for (; index >= 0 && index < this.history.length; index += step) {
      const entry = this.history[index];
      if (entry.startsWith(search) && entry !== this.context.line) break;
    }
    this.index = index;
    const entry = this.history[index];
    return entry === undefined ? search : reverseString(entry, '\r', '\n');
  }
}

module.exports = { History };
