// Which domain is active, and those that were when it was entered.
//
// The active domain travels with the async context: a callback runs in the domain in which it was made, whatever made it.
// The stack of domains is of the code that runs now; where the context tells of another domain than its top, that code is
// a callback, and begins a stack of its own.
'use strict';

const AsyncLocalStorage = require('internal/async_local_storage/async_context_frame');

const storage = new AsyncLocalStorage();
let stack = [];
// What stands for no domain: Node has null at first, and what was left by what ended last.
let none = null;

function active() {
  return storage.getStore() ?? none;
}

function currentStack() {
  const domain = active();
  if (stack.at(-1) !== (domain ?? undefined)) stack = domain ? [domain] : [];
  return stack;
}

function setActive(domain) {
  if (!domain) none = domain;
  storage.enterWith(domain);
}

/** Replaces the stack; its top becomes the active domain, or `empty` where there is none. */
function setStack(domains, empty) {
  stack = domains;
  setActive(domains.length > 0 ? domains.at(-1) : empty);
}

module.exports = { active, currentStack, setActive, setStack };
