// events.once().
const EventEmitter = require('events');
const { once } = EventEmitter;
(async () => {
  const emitter = new EventEmitter();
  process.nextTick(() => emitter.emit('a', 1, undefined));
  console.log(await once(emitter, 'a'), emitter.listenerCount('a'), emitter.listenerCount('error'));

  process.nextTick(() => emitter.emit('error', new Error('emitted')));
  await once(emitter, 'b').catch((error) => console.log(error.message, emitter.listenerCount('b')));
  process.nextTick(() => emitter.emit('error', new Error('wanted')));
  console.log((await once(emitter, 'error'))[0].message);

  const target = new EventTarget();
  process.nextTick(() => target.dispatchEvent(new Event('c')));
  console.log((await once(target, 'c'))[0].type);

  const controller = new AbortController();
  process.nextTick(() => controller.abort('why'));
  await once(emitter, 'd', { signal: controller.signal }).catch((error) => {
    console.log(error.name, error.code, error.message, error.cause, emitter.listenerCount('d'), emitter.listenerCount('error'));
  });
  await once(emitter, 'd', { signal: controller.signal }).catch((error) => console.log(error.name, error.cause));
  const calm = new AbortController();
  process.nextTick(() => emitter.emit('e', 'value'));
  console.log(await once(emitter, 'e', { signal: calm.signal }), EventEmitter.getEventListeners(calm.signal, 'abort').length);

  for (const args of [[{}, 'x'], [emitter, 'x', 1], [emitter, 'x', { signal: {} }], [emitter, 'x', null]]) {
    await once(...args).catch((error) => console.log(error.code, error.message));
  }
  const stopped = new EventTarget();
  stopped.addEventListener('f', (event) => event.stopImmediatePropagation());
  process.nextTick(() => stopped.dispatchEvent(new Event('f')));
  console.log((await once(stopped, 'f'))[0].type);
})();
