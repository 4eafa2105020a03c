// The names under which an Interface keeps what is its own affair. What each means to a program that looks under the
// underscore names of old is in readline.js.
'use strict';

const methods = [
  'addHistory', 'deleteLeft', 'deleteLineLeft', 'deleteLineRight', 'deleteRight', 'deleteWordLeft', 'deleteWordRight',
  'getDisplayPos', 'historyNext', 'historyPrev', 'insertString', 'line', 'moveCursor', 'normalWrite', 'onLine',
  'refreshLine', 'setRawMode', 'tabComplete', 'ttyWrite', 'wordLeft', 'wordRight', 'writeToOutput',
  'addNewLineOnTTY', 'beforeEdit', 'moveDownOrHistoryNext', 'moveUpOrHistoryPrev', 'question', 'questionCancel',
  'redo', 'restorePreviousState', 'savePreviousState', 'setLine', 'tabCompleter', 'undo', 'yank', 'yankPop',
];

const fields = [
  'decoder', 'isMultiline', 'killRing', 'killRingCursor', 'lastCommandErrored', 'lineObjectStream', 'line_buffer',
  'oldPrompt', 'previousCursor', 'previousCursorCols', 'previousKey', 'previousLine', 'previousPrevRows', 'prompt',
  'questionCallback', 'questionReject', 'redoStack', 'sawKeyPress', 'sawReturnAt', 'substringSearch', 'undoStack',
  'yanking',
];

for (const name of methods.concat(fields)) {
  exports[`k${name[0].toUpperCase()}${name.slice(1)}`] = Symbol(`_${name}`);
}

// Its description is what continuation lines begin with.
exports.kMultilinePrompt = Symbol('| ');
