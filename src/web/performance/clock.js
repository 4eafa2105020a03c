// The clock of the performance API, and the moments of the program's start on it.
'use strict';

const binding = internalBinding('performance');
const { ERR_INVALID_THIS } = require('internal/errors').codes;

const kNotReached = -1;

/** Milestones in milliseconds since the time origin: `-1` for those not reached. */
const milestones = {
  nodeStart: () => 0,
  v8Start: () => binding.realmStart,
  environment: () => binding.environment,
  bootstrapComplete: () => binding.bootstrapComplete,
  loopStart: () => binding.loopStart(),
  // It may go on after `beforeExit`.
  loopExit: () => (process._exiting ? binding.loopEnd() : kNotReached),
};

/** Throws unless `value` is what `check` takes. */
function assertThis(check, value, name) {
  if (!check(value)) throw new ERR_INVALID_THIS(name);
}

module.exports = {
  now: binding.now,
  getTimeOriginTimestamp: () => binding.timeOriginTimestamp,
  milestones,
  assertThis,
};
