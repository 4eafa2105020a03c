// The tab key: the completer's answer, put into the line or shown as a table.
'use strict';

const { getStringWidth, inspect } = require('internal/util/inspect');
const { commonPrefix } = require('internal/readline/utils');
const {
  kBeforeEdit, kInsertString, kRefreshLine, kSetLine, kTabComplete, kTabCompleter, kWriteToOutput,
} = require('internal/readline/symbols');

// Columns of equal width; an empty entry separates groups.
function table(completions, columns) {
  const widths = completions.map((completion) => getStringWidth(completion));
  const width = Math.max(...widths) + 2;
  const perLine = columns === Infinity ? 1 : Math.floor(columns / width) || 1;
  let output = '\r\n';
  let inLine = 0;
  let padding = 0;
  completions.forEach((completion, i) => {
    if (completion === '' || inLine === perLine) {
      output += '\r\n';
      inLine = 0;
    } else {
      output += ' '.repeat(inLine === 0 ? 0 : padding);
    }
    if (completion === '') {
      output += '\r\n';
    } else {
      output += completion;
      padding = width - widths[i];
      inLine++;
    }
  });
  return inLine === 0 ? output : `${output}\r\n\r\n`;
}

module.exports = {
  async [kTabComplete](lastKeypressWasTab) {
    this.pause();
    let value;
    try {
      value = await this.completer(this.line.slice(0, this.cursor));
    } catch (error) {
      this[kWriteToOutput](`Tab completion error: ${inspect(error)}`);
      return;
    } finally {
      this.resume();
    }
    this[kTabCompleter](lastKeypressWasTab, value);
  },

  [kTabCompleter](lastKeypressWasTab, { 0: completions, 1: completeOn }) {
    if (!completions || completions.length === 0) return;

    const prefix = commonPrefix(completions.filter((completion) => completion !== ''));
    if (prefix.startsWith(completeOn) && prefix.length > completeOn.length) {
      this[kInsertString](prefix.slice(completeOn.length));
    } else if (!completeOn.startsWith(prefix)) {
      // The same in another case, for example.
      const before = this.line.slice(0, this.cursor - completeOn.length) + prefix;
      this[kSetLine](before + this.line.slice(this.cursor));
      this.cursor = before.length;
      this[kRefreshLine]();
    } else if (lastKeypressWasTab) {
      this[kBeforeEdit](this.line, this.cursor);
      this[kWriteToOutput](table(completions, this.columns));
      this[kRefreshLine]();
    }
  },
};
