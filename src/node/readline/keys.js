// What each key does to an Interface's line.
'use strict';

const { AbortError } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { charLengthAt, charLengthLeft } = require('internal/readline/utils');
const { clearScreenDown, cursorTo } = require('internal/readline/callbacks');
const {
  kDeleteLeft, kDeleteLineLeft, kDeleteLineRight, kDeleteRight, kDeleteWordLeft, kDeleteWordRight, kHistoryNext,
  kHistoryPrev, kInsertString, kIsMultiline, kLine, kMoveCursor, kMoveDownOrHistoryNext, kMoveUpOrHistoryPrev,
  kPreviousCursorCols, kPreviousKey, kQuestionReject, kRedo, kRefreshLine, kSawReturnAt, kSetRawMode,
  kSubstringSearch, kTabComplete, kTtyWrite, kUndo, kWordLeft, kWordRight, kYank, kYankPop, kYanking,
} = require('internal/readline/symbols');

const lineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/;

const toStart = (rl) => rl[kMoveCursor](-Infinity);
const toEnd = (rl) => rl[kMoveCursor](Infinity);
const toLeft = (rl) => rl[kMoveCursor](-charLengthLeft(rl.line, rl.cursor));
const toRight = (rl) => rl[kMoveCursor](charLengthAt(rl.line, rl.cursor));
const deleteWordLeft = (rl) => rl[kDeleteWordLeft]();
const deleteWordRight = (rl) => rl[kDeleteWordRight]();
const wordLeft = (rl) => rl[kWordLeft]();
const wordRight = (rl) => rl[kWordRight]();

// Terminals send the same for Control with Backspace as for Control with H, so that one is reached by programs only.
const withControlAndShift = {
  __proto__: null,
  backspace: (rl) => rl[kDeleteLineLeft](),
  delete: (rl) => rl[kDeleteLineRight](),
};

const withControl = {
  __proto__: null,
  a: toStart,
  b: toLeft,
  c(rl) {
    if (rl.listenerCount('SIGINT') > 0) rl.emit('SIGINT');
    else finish(rl, 'Aborted with Ctrl+C');
  },
  d(rl) {
    if (rl.cursor === 0 && rl.line.length === 0) finish(rl, 'Aborted with Ctrl+D');
    else if (rl.cursor < rl.line.length) rl[kDeleteRight]();
  },
  e: toEnd,
  f: toRight,
  h: (rl) => rl[kDeleteLeft](),
  k: (rl) => rl[kDeleteLineRight](),
  l(rl) {
    cursorTo(rl.output, 0, 0);
    clearScreenDown(rl.output);
    rl[kRefreshLine]();
  },
  n: (rl) => rl[kHistoryNext](),
  p: (rl) => rl[kHistoryPrev](),
  u: (rl) => rl[kDeleteLineLeft](),
  w: deleteWordLeft,
  y: (rl) => rl[kYank](),
  z(rl) {
    if (rl.listenerCount('SIGTSTP') > 0) rl.emit('SIGTSTP');
    else suspend(rl);
  },
  backspace: deleteWordLeft,
  delete: deleteWordRight,
  left: wordLeft,
  right: wordRight,
};

const withMeta = {
  __proto__: null,
  b: wordLeft,
  d: deleteWordRight,
  f: wordRight,
  y: (rl) => rl[kYankPop](),
  backspace: deleteWordLeft,
  delete: deleteWordRight,
};

const plain = {
  __proto__: null,
  return(rl) {
    rl[kSawReturnAt] = Date.now();
    rl[kLine]();
  },
  enter(rl) {
    // Soon after a return it is the second half of one line ending.
    if (rl[kSawReturnAt] === 0 || Date.now() - rl[kSawReturnAt] > rl.crlfDelay) rl[kLine]();
    rl[kSawReturnAt] = 0;
  },
  backspace: (rl) => rl[kDeleteLeft](),
  delete: (rl) => rl[kDeleteRight](),
  left: toLeft,
  right: toRight,
  home: toStart,
  end: toEnd,
  up: (rl) => rl[kMoveUpOrHistoryPrev](),
  down: (rl) => rl[kMoveDownOrHistoryNext](),
};

const isVertical = ({ name }) => name === 'up' || name === 'down';

function finish(rl, reason) {
  rl.close();
  rl[kQuestionReject]?.(new AbortError(reason));
}

function suspend(rl) {
  process.once('SIGCONT', () => {
    // If the program has not left the stream alone meanwhile.
    if (!rl.paused) {
      rl.pause();
      rl.emit('SIGCONT');
    }
    // Another program may have changed the terminal's mode.
    rl[kSetRawMode](true);
    rl[kRefreshLine]();
  });
  rl[kSetRawMode](false);
  process.kill(process.pid, 'SIGTSTP');
}

// Up and down go through the lines that begin as the line did when the first of them was pressed.
function updateSearch(rl, key) {
  if (isVertical(key) && !key.ctrl && !key.meta && !key.shift) {
    if (rl[kSubstringSearch] === null && !rl[kIsMultiline]) rl[kSubstringSearch] = rl.line.slice(0, rl.cursor);
  } else if (rl[kSubstringSearch] !== null) {
    rl[kSubstringSearch] = null;
    if (rl.history.length === rl.historyIndex) rl.historyIndex = -1;
  }
}

function insertText(rl, text) {
  const lines = text.split(lineEnding);
  const last = lines.pop();
  for (const line of lines) {
    rl[kInsertString](line);
    rl[kLine]();
  }
  rl[kInsertString](last);
}

function plainKey(rl, text, key, previousKey) {
  if (rl[kSawReturnAt] && key.name !== 'enter') rl[kSawReturnAt] = 0;
  const action = plain[key.name];
  if (action !== undefined) action(rl);
  else if (key.name === 'tab' && typeof rl.completer === 'function' && rl.isCompletionEnabled) {
    rl[kTabComplete](previousKey && previousKey.name === 'tab');
  } else if (typeof text === 'string' && text !== '') {
    insertText(rl, text);
  }
}

module.exports = {
  [kTtyWrite](text, key) {
    const previousKey = this[kPreviousKey];
    key ||= kEmptyObject;
    this[kPreviousKey] = key;
    if (!key.meta || key.name !== 'y') this[kYanking] = false;
    updateSearch(this, key);

    if (typeof key.sequence === 'string') {
      if (key.sequence[0] === '\x1f') return this[kUndo]();
      if (key.sequence[0] === '\x1e') return this[kRedo]();
    }
    if (key.name === 'escape') return;

    if (key.ctrl) (key.shift ? withControlAndShift : withControl)[key.name]?.(this);
    else if (key.meta) withMeta[key.name]?.(this);
    else plainKey(this, text, key, previousKey);

    const keepsColumn = !key.ctrl && !key.meta && isVertical(key);
    if (!keepsColumn) this[kPreviousCursorCols] = -1;
  },
};
