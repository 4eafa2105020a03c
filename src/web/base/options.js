// The command line's options by their long names.
'use strict';

const binding = internalBinding('options');

let values = { __proto__: null };
let info;
let flags;
let embedder;
let insecureAllowed = false;

/** The value of an option, such as `getOptionValue('--test')`; undefined for one that does not exist. */
function getOptionValue(name) {
  const known = values[name];
  // One at a time: most programs ask for few.
  return known === undefined && !(name in values) ? (values[name] = binding.getOptionValue(name)) : known;
}

/** Forgets the values, for when they have changed. */
function refreshOptions() {
  values = { __proto__: null };
}

function getCLIOptionsInfo() {
  return info ??= binding.getCLIOptionsInfo();
}

/** The options given, as flags for a child process. */
function getOptionsAsFlagsFromBinding() {
  return flags ??= binding.getOptionsAsFlags();
}

function getEmbedderOptions() {
  return embedder ??= binding.getEmbedderOptions();
}

/** Whether the environment switches certificate checks off; warns once when it does. */
function getAllowUnauthorized() {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return false;
  if (!insecureAllowed) {
    insecureAllowed = true;
    process.emitWarning(
      "Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to '0' makes TLS connections " +
      'and HTTPS requests insecure by disabling certificate verification.');
  }
  return true;
}

module.exports = {
  getAllowUnauthorized,
  getCLIOptionsInfo,
  getEmbedderOptions,
  getOptionValue,
  getOptionsAsFlagsFromBinding,
  refreshOptions,
};
