// `monitorEventLoopDelay`: a histogram that a timer of the loop fills.
'use strict';

const { createELDHistogram } = internalBinding('performance');
const { Histogram, handleOf, kSkipThrow } = require('internal/histogram');
const { kEmptyObject } = require('internal/util');
const { validateInteger, validateObject } = require('internal/validators');

class ELDHistogram extends Histogram {
  #enabled = false;

  /** Whether it was not running before. */
  enable() {
    const handle = handleOf(this);
    if (this.#enabled) return false;
    this.#enabled = true;
    handle.start(false);
    return true;
  }

  /** Whether it was running. */
  disable() {
    const handle = handleOf(this);
    if (!this.#enabled) return false;
    this.#enabled = false;
    handle.stop();
    return true;
  }

  [Symbol.dispose]() {
    this.disable();
  }
}

function monitorEventLoopDelay(options = kEmptyObject) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return new ELDHistogram(kSkipThrow, createELDHistogram(resolution));
}

module.exports = monitorEventLoopDelay;
