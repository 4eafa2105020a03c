// events.on().
const EventEmitter = require('events');
const { on } = EventEmitter;
(async () => {
  const emitter = new EventEmitter();
  process.nextTick(() => {
    emitter.emit('a', 1);
    emitter.emit('a', 2, 3);
    emitter.emit('a', 'last');
  });
  for await (const args of on(emitter, 'a')) {
    console.log(args);
    if (args[0] === 'last') break;
  }
  console.log(emitter.listenerCount('a'), emitter.listenerCount('error'));

  const failing = on(emitter, 'b');
  emitter.emit('b', 'before');
  emitter.emit('error', new Error('ends it'));
  try {
    for await (const args of failing) console.log(args);
  } catch (error) {
    console.log(error.message);
  }
  console.log(await failing.next());

  const closing = on(emitter, 'c', { close: ['end', 'close'] });
  process.nextTick(() => {
    emitter.emit('c', 1);
    emitter.emit('end');
    emitter.emit('c', 2);
  });
  for await (const args of closing) console.log(args);
  console.log('closed', emitter.eventNames());

  const waiting = on(emitter, 'd');
  const requests = Promise.all([waiting.next(), waiting.next(), waiting.next()]);
  emitter.emit('d', 1);
  waiting.return();
  console.log(await requests);

  const thrown = on(emitter, 'e');
  const request = thrown.next();
  thrown.throw(new Error('thrown in'));
  await request.catch((error) => console.log(error.message));
  try {
    thrown.throw('no error');
  } catch (error) {
    console.log(error.code, error.message);
  }

  const controller = new AbortController();
  process.nextTick(() => controller.abort());
  try {
    for await (const args of on(emitter, 'f', { signal: controller.signal })) console.log(args);
  } catch (error) {
    console.log(error.name, error.code, error.cause.name);
  }

  const paused = Object.assign(new EventEmitter(), {
    pause() { console.log('pause'); }, resume() { console.log('resume'); },
  });
  const limited = on(paused, 'g', { highWaterMark: 2, lowWaterMark: 1 });
  for (let i = 0; i < 4; i++) paused.emit('g', i);
  for (let i = 0; i < 4; i++) console.log((await limited.next()).value);
  const marks = limited[Symbol.for('nodejs.watermarkData')];
  console.log(marks.size, marks.low, marks.high, marks.isPaused);

  const target = new EventTarget();
  process.nextTick(() => target.dispatchEvent(new Event('h')));
  for await (const [event] of on(target, 'h')) {
    console.log(event.type);
    break;
  }
  const iterator = on(emitter, 'i');
  console.log(iterator[Symbol.asyncIterator]() === iterator, Object.keys(iterator));
  for (const args of [[{}, 'x'], [emitter, 'x', 1], [emitter, 'x', { signal: 1 }], [emitter, 'x', { highWaterMark: 0 }]]) {
    try {
      on(...args);
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
})();
