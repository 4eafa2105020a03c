// From the characters that a terminal sends to keys.
//
// Terminals do not agree, so this takes what xterm, gnome, rxvt, putty, Cygwin and the Linux console send:
//   ESC letter                 the letter with Meta
//   ESC [ num ; modifier char  ESC [ [ num char   ESC [ letter   ESC [ 1 ; modifier letter
//   ESC O letter               ESC O modifier letter
// Here `char` is ~, $ or ^, a modifier is 1 + (shift 1, left alt 2, control 4, right alt 8), and each of the ESC may be
// doubled.
'use strict';

const kEscape = '\x1b';

// Keys by what follows ESC, and with Shift or Control where the terminal has a code of its own for that.
const plainCodes = {
  f1: '[P OP [11~ [[A',
  f2: '[Q OQ [12~ [[B',
  f3: '[R OR [13~ [[C',
  f4: '[S OS [14~ [[D',
  f5: '[15~ [[E',
  f6: '[17~',
  f7: '[18~',
  f8: '[19~',
  f9: '[20~',
  f10: '[21~',
  f11: '[23~',
  f12: '[24~',
  up: '[A OA',
  down: '[B OB',
  right: '[C OC',
  left: '[D OD',
  clear: '[E OE',
  end: '[F OF [4~ [8~',
  home: '[H OH [1~ [7~',
  insert: '[2~',
  delete: '[3~',
  pageup: '[5~ [[5~',
  pagedown: '[6~ [[6~',
  'paste-start': '[200~',
  'paste-end': '[201~',
};
const shiftCodes = {
  up: '[a', down: '[b', right: '[c', left: '[d', clear: '[e', tab: '[Z',
  insert: '[2$', delete: '[3$', pageup: '[5$', pagedown: '[6$', home: '[7$', end: '[8$',
};
const controlCodes = {
  up: 'Oa', down: 'Ob', right: 'Oc', left: 'Od', clear: 'Oe',
  insert: '[2^', delete: '[3^', pageup: '[5^', pagedown: '[6^', home: '[7^', end: '[8^',
};

const keysByCode = new Map();
function list(codes, modifier) {
  for (const name of Object.keys(codes)) {
    for (const code of codes[name].split(' ')) keysByCode.set(code, { name, modifier });
  }
}
list(plainCodes, undefined);
list(shiftCodes, 'shift');
list(controlCodes, 'ctrl');

const characterNames = {
  '__proto__': null,
  '\r': 'return',
  '\n': 'enter', // Should have been called linefeed.
  '\t': 'tab',
  '\b': 'backspace',
  '\x7f': 'backspace',
  '\x1b': 'escape',
  ' ': 'space',
};

// A sequence of which more is to come.
const unfinished = /^\x1b(?:\x1b?(?:O\d?|\[\[?\d{0,3}(?:;\d?)?)?)?$/;

const controlSequence = /^\x1b\x1b?(?:(O)(\d?)|(\[\[?))([^]*)$/;
const numbered = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/;
const lettered = /^(?:(?:\d;)?(\d))?([A-Za-z])$/;

/** Emits "keypress" on a stream for the characters that it is fed. */
class KeyParser {
  constructor(stream) {
    this.stream = stream;
    this.sequence = '';
  }

  /** One character; an empty one when no more has come for so long that an escape must have been meant. */
  feed(character) {
    const sequence = this.sequence + character;
    if (character !== '' && unfinished.test(sequence)) {
      this.sequence = sequence;
      return;
    }
    // Before any listener: what it throws, or feeds in turn, belongs to the next key.
    this.sequence = '';
    if (sequence === '') return;

    const key = { sequence, name: undefined, ctrl: false, meta: false, shift: false };
    const escaped = sequence[0] === kEscape;
    const control = escaped ? controlSequence.exec(sequence) : null;
    if (control !== null) readControlSequence(key, control);
    else readCharacter(key, character, escaped);

    if (key.name !== undefined || escaped) {
      this.stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if (sequence.length === 1 || sequence.codePointAt(0) > 0xffff) {
      this.stream.emit('keypress', sequence, key);
    }
  }
}

function readControlSequence(key, { 1: o, 2: digit, 3: bracket, 4: rest }) {
  let code;
  let modifier = 0;
  if (o !== undefined) {
    code = o + rest;
    if (digit !== '') modifier = digit - 1;
  } else {
    let match;
    if ((match = numbered.exec(rest)) !== null) {
      code = bracket + (match[4] ?? match[1] + match[3]);
      modifier = (match[2] ?? 1) - 1;
    } else if ((match = lettered.exec(rest)) !== null) {
      code = bracket + match[2];
      modifier = (match[1] ?? 1) - 1;
    } else {
      code = bracket + rest;
    }
  }

  key.ctrl = (modifier & 4) !== 0;
  key.meta = (modifier & 10) !== 0;
  key.shift = (modifier & 1) !== 0;
  key.code = code;
  const known = keysByCode.get(code);
  key.name = known?.name ?? 'undefined';
  if (known?.modifier !== undefined) key[known.modifier] = true;
}

function readCharacter(key, character, escaped) {
  const name = characterNames[character];
  if (name !== undefined) {
    key.name = name;
    key.meta = escaped;
  } else if (!escaped && character <= '\x1a') {
    key.name = String.fromCharCode(character.charCodeAt(0) + 0x60);
    key.ctrl = true;
  } else if (/^[0-9A-Za-z]$/.test(character)) {
    key.name = character.toLowerCase();
    key.shift = character >= 'A' && character <= 'Z';
    key.meta = escaped;
  } else if (escaped) {
    key.name = character === '' ? 'escape' : undefined;
    key.meta = true;
  }
}

module.exports = { KeyParser };
