// EventEmitterAsyncResource: an emitter whose listeners run in the async context of its construction.
'use strict';

const EventEmitter = require('events');
const { AsyncResource } = require('async_hooks');
const { validateString } = require('internal/validators');

class EventEmitterReferencingAsyncResource extends AsyncResource {
  #eventEmitter;

  constructor(emitter, type, options) {
    super(type, options);
    this.#eventEmitter = emitter;
  }

  get eventEmitter() {
    return this.#eventEmitter;
  }
}

class EventEmitterAsyncResource extends EventEmitter {
  #asyncResource;

  /** `options`: the name, or {name, triggerAsyncId, requireManualDestroy} and those of EventEmitter. */
  constructor(options = undefined) {
    const named = typeof options === 'string';
    if (!named && new.target === EventEmitterAsyncResource) validateString(options?.name, 'options.name');
    const name = named ? options : options?.name || new.target.name;
    const rest = named ? undefined : options;
    super(rest);
    this.#asyncResource = new EventEmitterReferencingAsyncResource(this, name, rest);
  }

  emit(event, ...args) {
    return this.#asyncResource.runInAsyncScope(super.emit, this, event, ...args);
  }

  emitDestroy() {
    this.#asyncResource.emitDestroy();
  }

  get asyncId() {
    return this.#asyncResource.asyncId();
  }

  get triggerAsyncId() {
    return this.#asyncResource.triggerAsyncId();
  }

  get asyncResource() {
    return this.#asyncResource;
  }
}

module.exports = { EventEmitterAsyncResource };
