// What addEventListener and its kin accept.
process.removeAllListeners('warning'); // Those that print.
process.on('warning', ({ name, message }) => console.log('warning', name, message));
const target = new EventTarget();
const attempt = (fn) => {
  try {
    console.log(fn());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
attempt(() => target.addEventListener());
attempt(() => target.addEventListener('a'));
attempt(() => target.addEventListener('a', undefined));
attempt(() => target.addEventListener('a', null));
attempt(() => target.addEventListener('a', {}));
attempt(() => target.addEventListener('a', 1));
attempt(() => target.addEventListener('a', 'f'));
attempt(() => target.addEventListener(Symbol('s'), () => {}));
attempt(() => target.addEventListener('a', () => {}, 1));
attempt(() => target.addEventListener('a', () => {}, 'capture'));
attempt(() => target.addEventListener('a', () => {}, null));
attempt(() => target.addEventListener('a', () => {}, () => {}));
attempt(() => target.addEventListener('a', () => {}, { signal: 1 }));
attempt(() => target.addEventListener('a', () => {}, { signal: null }));
attempt(() => target.addEventListener('a', () => {}, { signal: undefined }));
attempt(() => target.removeEventListener('a'));
attempt(() => target.removeEventListener('a', null));
attempt(() => target.removeEventListener('a', true));
attempt(() => target.dispatchEvent());
attempt(() => target.dispatchEvent({ type: 'a' }));
attempt(() => EventTarget.prototype.addEventListener.call({}, 'a', () => {}));
attempt(() => EventTarget.prototype.dispatchEvent.call(null, new Event('a')));
target.addEventListener(1, ({ type }) => console.log(type, typeof type));
target.dispatchEvent(new Event(1));
for (const name of Object.keys(EventTarget.prototype)) console.log(name, EventTarget.prototype[name].length);
