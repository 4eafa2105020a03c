// The editing of an Interface's line: inserting, deleting, undoing, and the ring of what was killed, as GNU readline
// and Emacs have them.
'use strict';

const { charLengthAt, charLengthLeft } = require('internal/readline/utils');
const {
  kAddHistory, kBeforeEdit, kDeleteLeft, kDeleteLineLeft, kDeleteLineRight, kDeleteRight, kDeleteWordLeft,
  kDeleteWordRight, kHistoryNext, kHistoryPrev, kInsertString, kIsMultiline, kKillRing, kKillRingCursor,
  kLastCommandErrored, kLine, kMoveCursor, kOnLine, kRedo, kRedoStack, kRefreshLine, kSavePreviousState, kSetLine,
  kSubstringSearch, kUndo, kUndoStack, kWordLeft, kWordRight, kWriteToOutput, kYank, kYankPop, kYanking,
} = require('internal/readline/symbols');

const undoStackLengthMax = 2048;
const killRingLengthMax = 32;

// On the text before the cursor in reverse, so that the search begins where the word is near.
const wordBefore = /^\s*(?:[^\w\s]+|\w+)?/;
const wordAfter = /^(?:\s+|[^\w\s]+|\w+)\s*/;
const wordAfterToDelete = /^(?:\s+|\W+|\w+)\s*/;

function lengthOfWordBefore({ line, cursor }) {
  const reversed = Array.from(line.slice(0, cursor)).reverse().join('');
  return wordBefore.exec(reversed)[0].length;
}

function undoable(rl) {
  return { text: rl.line, cursor: rl.cursor };
}

// One step back on one stack, which becomes a step on the other.
function travel(rl, from, to) {
  if (from.length === 0) return;
  to.push(undoable(rl));
  const { text, cursor } = from.pop();
  rl[kSetLine](text);
  rl.cursor = cursor;
  rl[kRefreshLine]();
}

function kill(rl, text) {
  const ring = rl[kKillRing];
  if (text === '' || text === ring[0]) return;
  ring.unshift(text);
  rl[kKillRingCursor] = 0;
  if (ring.length > killRingLengthMax) ring.pop();
}

function showHistoryLine(rl, navigate) {
  rl[kBeforeEdit](rl.line, rl.cursor);
  rl[kSetLine](navigate.call(rl.historyManager, rl[kSubstringSearch]));
  rl.cursor = rl.line.length;
  rl[kRefreshLine]();
}

module.exports = {
  [kSetLine](line = '') {
    this.line = line;
    this[kIsMultiline] = line.includes('\n');
  },

  [kBeforeEdit](text, cursor) {
    const stack = this[kUndoStack];
    if (stack.push({ text, cursor }) > undoStackLengthMax) stack.shift();
  },

  [kUndo]() {
    travel(this, this[kUndoStack], this[kRedoStack]);
  },

  [kRedo]() {
    travel(this, this[kRedoStack], this[kUndoStack]);
  },

  [kInsertString](text) {
    this[kBeforeEdit](this.line, this.cursor);
    const before = this.line.slice(0, this.cursor);
    const after = this.line.slice(this.cursor);
    if (!this.isCompletionEnabled) {
      // More of the same is about to come; what is shown gets right with the last of it.
      this.line = before + text + after;
      this.cursor += text.length;
      this[kWriteToOutput](text);
    } else if (after !== '') {
      this[kSetLine](before + text + after);
      this.cursor += text.length;
      this[kRefreshLine]();
    } else {
      const { rows } = this.getCursorPos();
      this.line += text;
      this.cursor += text.length;
      if (rows < this.getCursorPos().rows) this[kRefreshLine]();
      else this[kWriteToOutput](text);
    }
  },

  [kDeleteLeft]() {
    if (this.cursor === 0 || this.line === '') return;
    this[kBeforeEdit](this.line, this.cursor);
    const size = charLengthLeft(this.line, this.cursor);
    this.line = this.line.slice(0, this.cursor - size) + this.line.slice(this.cursor);
    this.cursor -= size;
    this[kRefreshLine]();
  },

  [kDeleteRight]() {
    if (this.cursor >= this.line.length) return;
    this[kBeforeEdit](this.line, this.cursor);
    const size = charLengthAt(this.line, this.cursor);
    this.line = this.line.slice(0, this.cursor) + this.line.slice(this.cursor + size);
    this[kRefreshLine]();
  },

  [kWordLeft]() {
    if (this.cursor > 0) this[kMoveCursor](-lengthOfWordBefore(this));
  },

  [kWordRight]() {
    if (this.cursor < this.line.length) this[kMoveCursor](wordAfter.exec(this.line.slice(this.cursor))[0].length);
  },

  [kDeleteWordLeft]() {
    if (this.cursor === 0) return;
    this[kBeforeEdit](this.line, this.cursor);
    const before = this.line.slice(0, this.cursor - lengthOfWordBefore(this));
    this.line = before + this.line.slice(this.cursor);
    this.cursor = before.length;
    this[kRefreshLine]();
  },

  [kDeleteWordRight]() {
    if (this.cursor >= this.line.length) return;
    this[kBeforeEdit](this.line, this.cursor);
    const after = this.line.slice(this.cursor);
    this.line = this.line.slice(0, this.cursor) + after.slice(wordAfterToDelete.exec(after)[0].length);
    this[kRefreshLine]();
  },

  [kDeleteLineLeft]() {
    this[kBeforeEdit](this.line, this.cursor);
    kill(this, this.line.slice(0, this.cursor));
    this[kSetLine](this.line.slice(this.cursor));
    this.cursor = 0;
    this[kRefreshLine]();
  },

  [kDeleteLineRight]() {
    this[kBeforeEdit](this.line, this.cursor);
    kill(this, this.line.slice(this.cursor));
    this[kSetLine](this.line.slice(0, this.cursor));
    this[kRefreshLine]();
  },

  /** Inserts what was killed last. */
  [kYank]() {
    if (this[kKillRing].length === 0) return;
    this[kYanking] = true;
    this[kInsertString](this[kKillRing][this[kKillRingCursor]]);
  },

  /** Replaces what was just yanked by what was killed before it. */
  [kYankPop]() {
    const ring = this[kKillRing];
    if (!this[kYanking] || ring.length < 2) return;
    const yanked = ring[this[kKillRingCursor]];
    this[kKillRingCursor] = (this[kKillRingCursor] + 1) % ring.length;
    const before = this.line.slice(0, this.cursor - yanked.length) + ring[this[kKillRingCursor]];
    this[kSetLine](before + this.line.slice(this.cursor));
    this.cursor = before.length;
    this[kRefreshLine]();
  },

  [kAddHistory]() {
    return this.historyManager.addHistory(this[kIsMultiline], this[kLastCommandErrored]);
  },

  [kHistoryNext]() {
    if (this.historyManager.canNavigateToNext()) showHistoryLine(this, this.historyManager.navigateToNext);
  },

  [kHistoryPrev]() {
    if (this.historyManager.canNavigateToPrevious()) showHistoryLine(this, this.historyManager.navigateToPrevious);
  },

  clearLine() {
    this[kMoveCursor](Infinity);
    this[kWriteToOutput]('\r\n');
    this[kSetLine]('');
    this.cursor = 0;
    this.prevRows = 0;
  },

  /** The line is finished. */
  [kLine]() {
    this[kSavePreviousState]();
    const line = this[kAddHistory]();
    this[kUndoStack] = [];
    this[kRedoStack] = [];
    this.clearLine();
    this[kOnLine](line);
  },
};
