// `subprocess.channel` and `process.channel`: whether the channel keeps the loop alive.
'use strict';

const EventEmitter = require('events');

const kPendingMessages = Symbol('kPendingMessages');

class Control extends EventEmitter {
  #channel;
  #references = 0;
  #chosen = false;

  constructor(channel) {
    super();
    this.#channel = channel;
    this[kPendingMessages] = [];
  }

  // Listeners and writes under way count, until the program chooses by itself.
  refCounted() {
    if (++this.#references === 1 && !this.#chosen) this.#channel.ref();
  }

  unrefCounted() {
    if (--this.#references === 0 && !this.#chosen) {
      this.#channel.unref();
      this.emit('unref');
    }
  }

  ref() {
    this.#chosen = true;
    this.#channel.ref();
  }

  unref() {
    this.#chosen = true;
    this.#channel.unref();
  }

  get fd() {
    return this.#channel?.fd;
  }
}

module.exports = { Control, kPendingMessages };
