// How errors are shown: by their stack, put right where it does not say what the error is, and shortened where
// it repeats itself or the stack of the cause.
'use strict';

const { isError } = require('internal/util');
const { identicalSequenceRange } = require('internal/util/inspect');
const { getPrefix } = require('internal/util/inspect/names');
const { formatValue } = require('internal/util/inspect/value');

const { hasOwn } = Object;
const errorToString = Error.prototype.toString;

const builtinFrame = /^ {4}at (?:[^/\\(]+ \(|)node:(.+):\d+:\d+\)?$/;
// The name at the head of a stack whose error has no prototype any more.
const headWithMessage = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n {4}at)/;
const headAlone = /^([a-z_A-Z0-9-]*Error)$/;

// Shorter stacks are not searched for frames that repeat.
const uncollapsedFramesMax = 10;
const repeatedFramesMin = 3;

// The stack as it is to be shown, or in brackets what the error says if it has no frames. `keys` loses the
// properties that the stack tells already and gains those that are worth seeing though not enumerable.
function formatError(ctx, error, name, tag, keys) {
  let stack;
  try {
    stack = getStack(ctx, error);
  } catch {
    return Object.prototype.toString.call(error);
  }
  const message = read(error, 'message');
  const errorName = read(error, 'name');
  if (!ctx.showHidden) hideToldKeys(keys, stack, message, errorName);
  if (hasOwn(error, 'cause') && !keys.includes('cause')) keys.push('cause');
  const errors = read(error, 'errors').value;
  if (Array.isArray(errors) && hasOwn(error, 'errors') && !keys.includes('errors')) keys.push('errors');

  stack = nameClass(stack, name, errorName.value ?? 'Error', tag);

  // The frames begin below the message, which may look like frames itself.
  const text = message.value;
  let searchFrom = (text && stack.indexOf(text)) || -1;
  if (searchFrom !== -1) searchFrom += text.length;
  const framesStart = stack.indexOf('\n    at', searchFrom);
  if (framesStart === -1) {
    stack = `[${stack}]`;
  } else {
    const frames = shorten(ctx, error, stack.slice(framesStart + 1).split('\n'));
    const lines = ctx.colors ? colorFrames(ctx, frames) : frames;
    stack = `${stack.slice(0, framesStart)}\n${lines.join('\n')}`;
  }
  if (ctx.indentationLvl !== 0) stack = stack.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
  return stack;
}

// A property that may be an accessor that throws.
function read(error, key) {
  try {
    return { value: error[key], threw: false };
  } catch {
    return { value: undefined, threw: true };
  }
}

function getStack(ctx, error) {
  const stack = read(error, 'stack').value;
  if (!stack) return errorToString.call(error);
  if (typeof stack === 'string') return stack;
  ctx.seen.push(error);
  ctx.indentationLvl += 4;
  const text = formatValue(ctx, stack);
  ctx.indentationLvl -= 4;
  ctx.seen.pop();
  return `${errorToString.call(error)}\n    ${text}`;
}

function hideToldKeys(keys, stack, message, name) {
  if (keys.length === 0) return;
  remove(keys, 'stack');
  if (!message.threw && isTold(stack, message.value)) remove(keys, 'message');
  if (!name.threw && isTold(stack, name.value)) remove(keys, 'name');
}

function isTold(stack, text) {
  return typeof text !== 'string' || stack.includes(text);
}

function remove(keys, key) {
  const index = keys.indexOf(key);
  if (index !== -1) keys.splice(index, 1);
}

// Puts the error's class into the head of the stack, where only the `name` of an inherited class stands.
function nameClass(stack, className, name, tag) {
  let length = name.length;
  if (typeof name !== 'string') {
    name = `${name}`;
    stack = stack.replace(name, () => `${name} [${getPrefix(className, tag, 'Error').slice(0, -1)}]`);
    if (className !== null) return stack;
  }
  let fallback = 'Error';
  if (className === null) {
    const head = headWithMessage.exec(stack) ?? headAlone.exec(stack);
    const found = head === null ? '' : head[1];
    length = found.length;
    fallback = found || 'Error';
  } else if (!isHead(stack, name)) {
    return stack;
  }
  const label = getPrefix(className, tag, fallback).slice(0, -1);
  if (name === label) return stack;
  if (!label.includes(name)) return `${label} [${name}]${stack.slice(length)}`;
  return length === 0 ? `${label}: ${stack}` : `${label}${stack.slice(length)}`;
}

// Whether the stack begins with the name of an error, and nothing else on the name's side of the message.
function isHead(stack, name) {
  if (!name.endsWith('Error') || !stack.startsWith(name)) return false;
  const next = stack[name.length];
  return next === undefined || next === ':' || next === '\n';
}

function shorten(ctx, error, frames) {
  const cause = read(error, 'cause').value;
  if (cause != null && isError(cause)) {
    const causeStack = getStack(ctx, cause);
    const causeStart = causeStack.indexOf('\n    at');
    if (causeStart !== -1) {
      const [length, start] = identicalSequenceRange(frames, causeStack.slice(causeStart + 1).split('\n'));
      if (length > 0) {
        const skipped = length - 2;
        const note = `    ... ${skipped} lines matching cause stack trace ...`;
        frames.splice(start + 1, skipped, ctx.stylize(note, 'undefined'));
      }
    }
  }
  if (frames.length > uncollapsedFramesMax) collapse(ctx, frames);
  return frames;
}

