// The program as an ES module: what is imported before it, and how it ends when an `await` at its top never does.
'use strict';

const { triggerUncaughtException } = internalBinding('errors');
const { getOptionValue } = require('internal/options');

const kUnsettledTopLevelAwait = 13;

let esm;
let isPending = false;
let isStalled = false;

/** Imports what --import names, then runs `body`, which may be asynchronous. What either throws is uncaught. */
async function runEntry(body) {
  esm ??= require('internal/modules/esm/loader');
  isPending = true;
  process.on('beforeExit', onBeforeExit);
  process.on('exit', onExit);
  // Modules run in a microtask: promise reactions come before process.nextTick there.
  await undefined;
  try {
    const base = esm.cwdURL();
    for (const specifier of getOptionValue('--import') ?? []) await esm.importModule(specifier, base);
    await body(esm);
  } catch (error) {
    triggerUncaughtException(error, true);
  }
  isPending = false;
  process.off('beforeExit', onBeforeExit);
  process.off('exit', onExit);
  if (isStalled && process.exitCode === kUnsettledTopLevelAwait) process.exitCode = undefined;
}

// The loop has run dry and the program's own promise is open: this is the end, unless another listener starts
// something.
function onBeforeExit() {
  if (!isPending || process.exitCode !== undefined) return;
  isStalled = true;
  process.exitCode = kUnsettledTopLevelAwait;
}

function onExit(code) {
  if (!isStalled || code !== kUnsettledTopLevelAwait || !getOptionValue('--warnings')) return;
  process.stderr.write(describeStalled());
}

function describeStalled() {
  const { findAwaits } = internalBinding('esm');
  let text = '';
  for (const { url, source } of esm.stalledModules()) {
    const { 0: at = 0 } = findAwaits(source);
    const start = source.lastIndexOf('\n', at - 1) + 1;
    const end = source.indexOf('\n', at);
    const line = source.slice(0, at).split('\n').length;
    const shown = source.slice(start, end === -1 ? undefined : end);
    const blank = source.slice(start, at).replace(/[^\t]/g, ' ');
    text += `Warning: Detected unsettled top-level await at ${url}:${line}\n${shown}\n${blank}^\n\n\n\n`;
  }
  return text;
}

module.exports = { runEntry };
