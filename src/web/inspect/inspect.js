// internal/util/inspect: util.inspect and util.format, their options, colours and styles. Everything that
// walks a value is in the files beside this one and is loaded with the first value that needs it, so that
// printing plain text costs no more than this file.
'use strict';

const inspectDefaultOptions = Object.seal({
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
});

const hasOwn = Object.hasOwn;
// Captured here, for the scripts that load later too: a program that replaced it still wants to see its objects.
const objectKeys = Object.keys;

let primitives;
let values;
let formatting;
let widths;

// The last two parameters are the positional form of old: inspect(value, showHidden, depth, colors).
// Their defaults keep `inspect.length` at 2.
function inspect(value, opts, depth = undefined, colors = undefined) {
  const ctx = createContext();
  if (depth !== undefined) ctx.depth = depth;
  if (colors !== undefined) ctx.colors = colors;
  if (typeof opts === 'boolean') {
    ctx.showHidden = opts;
  } else if (opts) {
    applyOptions(ctx, opts);
  }
  if (ctx.colors) ctx.stylize = stylizeWithColor;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;

  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    primitives ??= require('internal/util/inspect/primitives');
    return primitives.formatPrimitive(ctx.stylize, value, ctx);
  }
  values ??= require('internal/util/inspect/value');
  return values.formatValue(ctx, value, 0);
}

// The state of one inspection: the options, and how far it has come.
function createContext() {
  return {
    ...inspectDefaultOptions,
    budget: {}, // characters written so far, by level of indentation
    indentationLvl: 0,
    seen: [], // the objects that are being shown, outermost first
    currentDepth: 0, // of the object shown last
    circular: undefined, // Map from objects met again inside themselves to their numbers
    userOptions: undefined,
    stylize: stylizeNoColor,
  };
}

// Options that are not inspect's own are kept as a whole: a custom inspect function gets them back.
function applyOptions(ctx, opts) {
  const keys = objectKeys(opts);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key === 'stylize' || hasOwn(inspectDefaultOptions, key)) {
      ctx[key] = opts[key];
    } else {
      ctx.userOptions ??= opts;
    }
  }
}

function stylizeNoColor(text) {
  return text;
}

function stylizeWithColor(text, styleType) {
  const style = inspect.styles[styleType];
  if (style === undefined) return text;
  const codes = inspect.colors[style];
  if (codes === undefined) return text;
  return `\u001b[${codes[0]}m${text}\u001b[${codes[1]}m`;
}

function format(...args) {
  return formatArguments(undefined, args);
}

function formatWithOptions(inspectOptions, ...args) {
  if (inspectOptions === null || typeof inspectOptions !== 'object') {
    const { validateObject, kValidateObjectAllowArray } = require('internal/validators');
    validateObject(inspectOptions, 'inspectOptions', kValidateObjectAllowArray);
  }
  return formatArguments(inspectOptions, args);
}

function formatArguments(inspectOptions, args) {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  formatting ??= require('internal/util/inspect/format');
  return formatting.formatArguments(inspectOptions, args);
}

// Introduced by ESC or by the one-character CSI: an operating system command up to its terminator, or a
// control sequence (ECMA-48) with numeric parameters up to its final byte.
const ansiSequence = new RegExp(
  '\\u001b\\][\\s\\S]*?(?:\\u0007|\\u001b\\\\|\\u009c)|' +
  '[\\u001b\\u009b][[\\]()#;?]*(?:\\d{1,4}(?:[;:]\\d{0,4})*)?[\\dA-PR-TZcf-nq-uy=><~]', 'g');

function stripVTControlCharacters(str) {
  if (typeof str !== 'string') require('internal/validators').validateString(str, 'str');
  if (!str.includes('\u001b') && !str.includes('\u009b')) return str;
  return str.replace(ansiSequence, '');
}

const printableAscii = /^[ -~]*$/;

// How many columns a terminal needs to show the text.
function getStringWidth(str, removeControlChars = true) {
  if (removeControlChars) str = stripVTControlCharacters(str);
  if (printableAscii.test(str)) return str.length;
  widths ??= require('internal/util/inspect/width');
  return widths.columnsOf(str);
}

