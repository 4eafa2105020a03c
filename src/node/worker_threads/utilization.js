// `worker.performance.eventLoopUtilization()`: how busy another thread's loop is.
'use strict';

/** The function for a worker's handle; it goes on answering when the worker is gone. */
function of(handle) {
  let last = { idle: 0, active: 0, utilization: 0 };

  return function eventLoopUtilization(util1, util2) {
    if (util1 && util2) return share(util1.idle - util2.idle, util1.active - util2.active);
    const { 0: age, 1: idle } = handle.loopTimes();
    if (age === 0) return last;
    last = share(idle, age - idle);
    return util1 ? share(last.idle - util1.idle, last.active - util1.active) : last;
  };
}

function share(idle, active) {
  const whole = idle + active;
  return { idle, active, utilization: whole === 0 ? 0 : active / whole };
}

module.exports = { of };
