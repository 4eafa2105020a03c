// Channels, their stores, and what a tracing channel publishes around each kind of operation.
'use strict';
const { AsyncLocalStorage } = require('async_hooks');
const channels = require('diagnostics_channel');

const channel = channels.channel('c');
const onMessage = (message, name) => console.log('message', message, name);
console.log(channel.hasSubscribers, channels.channel('c') === channel, channel instanceof channels.Channel);
channels.subscribe('c', onMessage);
console.log(channel.hasSubscribers, channels.hasSubscribers('c'), channel instanceof channels.Channel);
channel.publish({ x: 1 });
const storage = new AsyncLocalStorage();
channel.bindStore(storage, (data) => data.x * 2);
console.log(channel.runStores({ x: 4 }, function(a) { return [this.y, a, storage.getStore()]; }, { y: 5 }, 6));
console.log(channel.unbindStore(storage), channel.unsubscribe(onMessage), channel.unsubscribe(onMessage));
console.log(channel.hasSubscribers);

const traced = channels.tracingChannel('t');
const names = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];
traced.subscribe(Object.fromEntries(names.map((name) => [name, (message) => console.log(name, message)])));
console.log(traced.traceSync((a) => a + 1, { of: 'sync' }, null, 1));
try {
  traced.traceSync(() => { throw 'thrown'; }, { of: 'throw' });
} catch (thrown) {
  console.log(thrown);
}
traced.tracePromise(() => Promise.resolve(2), { of: 'promise' }).then(console.log);
traced.traceCallback((callback) => setTimeout(callback, 5, null, 'result'), 0, { of: 'callback' }, null,
                     (error, result) => console.log('callback', error, result));
channel.subscribe(() => { throw new Error('subscriber'); });
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
channel.publish(1);
console.log('published');
