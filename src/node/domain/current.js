// Which domain is active, and those that were when it was entered.
//
// The active domain travels with the async context: a callback runs in the domain in which it was made, whatever made it.
// The stack of domains is of the code that runs now; where the context tells of another domain than its top, that code is
// a callback, and begins a stack of its own.
'use strict';

const AsyncLocalStorage = require('internal/async_local_storage/async_context_frame');

const storage = new AsyncLocalStorage();
let stack = [];

function active() {
  return storage.getStore();
}

function currentStack() {
  const domain = active();
  if (stack.at(-1) !== (domain ?? undefined)) stack = domain ? [domain] : [];
  return stack;
}

function setActive(domain) {
  storage.enterWith(domain);
}

/** Replaces the stack; its top becomes the active domain, or `none` where it is empty. */
function setStack(domains, none) {
  stack = domains;
  setActive(domains.length > 0 ? domains.at(-1) : none);
}

module.exports = { active, currentStack, setActive, setStack };