// Replaces blocks of frames that repeat the block above them, as deep recursion leaves them.
function collapse(ctx, frames) {
  const repeats = findRepeats(frames);
  for (let i = repeats.length - 1; i >= 0; i--) {
    const { start, length, times } = repeats[i];
    const where = times > 1 ? `${length} lines ${times} times...` : 'lines ...';
    const note = `    ... collapsed ${length * times} duplicate lines matching above ${where}`;
    frames.splice(start, length * times, ctx.stylize(note, 'undefined'));
  }
}

function findRepeats(frames) {
  const repeats = [];
  const places = new Map(); // of each frame, in order
  for (let i = 0; i < frames.length; i++) {
    const known = places.get(frames[i]);
    if (known === undefined) places.set(frames[i], [i]);
    else known.push(i);
  }
  if (frames.length - places.size <= repeatedFramesMin) return repeats;

  for (let i = 0; i < frames.length - repeatedFramesMin; i++) {
    const same = places.get(frames[i]);
    const last = same[same.length - 1];
    if (last - i < repeatedFramesMin) continue;
    const best = findBlock(frames, i, candidateLengths(same, i));
    if (best.length * best.times >= repeatedFramesMin) {
      repeats.push({ start: i + best.length, length: best.length, times: best.times });
      i += best.length * (best.times + 1) - 1;
    }
  }
  return repeats;
}

// How long the block that begins at `start` may be, in the order in which to try: the greatest common divisor
// of the distances to the same frame further down, then what came up on the way to it, the last found first.
function candidateLengths(same, start) {
  const next = same.indexOf(start) + 1;
  if (next + 1 >= same.length) return [same[same.length - 1] - start];
  const others = new Set();
  let divisor = 0;
  for (let i = next; i < same.length && divisor !== 1; i++) {
    let distance = same[i] - start;
    while (distance !== 0) {
      const remainder = divisor % distance;
      if (divisor !== 0) others.add(divisor);
      divisor = distance;
      distance = remainder;
    }
  }
  others.delete(divisor);
  return [divisor, ...[...others].reverse()];
}

// The candidate that hides most frames.
function findBlock(frames, start, lengths) {
  let best = { length: lengths[0], times: 0 };
  for (const length of lengths) {
    let times = 0;
    while (repeatsAt(frames, start, start + length * (times + 1), length)) times++;
    if (times !== 0 && length * times > best.length * best.times) best = { length, times };
  }
  return best;
}

function repeatsAt(frames, first, second, length) {
  for (let i = 0; i < length; i++) {
    if (frames[first + i] !== frames[second + i]) return false;
  }
  return true;
}

// With colours, the runtime's own frames and the working directory step back, and packages stand out.
function colorFrames(ctx, frames) {
  let cwd;
  try {
    cwd = process.cwd();
  } catch {
    // The directory is gone: there is nothing to fade.
  }
  let cwdURL;
  return frames.map((frame) => {
    if (isBuiltinFrame(frame)) return ctx.stylize(frame, 'undefined');
    const line = markPackages(ctx, frame);
    if (cwd === undefined) return line;
    const faded = fadeDirectory(ctx, line, cwd);
    if (faded !== line) return faded;
    cwdURL ??= require('internal/url').pathToFileURL(cwd).href;
    return fadeDirectory(ctx, line, cwdURL);
  });
}

function isBuiltinFrame(frame) {
  const match = builtinFrame.exec(frame);
  return match !== null && internalBinding('builtins').builtinIds.includes(match[1]);
}

// Underlines the package's name behind each node_modules folder of a path.
function markPackages(ctx, line) {
  const folder = 'node_modules';
  let marked = '';
  let copied = 0;
  let searchFrom = 0;
  for (;;) {
    const at = line.indexOf(folder, searchFrom);
    if (at === -1) return marked + line.slice(copied);
    const separator = line[at - 1];
    if (!isSeparator(separator) || !isSeparator(line[at + folder.length])) {
      searchFrom = at + 1;
      continue;
    }
    const start = at + folder.length + 1;
    let end = line.indexOf(separator, start);
    // A scoped package has two parts.
    if (end !== -1 && line[start] === '@') end = line.indexOf(separator, end + 1);
    if (end === -1) end = line.length;
    marked += line.slice(copied, start) + ctx.stylize(line.slice(start, end), 'module');
    copied = end;
    searchFrom = end;
  }
}

function isSeparator(character) {
  return character === '/' || character === '\\';
}

// Fades the directory, with the file: before it and the parentheses around the path.
function fadeDirectory(ctx, line, directory) {
  let start = line.indexOf(directory);
  if (start === -1) return line;
  const end = start + directory.length + 1;
  if (line.slice(start - 7, start) === 'file://') start -= 7;
  const isInParentheses = line[start - 1] === '(';
  if (isInParentheses) start--;
  const head = line.slice(0, start) + ctx.stylize(line.slice(start, end), 'undefined');
  if (isInParentheses && line.endsWith(')')) return head + line.slice(end, -1) + ctx.stylize(')', 'undefined');
  return head + line.slice(end);
}

module.exports = { formatError };
