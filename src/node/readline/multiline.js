// Lines with line breaks in them, as a program such as a REPL makes them: moving between their rows, and breaking one
// where its cursor is.
'use strict';

const { clearScreenDown, moveCursor } = require('internal/readline/callbacks');
const {
  kAddNewLineOnTTY, kGetDisplayPos, kHistoryNext, kHistoryPrev, kIsMultiline, kMoveCursor, kMoveDownOrHistoryNext,
  kMoveUpOrHistoryPrev, kMultilinePrompt, kPreviousCursor, kPreviousCursorCols, kPreviousLine, kPreviousPrevRows,
  kPrompt, kRestorePreviousState, kSavePreviousState, kSetLine, kWriteToOutput,
} = require('internal/readline/symbols');

const continuation = kMultilinePrompt.description;

// To the row below (`step` 1) or above (-1), in the same column as far as that row reaches; the column is kept in mind
// for rows that are longer again.
function moveBetweenRows(rl, step, rows, { rows: row, cols }) {
  const here = rows[row];
  const there = rows[row + step];
  const down = step === 1;
  const toItsEnd = down ? here.length - cols + continuation.length + there.length + 1 : 1 - cols;
  let distance;
  if (cols > there.length + 1) {
    if (rl[kPreviousCursorCols] === -1) rl[kPreviousCursorCols] = cols;
    distance = toItsEnd;
  } else {
    distance = down ? here.length + 1 : -there.length - 1;
    const wished = rl[kPreviousCursorCols];
    if (wished !== -1 && wished <= there.length) {
      distance += wished - cols;
      rl[kPreviousCursorCols] = -1;
    } else if (wished !== -1) {
      distance = toItsEnd;
    }
  }
  rl[kMoveCursor](distance);
}

module.exports = {
  [kMoveDownOrHistoryNext]() {
    const position = this.getCursorPos();
    const rows = this.line.split('\n');
    if (this[kIsMultiline] && position.rows < rows.length - 1) {
      moveBetweenRows(this, 1, rows, position);
    } else {
      this[kPreviousCursorCols] = -1;
      this[kHistoryNext]();
    }
  },

  [kMoveUpOrHistoryPrev]() {
    const position = this.getCursorPos();
    if (this[kIsMultiline] && position.rows > 0) {
      moveBetweenRows(this, -1, this.line.split('\n'), position);
    } else {
      this[kPreviousCursorCols] = -1;
      this[kHistoryPrev]();
    }
  },

  [kSavePreviousState]() {
    this[kPreviousLine] = this.line;
    this[kPreviousCursor] = this.cursor;
    this[kPreviousPrevRows] = this.prevRows;
  },

  [kRestorePreviousState]() {
    this[kSetLine](this[kPreviousLine]);
    this.cursor = this[kPreviousCursor];
    this.prevRows = this[kPreviousPrevRows];
  },

  /** Takes the line that was just entered back, broken where its cursor was. The terminal's cursor is below it. */
  [kAddNewLineOnTTY]() {
    this[kRestorePreviousState]();
    const rowsBefore = this.line.split('\n').length;
    const before = this.line.slice(0, this.cursor);
    const after = this.line.slice(this.cursor);
    this[kSetLine](`${before}\n${after}`);
    this.cursor += 1;

    if (after === '') {
      this[kWriteToOutput](continuation);
      this.prevRows = this.line.split('\n').length - 1;
      return;
    }

    // All from the row of the cursor on is cleared and written again.
    const heads = before.split('\n');
    let rest = after;
    if (this.prevRows > 0) {
      const endOfRowAbove = (heads.at(-2) ?? '').length + continuation.length;
      moveCursor(this.output, endOfRowAbove, -(after.split('\n').length + 1));
      clearScreenDown(this.output);
      this[kWriteToOutput]('\n');
      rest = `${heads.at(-1)}\n${after}`;
    } else {
      moveCursor(this.output, 0, -rowsBefore);
      clearScreenDown(this.output);
    }
    this[kWriteToOutput](heads.length < 2 ? `${this[kPrompt]}${before}\n${continuation}` : continuation);

    const cursor = this.getCursorPos();
    this[kWriteToOutput](rest.replaceAll('\n', `\n${continuation}`));
    const end = this[kGetDisplayPos](this.line);
    moveCursor(this.output, cursor.cols - end.cols, cursor.rows - end.rows);
    this.prevRows = cursor.rows;
  },
};
