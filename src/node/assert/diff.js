// The message of an assertion: both values as text, and how they differ.
'use strict';

const colors = require('internal/util/colors');
const { inspect } = require('internal/util/inspect');
const { myersDiff, operations } = require('internal/util/myers_diff');

const texts = {
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};

// Two primitives that take no more than this are shown beside each other.
const shortLengthMax = 12;
const terminalWidthDefault = 80;
// Unchanged lines in a row that are shown; of more, only the last one, before what changes.
const unchangedLinesMax = 5;
const identicalLinesMax = 50;
const unequalLinesMax = 50;
const unequalLinesShown = 46;
const looseLengthMax = 512;
const looseEqualLengthMax = 1024;
const ellipsis = '...';

// `message` is the program's own; undefined or null if it gave none.
function describe(actual, expected, operator, message, diff) {
  if (message == null) colors.refresh(); // the environment may have changed
  const isFull = diff === 'full';
  switch (operator) {
    case 'deepStrictEqual':
    case 'strictEqual':
    case 'partialDeepStrictEqual':
      return describeDifference(actual, expected, operator, message, isFull);
  }
  if (message != null) return String(message);
  switch (operator) {
    case 'notDeepStrictEqual':
    case 'notStrictEqual':
      return describeUnequal(actual, operator, isFull);
    default:
      return describeLoose(actual, expected, operator, isFull);
  }
}

// With settings of its own: the defaults are the program's to change. Getters are shown as they are compared.
function inspectValue(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function describeDifference(actual, expected, operator, message, isFull) {
  const actualText = inspectValue(actual);
  const expectedText = inspectValue(expected);
  const actualLines = actualText.split('\n');
  const expectedLines = expectedText.split('\n');
  const isSimple = actualLines.length === 1 && expectedLines.length === 1 && !(isObject(actual) && isObject(expected));

  let key = operator;
  if (operator === 'strictEqual' && areReferences(actual, expected)) key = 'strictEqualObject';
  let header = `${colors.green}+ actual${colors.white} ${colors.red}- expected${colors.white}`;
  let body;
  let isShortened = false;
  if (isSimple) {
    const simple = compareSimple(actual, actualText, expected, expectedText);
    header = simple.header ?? header;
    body = simple.body;
  } else if (actualText === expectedText) {
    key = 'notIdentical';
    header = '';
    isShortened = actualLines.length > identicalLinesMax && !isFull;
    body = isShortened ? `${actualLines.slice(0, identicalLinesMax).join('\n')}\n...}` : actualText;
  } else {
    const isPartial = operator === 'partialDeepStrictEqual';
    const edits = myersDiff(actualLines, expectedLines, isObject(actual)).reverse();
    const printed = printEdits(edits, isPartial);
    body = printed.text;
    isShortened = printed.isShortened;
    if (isPartial) {
      const sign = colors.hasColors ? '' : '+ ';
      header = `${colors.gray}${sign}actual${colors.white} ${colors.red}- expected${colors.white}`;
    }
  }
  const note = isShortened ? '\n... Skipped lines' : '';
  return `${message || texts[key]}\n${header}${note}\n${body}\n`;
}

function areReferences(actual, expected) {
  return (isObject(actual) && isObject(expected)) ||
    (typeof actual === 'function' && typeof expected === 'function');
}

// Values of one line: beside each other, in one line with colours, or one below the other.
function compareSimple(actual, actualText, expected, expectedText) {
  const isText = typeof actual === 'string';
  const isExpectedText = typeof expected === 'string';
  // Quotes do not count.
  const length = actualText.length - (isText ? 2 : 0) + expectedText.length - (isExpectedText ? 2 : 0);
  if (length <= shortLengthMax && (actual !== 0 || expected !== 0)) {
    return { header: '', body: `${actualText} !== ${expectedText}` };
  }
  if (isText && isExpectedText && colors.hasColors) {
    const header = `${colors.green}actual${colors.white} ${colors.red}expected${colors.white}`;
    return { header, body: printCharacters(actualText, expectedText) };
  }
  let body = `\n${colors.green}+${colors.white} ${actualText}\n${colors.red}- ${colors.white}${expectedText}`;
  const width = process.stderr.isTTY ? process.stderr.columns : terminalWidthDefault;
  if (actualText.length + expectedText.length <= width) {
    const at = firstDifference(actualText, expectedText);
    // At the very start it is seen without.
    if (at > 2) body += `\n${' '.repeat(at + 2)}^`;
  }
  return { header: undefined, body };
}

// Where `actual` goes on differently, or -1 if the other only is longer.
function firstDifference(actual, expected) {
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] !== expected[i]) return i;
  }
  return -1;
}

function printCharacters(actualText, expectedText) {
  let text = '\n';
  for (const [operation, character] of myersDiff(actualText.split(''), expectedText.split('')).reverse()) {
    let color = colors.white;
    if (operation === operations.insert) color = colors.green;
    else if (operation === operations.remove) color = colors.red;
    text += `${color}${character}${colors.white}`;
  }
  return text;
}

function printEdits(edits, isPartial) {
  let text = '';
  let isShortened = false;
  let unchanged = []; // lines in a row that are not printed yet
  const keep = (lines) => {
    for (const line of lines) text += `${colors.white}  ${line}\n`;
  };
  for (const [operation, line] of edits) {
    if (operation === operations.keep) {
      unchanged.push(line);
      continue;
    }
    // One or two lines too many are not worth leaving out.
    if (unchanged.length > unchangedLinesMax + 2) {
      keep(unchanged.slice(0, unchangedLinesMax));
      text += `${colors.blue}...${colors.white}\n`;
      keep(unchanged.slice(-1));
      isShortened = true;
    } else {
      keep(unchanged);
    }
    unchanged = [];
    if (operation === operations.remove) {
      text += `${colors.red}-${colors.white} ${line}\n`;
    } else if (isPartial) { // what the expected value does not have is no difference
      text += `${colors.gray}${colors.hasColors ? ' ' : '+'} ${line}${colors.white}\n`;
    } else {
      text += `${colors.green}+${colors.white} ${line}\n`;
    }
  }
  keep(unchanged.slice(0, unchangedLinesMax));
  return { text: `\n${text.trimEnd()}`, isShortened };
}

// The values are equal, so that one is shown.
function describeUnequal(actual, operator, isFull) {
  const isReference = isObject(actual) || typeof actual === 'function';
  const text = texts[operator === 'notStrictEqual' && isReference ? 'notStrictEqualObject' : operator];
  const lines = inspectValue(actual).split('\n');
  if (lines.length > unequalLinesMax && !isFull) {
    lines.length = unequalLinesShown;
    lines.push(`${colors.blue}...${colors.white}`);
  }
  if (lines.length > 1) return `${text}\n\n${lines.join('\n')}\n`;
  return `${text}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
}

function describeLoose(actual, expected, operator, isFull) {
  const limit = (text, max) => (
    text.length > max && !isFull ? text.slice(0, max - ellipsis.length) + ellipsis : text);
  const actualText = inspectValue(actual);
  const expectedText = inspectValue(expected);
  if (operator === 'notDeepEqual' && actualText === expectedText) {
    return limit(`${texts.notDeepEqual}\n\n${actualText}`, looseEqualLengthMax);
  }
  const left = limit(actualText, looseLengthMax);
  const right = limit(expectedText, looseLengthMax);
  if (operator === 'deepEqual') return `${texts.deepEqual}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  const text = texts[`${operator}Unequal`];
  if (text !== undefined) return `${text}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
  return `${left} ${operator} ${right}`;
}

module.exports = { describe };
