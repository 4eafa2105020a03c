// AbortController and AbortSignal: abort, reasons, onabort, brand checks.
const controller = new AbortController();
const { signal } = controller;
console.log(signal === controller.signal, signal.aborted, signal.reason, signal.onabort);
signal.onabort = function(event) { console.log('onabort', this === signal, event.type, event.isTrusted, event.target === signal); };
signal.addEventListener('abort', () => console.log('listener', signal.aborted));
signal.throwIfAborted();
controller.abort();
controller.abort('again');
console.log(signal.aborted, signal.reason.name, signal.reason.code, signal.reason.message, signal.reason instanceof DOMException);
try {
  signal.throwIfAborted();
} catch (error) {
  console.log(error === signal.reason);
}

for (const reason of ['text', null, 0, undefined]) {
  const other = new AbortController();
  other.abort(reason);
  console.log(other.signal.aborted, typeof other.signal.reason, reason === undefined ? 'default' : other.signal.reason);
}
console.log(AbortSignal.abort().reason.name, AbortSignal.abort('why').reason, AbortSignal.abort().aborted);

const attempt = (fn) => {
  try {
    console.log(fn());
  } catch (error) {
    console.log(error.name, error.code);
  }
};
attempt(() => new AbortSignal());
attempt(() => AbortSignal.prototype.aborted);
attempt(() => AbortSignal.prototype.reason);
attempt(() => AbortSignal.prototype.onabort);
attempt(() => AbortSignal.prototype.throwIfAborted.call({}));
attempt(() => Reflect.get(AbortController.prototype, 'signal', {}));
attempt(() => AbortController.prototype.abort.call({}));
attempt(() => AbortController());
attempt(() => AbortSignal.timeout());
attempt(() => AbortSignal.timeout(-1));
console.log(String(signal), String(controller), Object.keys(controller), Object.keys(signal));
console.log(Object.keys(AbortController.prototype), Object.keys(AbortSignal.prototype));

const handlers = new AbortController();
handlers.signal.onabort = () => console.log('replaced');
handlers.signal.addEventListener('abort', () => console.log('between'));
handlers.signal.onabort = () => console.log('in its first place');
handlers.abort();
const silent = new AbortController();
silent.signal.onabort = () => console.log('never');
silent.signal.onabort = null;
console.log(silent.signal.onabort);
silent.abort();
