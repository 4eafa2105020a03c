// navigator and its locks: who gets a lock when, and what is refused.
const { locks } = navigator;
const said = [];
const tell = (name) => (error) => said.push(`${name}: ${error.name} ${error.code} ${error.message}`);

async function refused() {
  const calls = {
    none: () => locks.request(), one: () => locks.request('a'), noFunction: () => locks.request('a', {}, 5),
    mode: () => locks.request('a', { mode: 'x' }, () => {}), options: () => locks.request('a', 5, () => {}),
    hyphen: () => locks.request('-a', () => {}), symbol: () => locks.request(Symbol('x'), () => {}),
    stealShared: () => locks.request('a', { steal: true, mode: 'shared' }, () => {}),
    stealIfAvailable: () => locks.request('a', { steal: true, ifAvailable: true }, () => {}),
    signalIfAvailable: () => locks.request('a', { ifAvailable: true, signal: new AbortController().signal }, () => {}),
    signal: () => locks.request('a', { signal: {} }, () => {}),
    aborted: () => locks.request('a', { signal: AbortSignal.abort() }, () => {}),
  };
  for (const name of Object.keys(calls)) await calls[name]().catch(tell(name));
  said.push(await locks.request('n', null, () => 'null options'), await locks.request(5, (lock) => lock.name));
}

async function order() {
  const first = locks.request('r', async () => {
    said.push('exclusive');
    await new Promise((resolve) => setTimeout(resolve, 10));
    return 1;
  });
  const none = locks.request('r', { ifAvailable: true }, (lock) => said.push(`if available: ${lock}`));
  const shared = [1, 2].map((number) => locks.request('r', { mode: 'shared' }, async ({ mode }) => {
    said.push(`${mode} ${number}`);
    await null;
  }));
  said.push('asked');
  const { held, pending } = await locks.query();
  said.push(held.map(({ name, mode }) => [name, mode].join()), pending.map(({ name, mode }) => [name, mode].join()));
  said.push(typeof held[0].clientId, await first);
  await Promise.all([none, ...shared]);
}

async function steal() {
  const robbed = locks.request('s', () => new Promise(() => {}));
  robbed.catch(tell('robbed'));
  await locks.request('s', { steal: true }, ({ name }) => said.push(`stole ${name}`));
  await robbed.catch(() => {});
}

(async () => {
  await refused();
  await order();
  await steal();
  said.forEach((line) => console.log(line));
  console.log(navigator, navigator.language, navigator.languages, navigator.userAgent, locks, typeof Navigator);
  console.log(Object.getOwnPropertyNames(Navigator.prototype).sort().join());
  const { enumerable, configurable, set } = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  console.log(enumerable, configurable, set, navigator.hardwareConcurrency > 0, /^Linux /.test(navigator.platform));
})();
