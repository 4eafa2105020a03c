// AbortSignal.any(): what it takes, and what order the signals abort in.
const attempt = (fn) => {
  try {
    console.log(fn());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
attempt(() => AbortSignal.any());
attempt(() => AbortSignal.any(1));
attempt(() => AbortSignal.any({}));
attempt(() => AbortSignal.any([AbortSignal.abort(), {}]));
attempt(() => AbortSignal.any({ [Symbol.iterator]: () => ({}) }));
attempt(() => AbortSignal.any({ [Symbol.iterator]: () => ({ next: () => 1 }) }));

console.log(AbortSignal.any([]).aborted);
console.log(AbortSignal.any([AbortSignal.abort('first'), AbortSignal.abort('second')]).reason);
console.log(AbortSignal.any((function* () { yield AbortSignal.abort('generated'); })()).reason);

const a = new AbortController();
const b = new AbortController();
const either = AbortSignal.any([a.signal, b.signal, a.signal]);
const nested = AbortSignal.any([either, new AbortController().signal]);
const unheard = AbortSignal.any([nested]);
a.signal.onabort = () => console.log('a', either.aborted, nested.aborted);
either.onabort = ({ target }) => console.log('either', target === either, either.reason);
nested.addEventListener('abort', () => console.log('nested', nested.reason));
b.abort('b first');
a.abort('a second');
console.log(either.reason, nested.reason, unheard.aborted, unheard.reason);

const late = new AbortController();
const follower = AbortSignal.any([late.signal]);
late.abort('before anybody listened');
console.log(follower.aborted, follower.reason);
follower.addEventListener('abort', () => console.log('never'));
