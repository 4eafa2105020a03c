// util.setTraceSigInt: whether an interrupt prints the JavaScript stack that it interrupts.
'use strict';

const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');

let watchdog;

function setTraceSigInt(enable) {
  if (!internalBinding('worker').isMainThread) {
    throw new ERR_WORKER_UNSUPPORTED_OPERATION('Calling util.setTraceSigInt');
  }
  if (watchdog === undefined) watchdog = new SigintWatchdog();
  if (enable) watchdog.start();
  else watchdog.stop();
}

// Stands back while the program has a listener of its own for the signal.
class SigintWatchdog {
  #native = new (internalBinding('watchdog').TraceSigintWatchdog)();
  #started = false;
  #watching = false;
  #listeners = process.listenerCount('SIGINT');

  #onNewListener = (event) => {
    if (event === 'SIGINT') this.#count(1);
  };

  #onRemoveListener = (event) => {
    if (event === 'SIGINT') this.#count(-1);
  };

  start() {
    if (this.#started) return;
    this.#started = true;
    process.on('newListener', this.#onNewListener);
    process.on('removeListener', this.#onRemoveListener);
    this.#listeners = process.listenerCount('SIGINT');
    this.#update();
  }

  stop() {
    if (!this.#started) return;
    this.#started = false;
    process.off('newListener', this.#onNewListener);
    process.off('removeListener', this.#onRemoveListener);
    this.#update();
  }

  #count(change) {
    this.#listeners += change;
    this.#update();
  }

  #update() {
    const watch = this.#started && this.#listeners === 0;
    if (watch === this.#watching) return;
    this.#watching = watch;
    if (watch) this.#native.start();
    else this.#native.stop();
  }
}

module.exports = { setTraceSigInt };
