// How the imports of modules of `node:vm` find their modules: by a linker that is asked, or by a list.
'use strict';

const { answer, instantiate, state } = internalBinding('module_wrap');
const {
  codes: {
    ERR_MODULE_LINK_MISMATCH, ERR_VM_MODULE_ALREADY_LINKED, ERR_VM_MODULE_DIFFERENT_CONTEXT, ERR_VM_MODULE_LINK_FAILURE,
    ERR_VM_MODULE_NOT_MODULE, ERR_VM_MODULE_STATUS,
  },
} = require('internal/errors');
const { validateArray } = require('internal/validators');

const kLinked = 2;

// The two scripts name each other: `module` is there when one of these is called.
const own = () => require('internal/vm/module');

function wrapOf(module) {
  return module[own().kWrap];
}

/** `module.link(linker)`. */
async function linkWith(module, linker) {
  const wrap = wrapOf(module);
  const { status } = module;
  if (status === 'linked') throw new ERR_VM_MODULE_ALREADY_LINKED();
  if (status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
  try {
    await askLinker(module, linker);
    instantiateGraph(module);
  } catch (error) {
    wrap.hasError = true;
    wrap.error = error;
    throw error;
  } finally {
    wrap.isLinking = false;
  }
}

async function askLinker(module, linker) {
  const wrap = wrapOf(module);
  wrap.isLinking = true;
  const found = wrap.requests.map(async ({ specifier, attributes }) => {
    const answered = await linker(specifier, module, { attributes, assert: attributes });
    checkAnswer(wrap, specifier, answered);
    if (answered.status === 'unlinked') await askLinker(answered, linker);
    return answered;
  });
  setLinked(wrap, await Promise.all(found));
}

function checkAnswer(wrap, specifier, answered) {
  if (!own().isModule(answered)) throw new ERR_VM_MODULE_NOT_MODULE();
  if (answered.context !== wrap.context) throw new ERR_VM_MODULE_DIFFERENT_CONTEXT();
  if (answered.status === 'errored') {
    throw new ERR_VM_MODULE_LINK_FAILURE(`request for '${specifier}' resolved to an errored module`, answered.error);
  }
}

function setLinked(wrap, modules) {
  wrap.linked = modules;
  answer(wrap.native, modules.map((module) => wrapOf(module).native));
}

/** `module.linkRequests(modules)`. */
function linkRequests(module, modules) {
  validateArray(modules, 'modules');
  const wrap = wrapOf(module);
  if (modules.length !== wrap.requests.length) {
    throw new ERR_MODULE_LINK_MISMATCH(`Expected ${wrap.requests.length} modules, got ${modules.length}`);
  }
  modules.forEach((answered, i) => checkAnswer(wrap, wrap.requests[i].specifier, answered));
  setLinked(wrap, modules);
}

/** Links a module whose imports are all answered, near and far. */
function instantiateGraph(module) {
  const seen = new Set();
  const waiting = [{ module, specifier: undefined }];
  while (waiting.length > 0) {
    const { module: next, specifier } = waiting.pop();
    if (seen.has(next)) continue;
    seen.add(next);
    const wrap = wrapOf(next);
    if (state(wrap.native)[0] >= kLinked) continue;
    // What asks for nothing needs no list, but for the module that is instantiated itself.
    if (wrap.linked === undefined && wrap.requests.length === 0 && next !== module) setLinked(wrap, []);
    if (wrap.linked === undefined) {
      if (next === module) throw new ERR_VM_MODULE_LINK_FAILURE('module is not linked', undefined);
      const asked = wrap.requests[0]?.specifier ?? specifier;
      throw new ERR_VM_MODULE_LINK_FAILURE(
        `request for '${asked}' can not be resolved on module '${wrap.identifier}' that is not linked`,
        undefined);
    }
    wrap.linked.forEach((linked, i) => waiting.push({ module: linked, specifier: wrap.requests[i].specifier }));
  }
  const wrap = wrapOf(module);
  instantiate(wrap.contextHandle, wrap.native);
  for (const linked of seen) wrapOf(linked).isLinking = false;
}

module.exports = { instantiateGraph, linkRequests, linkWith };
