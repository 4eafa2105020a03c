// Publish and subscribe, across all shards of the process.
'use strict';

const binding = internalBinding('message_port');
const { kHybridDispatch } = require('internal/event_target');
const { validateFunction, validateString } = require('internal/validators');

const kTopic = Symbol('kTopic');
const kPrefix = 'rnode:topic:';

// By name: one membership of the shard for all its listeners.
const topics = new Map();

const memberPrototype = {
  __proto__: null,

  [kHybridDispatch](value) {
    const { name, listeners } = this[kTopic];
    // A copy, as listeners come and go meanwhile.
    for (const listener of [...listeners]) listener(value, name);
  },

  dispatchEvent() {},
};

function noInitialisation() {}

/** Calls `listener(value, topic)` for what any shard publishes. Returns a function that ends that. */
function subscribe(name, listener) {
  validateString(name, 'topic');
  validateFunction(listener, 'listener');
  let topic = topics.get(name);
  if (topic === undefined) {
    const member = binding.joinGroup(kPrefix + name, memberPrototype, noInitialisation);
    topic = { name, member, listeners: new Set() };
    member[kTopic] = topic;
    topics.set(name, topic);
    binding.start(member);
    binding.reference(member, true);
  }
  topic.listeners.add(listener);
  return () => {
    if (!topic.listeners.delete(listener) || topic.listeners.size > 0) return;
    topics.delete(name);
    binding.close(topic.member);
  };
}

/**
 * Gives every shard that subscribes, this one included, a structured clone. Returns how many shards do; throws
 * ERR_SHARD_MAILBOX_FULL if one of them did not take it.
 */
function publish(name, value) {
  validateString(name, 'topic');
  const reached = binding.broadcast(kPrefix + name, value);
  if (reached >= 0) return reached;
  throw Object.assign(new Error('The mailbox of a subscriber is full'), { code: 'ERR_SHARD_MAILBOX_FULL' });
}

module.exports = { publish, subscribe };
