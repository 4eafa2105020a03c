// util.aborted().
const { aborted } = require('util');
(async () => {
  const controller = new AbortController();
  const resource = {};
  const promise = aborted(controller.signal, resource);
  controller.signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
  controller.abort();
  console.log((await promise)?.type, await aborted(AbortSignal.abort(), resource));
  for (const args of [[], [{}], [controller.signal], [controller.signal, 1], [controller.signal, null]]) {
    await aborted(...args).catch((error) => console.log(error.code, error.message));
  }
})();
