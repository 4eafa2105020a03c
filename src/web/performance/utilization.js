// How much of its time the loop was busy.
'use strict';

const { now } = require('internal/perf/utils');
const { loopIdleTime, loopStart } = internalBinding('performance');

/** {idle, active, utilization} since the loop began, since `util1`, or between `util2` and `util1`. */
function eventLoopUtilization(util1, util2) {
  const started = loopStart();
  if (started <= 0) return { idle: 0, active: 0, utilization: 0 };
  if (util2) return share(util1.idle - util2.idle, util1.active - util2.active);
  const idle = loopIdleTime();
  const active = now() - started - idle;
  if (!util1) return share(idle, active);
  return share(idle - util1.idle, active - util1.active);
}

function share(idle, active) {
  const whole = idle + active;
  return { idle, active, utilization: whole === 0 ? 0 : active / whole };
}

module.exports = { eventLoopUtilization };
