// The report on standard output, test by test in the order of their declaration, as Node's `spec` reporter writes it.
'use strict';

const path = require('path');
const { inspect } = require('internal/util/inspect');
const { shouldColorize } = require('internal/util/colors');

const colors = { green: '\u001b[32m', red: '\u001b[31m', gray: '\u001b[90m', blue: '\u001b[34m', white: '\u001b[39m' };

class Reporter {
  constructor() {
    this.counts = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
    this.failed = [];
    this.diagnostics = [];
    this.start = process.hrtime.bigint();
    this.colored = shouldColorize(process.stdout);
  }

  /** Writes what is finished, unless something that was declared before it is not. */
  flush(parent) {
    while (parent.reported < parent.subtests.length) {
      const test = parent.subtests[parent.reported];
      this.flush(test);
      if (!test.finished || test.reported < test.subtests.length) return;
      this.#report(test);
      parent.reported++;
    }
  }

  #report(test) {
    this.#head(test.parent);
    this.#count(test);
    const indent = '  '.repeat(test.nesting);
    this.#write(`${indent}${this.#line(test)}\n`);
    for (const message of test.diagnostics) this.#write(this.#color('blue', `${indent}\u2139 ${message}`) + '\n');
    if (!test.passed && test.errors[0]?.failureType !== 'subtestsFailed') this.failed.push(test);
  }

  // Before the first subtest.
  #head(test) {
    if (test.parent === null || test.headed) return;
    this.#head(test.parent);
    test.headed = true;
    this.#write(`${'  '.repeat(test.nesting)}\u25b6 ${test.name}\n`);
  }

  #line(test) {
    const time = this.#color('gray', `(${test.duration}ms)`);
    const { skipped, todo } = test;
    if (skipped !== undefined) {
      return `${this.#color('gray', `\ufe63 ${test.name}`)} ${time} # ${skipped === true ? 'SKIP' : skipped}`;
    }
    if (todo !== undefined) {
      return `${test.passed ? '\u2714' : '\u26a0'} ${test.name} ${time} # ${todo === true ? 'TODO' : todo}`;
    }
    return `${this.#mark(test)} ${time}`;
  }

  #mark(test) {
    return test.passed ? this.#color('green', `\u2714 ${test.name}`) : this.#color('red', `\u2716 ${test.name}`);
  }

  #count(test) {
    const { counts } = this;
    if (test.isSuite) {
      counts.suites++;
      return;
    }
    counts.tests++;
    if (test.skipped !== undefined) counts.skipped++;
    else if (test.todo !== undefined) counts.todo++;
    else if (test.cancelled) counts.cancelled++;
    else if (test.passed) counts.pass++;
    else counts.fail++;
  }

  /** The end: the counts, and once more what failed. */
  finish(root) {
    this.flush(root);
    for (const message of this.diagnostics) this.#write(this.#color('blue', `\u2139 ${message}`) + '\n');
    const entries = [...Object.entries(this.counts), ['duration_ms', Number(process.hrtime.bigint() - this.start) / 1e6]];
    for (const [name, value] of entries) this.#write(this.#color('blue', `\u2139 ${name} ${value}`) + '\n');
    const { failed } = this;
    if (root.errors.length > 0) failed.push(root);
    if (failed.length === 0) return;
    this.#write(`\n${this.#color('red', '\u2716 failing tests:')}\n`);
    for (const test of failed) this.#writeFailure(test);
  }

  #writeFailure(test) {
    const { location } = test;
    if (location !== undefined) {
      const file = path.relative(process.cwd(), location.file.replace(/^file:\/\//, ''));
      this.#write(`\ntest at ${file}:${location.line}:${location.column}\n`);
    }
    this.#write(`${this.#line(test)}\n`);
    for (const failure of test.errors) {
      const text = inspect(failure.cause, { colors: this.colored, breakLength: Infinity });
      this.#write(`  ${text.replaceAll('\n', '\n  ')}\n`);
    }
  }

  #color(color, text) {
    return this.colored ? `${colors[color]}${text}${colors.white}` : text;
  }

  #write(text) {
    process.stdout.write(text);
  }
}

module.exports = { Reporter };
