// AbortSignal.timeout(), alone and in any().
const { once } = require('events');
(async () => {
  const signal = AbortSignal.timeout(5);
  const keepAlive = setTimeout(() => {}, 2000);
  await once(signal, 'abort');
  console.log(signal.reason.name, signal.reason.code, signal.reason.message);

  const any = AbortSignal.any([AbortSignal.timeout(5), new AbortController().signal]);
  await once(any, 'abort');
  console.log(any.reason.name, any.aborted);

  const polled = AbortSignal.any([AbortSignal.timeout(5)]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log(polled.aborted, polled.reason.name);
  clearTimeout(keepAlive);

  // It does not keep the process alive.
  AbortSignal.timeout(60_000).onabort = () => console.log('never');
})();
