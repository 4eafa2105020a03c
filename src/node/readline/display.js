// What an Interface shows on a terminal: the prompt with the line, and where on the screen its cursor is.
'use strict';

const { validateString } = require('internal/validators');
const { getStringWidth, stripVTControlCharacters } = require('internal/util/inspect');
const { clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const {
  kGetDisplayPos, kIsMultiline, kMoveCursor, kMultilinePrompt, kPrompt, kRefreshLine, kWriteToOutput,
} = require('internal/readline/symbols');

const continuation = kMultilinePrompt.description;

module.exports = {
  [kWriteToOutput](stringToWrite) {
    validateString(stringToWrite, 'stringToWrite');
    if (this.output != null) this.output.write(stringToWrite);
  },

  [kRefreshLine]() {
    const line = this[kPrompt] + this.line;
    const end = this[kGetDisplayPos](line);
    const cursor = this.getCursorPos();

    if (this.prevRows > 0) moveCursor(this.output, 0, -this.prevRows);
    cursorTo(this.output, 0);
    clearScreenDown(this.output);

    if (this[kIsMultiline]) {
      const lines = this.line.split('\n');
      this[kWriteToOutput](this[kPrompt] + lines[0]);
      for (let i = 1; i < lines.length; i++) this[kWriteToOutput](`\n${continuation}${lines[i]}`);
    } else {
      this[kWriteToOutput](line);
    }
    // A full row alone does not make a terminal begin the next.
    if (end.cols === 0) this[kWriteToOutput](' ');

    cursorTo(this.output, cursor.cols);
    if (end.rows > cursor.rows) moveCursor(this.output, 0, cursor.rows - end.rows);
    this.prevRows = cursor.rows;
  },

  /** Where a terminal's cursor is after a text that began at the left edge. */
  [kGetDisplayPos](string) {
    const { columns } = this;
    let offset = 0;
    let rows = 0;
    for (const character of stripVTControlCharacters(string)) {
      if (character === '\n') {
        rows += Math.ceil(offset / columns) || 1;
        offset = this[kIsMultiline] ? continuation.length : 0;
      } else if (character === '\t') {
        offset += this.tabSize - (offset % this.tabSize);
      } else {
        const width = getStringWidth(character, false);
        // What is two columns wide does not stand across the edge.
        if (width === 2 && (offset + 1) % columns === 0) offset++;
        offset += width;
      }
    }
    const cols = offset % columns;
    return { cols, rows: rows + (offset - cols) / columns };
  },

  /** Where the cursor is, from the beginning of the prompt. */
  getCursorPos() {
    return this[kGetDisplayPos](this[kPrompt] + this.line.slice(0, this.cursor));
  },

  /** Moves the cursor by so many code units, as far as there are any. */
  [kMoveCursor](dx) {
    if (dx === 0) return;
    const before = this.getCursorPos();
    this.cursor = Math.max(0, Math.min(this.cursor + dx, this.line.length));
    const after = this.getCursorPos();
    if (before.rows === after.rows) moveCursor(this.output, after.cols - before.cols, 0);
    else this[kRefreshLine]();
  },
};