function isZeroWidthCodePoint(code) {
  return code <= 0x1f || (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x300 && code <= 0x36f) || // Combining diacritical marks
    (code >= 0x200b && code <= 0x200f) || // Invisible characters that change their neighbours
    (code >= 0x20d0 && code <= 0x20ff) || // Combining marks for symbols
    (code >= 0xfe00 && code <= 0xfe0f) || // Variation selectors
    (code >= 0xfe20 && code <= 0xfe2f) || // Combining half marks
    (code >= 0xe0100 && code <= 0xe01ef); // Variation selectors, supplement
}

// The longest run of more than three entries of `a` that also stands in `b`: [its length, its place in `a`].
function identicalSequenceRange(a, b) {
  for (let i = 0; i < a.length - 3; i++) {
    const start = b.indexOf(a[i]);
    if (start === -1) continue;
    const most = Math.min(a.length - i, b.length - start);
    let length = 1;
    while (length < most && a[i + length] === b[start + length]) length++;
    if (length > 3) return [length, i];
  }
  return [0, 0];
}

inspect.custom = Symbol.for('nodejs.util.inspect.custom');

Object.defineProperty(inspect, 'defaultOptions', {
  __proto__: null,
  get() {
    return inspectDefaultOptions;
  },
  set(options) {
    require('internal/validators').validateObject(options, 'options');
    return Object.assign(inspectDefaultOptions, options);
  },
});

// Select Graphic Rendition (ECMA-48, 8.3.117): the code that switches an effect on, and the one that ends it.
const endsForeground = 39;
const endsBackground = 49;
inspect.colors = {
  __proto__: null,
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
  black: [30, endsForeground],
  red: [31, endsForeground],
  green: [32, endsForeground],
  yellow: [33, endsForeground],
  blue: [34, endsForeground],
  magenta: [35, endsForeground],
  cyan: [36, endsForeground],
  white: [37, endsForeground],
  bgBlack: [40, endsBackground],
  bgRed: [41, endsBackground],
  bgGreen: [42, endsBackground],
  bgYellow: [43, endsBackground],
  bgBlue: [44, endsBackground],
  bgMagenta: [45, endsBackground],
  bgCyan: [46, endsBackground],
  bgWhite: [47, endsBackground],
  framed: [51, 54],
  overlined: [53, 55],
  gray: [90, endsForeground],
  redBright: [91, endsForeground],
  greenBright: [92, endsForeground],
  yellowBright: [93, endsForeground],
  blueBright: [94, endsForeground],
  magentaBright: [95, endsForeground],
  cyanBright: [96, endsForeground],
  whiteBright: [97, endsForeground],
  bgGray: [100, endsBackground],
  bgRedBright: [101, endsBackground],
  bgGreenBright: [102, endsBackground],
  bgYellowBright: [103, endsBackground],
  bgBlueBright: [104, endsBackground],
  bgMagentaBright: [105, endsBackground],
  bgCyanBright: [106, endsBackground],
  bgWhiteBright: [107, endsBackground],
};

function alias(name, target) {
  Object.defineProperty(inspect.colors, name, {
    __proto__: null,
    get() {
      return this[target];
    },
    set(value) {
      this[target] = value;
    },
    configurable: true,
    enumerable: false,
  });
}
alias('grey', 'gray');
alias('blackBright', 'gray');
alias('bgGrey', 'bgGray');
alias('bgBlackBright', 'bgGray');
alias('faint', 'dim');
alias('crossedout', 'strikethrough');
alias('strikeThrough', 'strikethrough');
alias('crossedOut', 'strikethrough');
alias('conceal', 'hidden');
alias('swapColors', 'inverse');
alias('swapcolors', 'inverse');
alias('doubleUnderline', 'doubleunderline');

// There is no style for property names ("name"): they are shown plain.
inspect.styles = {
  __proto__: null,
  special: 'cyan',
  number: 'yellow',
  bigint: 'yellow',
  boolean: 'yellow',
  undefined: 'grey',
  null: 'bold',
  string: 'green',
  symbol: 'green',
  date: 'magenta',
  regexp: 'red',
  module: 'underline',
};

module.exports = {
  identicalSequenceRange,
  inspect,
  inspectDefaultOptions,
  format,
  formatWithOptions,
  getStringWidth,
  stripVTControlCharacters,
  isZeroWidthCodePoint,
  objectKeys,
};
