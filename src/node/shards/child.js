// A child script, as its parent sees it.
'use strict';

const { leave, take } = internalBinding('shards');
const { validateInteger, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { Worker } = require('internal/worker');
const { Peer, createLink } = require('internal/shards/peer');

const kMailboxDepth = 1024;
const kMailboxDepthMax = 1 << 20;

class Child extends Peer {
  #worker;

  constructor(script, options) {
    const { shard, argv, env, execArgv, workerData, transferList, name = '', limits, mailbox = kMailboxDepth } = options;
    if (shard !== undefined) validateInteger(shard, 'options.shard', 0);
    if (limits !== undefined) validateObject(limits, 'options.limits');
    validateInteger(mailbox, 'options.mailbox', 1, kMailboxDepthMax);
    const { 0: near, 1: far } = createLink(mailbox);
    super(near, mailbox);
    const { 0: at, 1: core } = take(shard);
    try {
      this.#worker = new Worker(script, {
        argv, env, execArgv, workerData, transferList, name,
        eval: options.eval,
        resourceLimits: limits && {
          maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: 0, stackSizeMb: limits.stackMb,
        },
      }, { core, link: far, mailbox });
    } catch (error) {
      leave(at);
      this._close();
      throw error;
    }
    /** The number of the child's thread, and where it runs. */
    this.id = this.#worker.threadId;
    this.name = name;
    this.shard = at;
    this.core = core;

    let failure;
    const { promise, resolve } = Promise.withResolvers();
    /** Fulfilled with `{ code, error }` when the child has ended. */
    this.exited = promise;
    this.#worker.on('online', () => this.emit('online'));
    this.#worker.on('error', (error) => {
      failure = error;
      if (this.listenerCount('error') > 0) this.emit('error', error);
    });
    this.#worker.on('exit', (code) => {
      leave(at);
      this._drain();
      this._close();
      resolve({ code, error: failure });
      this.emit('exit', code, failure);
    });
  }

  /** Ends the child where it stands; fulfilled when it has ended, as `exited` is. */
  terminate() {
    this.#worker.terminate();
    return this.exited;
  }

  async [Symbol.asyncDispose]() {
    await this.terminate();
  }

  /** Makes the child keep this program alive, as it does at first. */
  ref() {
    this.#worker.ref();
    return this;
  }

  /** Lets this program end although the child runs. */
  unref() {
    this.#worker.unref();
    this._reference(false);
    return this;
  }
}

/** Runs a script on a core of its own: the `options.shard`th of those that there are, or the least busy one. */
function spawn(script, options = kEmptyObject) {
  validateObject(options, 'options');
  return new Child(script, options);
}

module.exports = { Child, spawn };
