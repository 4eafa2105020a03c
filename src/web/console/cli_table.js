// internal/cli_table: a table drawn with box characters.
'use strict';

const { getStringWidth } = require('internal/util/inspect');

// `columns` may be of different length, and have holes.
function renderTable(headers, columns) {
  const height = Math.max(...columns.map((column) => column.length));
  const rows = Array.from({ length: height }, (_, row) => columns.map((column) => column[row] ?? ''));
  const widths = headers.map((header, i) =>
    rows.reduce((widest, row) => Math.max(widest, getStringWidth(row[i])), getStringWidth(header)));
  const rules = widths.map((width) => '─'.repeat(width + 2));
  return [
    `┌${rules.join('┬')}┐`,
    renderRow(headers, widths),
    `├${rules.join('┼')}┤`,
    ...rows.map((row) => renderRow(row, widths)),
    `└${rules.join('┴')}┘`,
  ].join('\n');
}

function renderRow(cells, widths) {
  const padded = cells.map((cell, i) => cell + ' '.repeat(widths[i] - getStringWidth(cell)));
  return `│ ${padded.join(' │ ')} │`;
}

module.exports = renderTable;
