// How the entries of an object are put together: all on one line, in columns, or one below the other.
'use strict';

const { getStringWidth } = require('internal/util/inspect');

// Room that is kept when a line is judged, for what may stand around it.
const reservedColumns = 10;
// Longer lists of entries are shown in columns.
const ungroupedEntriesMax = 6;
const columnsMax = 15;
// A character is about so many times as high as it is wide.
const characterAspect = 2.5;

const colorSequence = /\u001b\[\d\d?m/g;

// What is shown of one object, on its way to becoming text.
class Parts {
  constructor(keys, open, close) {
    this.keys = keys; // own properties that follow the entries
    this.open = open;
    this.close = close;
    this.base = ''; // stands before the brace: a function's name, a date, a stack
    this.list = false; // an array, or like one: its entries may go into columns
    this.fill = undefined; // (ctx, value, depth, parts) => the entries that are not properties
    this.data = undefined; // what `fill` needs
    this.accessors = undefined; // names of inherited accessors, shown as "[name]: value"
    this.hidesBytes = false; // whether the buffer among those is shown without its bytes
  }
}

// `depth` is the entries' own. `value` is the array or typed array that the entries are of, if they are.
function arrange(ctx, output, base, open, close, list, depth, value) {
  if (ctx.compact === true) return arrangeDensely(ctx, output, base, open, close);

  const header = base === '' ? open : `${base} ${open}`;
  if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
    const entries = output.length;
    if (list && entries > ungroupedEntriesMax) output = groupInColumns(ctx, output, value);
    // One line holds an object that has at most `compact` levels of objects in it. Columns stay columns.
    if (output.length === entries && ctx.currentDepth - depth < ctx.compact) {
      const start = entries + ctx.indentationLvl + open.length + base.length + reservedColumns;
      if (fitsOneLine(ctx, output, start, base)) {
        const line = join(output, ', ');
        if (!line.includes('\n')) return `${header} ${line} ${close}`;
      }
    }
  }
  const indentation = `\n${' '.repeat(ctx.indentationLvl)}`;
  return `${header}${indentation}  ${join(output, `,${indentation}  `)}${indentation}${close}`;
}

// The older form, `compact: true`: the first and the last entry share their lines with the braces.
function arrangeDensely(ctx, output, base, open, close) {
  const afterOpen = base === '' ? '' : ` ${base}`;
  if (fitsOneLine(ctx, output, 0, base)) return `${open}${afterOpen} ${join(output, ', ')} ${close}`;
  const indentation = `\n${' '.repeat(ctx.indentationLvl)}  `;
  // After a long opening like "Map(1) {" the entries would not line up with the first one.
  const separator = base === '' && open.length === 1 ? ' ' : `${afterOpen}${indentation}`;
  return `${open}${separator}${join(output, `,${indentation}`)} ${close}`;
}

// By concatenation, which makes no copy of long entries; Array.prototype.join copies at every level.
function join(output, separator) {
  let text = output.length === 0 ? '' : output[0];
  for (let i = 1; i < output.length; i++) {
    text += separator;
    text += output[i];
  }
  return text;
}

function fitsOneLine(ctx, output, start, base) {
  const limit = ctx.breakLength;
  if (limit === Infinity) {
    return !base.includes('\n') && !output.some((entry) => entry.includes('\n'));
  }
  // A comma for each entry, and a space.
  let total = output.length + start;
  if (total + output.length > limit) return false;
  for (let i = 0; i < output.length; i++) {
    const entry = output[i];
    total += ctx.colors ? entry.replace(colorSequence, '').length : entry.length;
    if (total > limit) return false;
  }
  return !base.includes('\n');
}

// Puts the entries of a long list side by side, as near to a square as their widths allow. Lists whose
// entries differ much in width are left as they are.
function groupInColumns(ctx, output, value) {
  const hasRemainder = ctx.maxArrayLength < output.length; // "... n more items" stays below the columns
  const count = hasRemainder ? output.length - 1 : output.length;
  const separatorWidth = 2;
  const widths = [];
  let totalWidth = 0;
  let widest = 0;
  for (let i = 0; i < count; i++) {
    const width = getStringWidth(output[i], ctx.colors);
    widths.push(width);
    totalWidth += width + separatorWidth;
    if (width > widest) widest = width;
  }
  const cell = widest + separatorWidth;
  const roomForThree = cell * 3 + ctx.indentationLvl < ctx.breakLength;
  if (!roomForThree || !(totalWidth / cell > 5 || widest <= 6)) return output;

  const bias = Math.sqrt(cell - totalWidth / output.length);
  const biasedCell = Math.max(cell - 3 - bias, 1);
  const columns = Math.min(
    Math.round(Math.sqrt(characterAspect * biasedCell * count) / biasedCell),
    Math.floor((ctx.breakLength - ctx.indentationLvl) / cell),
    ctx.compact * 4,
    columnsMax,
  );
  if (columns <= 1) return output;

  const columnWidths = [];
  for (let column = 0; column < columns; column++) {
    let width = 0;
    for (let i = column; i < count; i += columns) width = Math.max(width, widths[i]);
    columnWidths.push(width + separatorWidth);
  }
  const alignRight = value === undefined || isNumeric(value, output.length);
  const lines = [];
  for (let start = 0; start < count; start += columns) {
    const last = Math.min(start + columns, count) - 1;
    let line = '';
    for (let i = start; i < last; i++) {
      // padStart and padEnd count colour sequences as if they took room.
      const invisible = output[i].length - widths[i];
      const width = columnWidths[i - start] + invisible;
      line += alignRight ? `${output[i]}, `.padStart(width) : `${output[i]}, `.padEnd(width);
    }
    if (alignRight) {
      const invisible = output[last].length - widths[last];
      line += output[last].padStart(columnWidths[last - start] + invisible - separatorWidth);
    } else {
      line += output[last];
    }
    lines.push(line);
  }
  if (hasRemainder) lines.push(output[count]);
  return lines;
}

// Whether as many entries of the array as are shown, extra properties counted too, are numbers.
function isNumeric(array, count) {
  for (let i = 0; i < count; i++) {
    const type = typeof array[i];
    if (type !== 'number' && type !== 'bigint') return false;
  }
  return true;
}

module.exports = { Parts, arrange };
