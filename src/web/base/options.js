// The command line's options by their long names.
'use strict';

let values;
let info;
let flags;
let embedder;
let insecureAllowed = false;

/** The value of an option, such as `getOptionValue('--test')`; undefined for one that does not exist. */
function getOptionValue(name) {
  values ??= internalBinding('options').getCLIOptionsValues();
  return values[name];
}

/** Forgets the values, for when they have changed. */
function refreshOptions() {
  values = undefined;
}

function getCLIOptionsInfo() {
  return info ??= internalBinding('options').getCLIOptionsInfo();
}

/** The options given, as flags for a child process. */
function getOptionsAsFlagsFromBinding() {
  return flags ??= internalBinding('options').getOptionsAsFlags();
}

function getEmbedderOptions() {
  return embedder ??= internalBinding('options').getEmbedderOptions();
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
