// The pools of an agent: who waits, who is served, which sockets are kept, at each step.
'use strict';
const http = require('http');
const { once } = require('events');

// So many turns of the loop: what is on its way within this process has come by then, however busy the machine is.
async function wait(turns) {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

let port;
const log = [];
const say = (...words) => log.push(words.join(' '));
const flush = (title) => console.log(`== ${title}\n  ${log.splice(0).join('\n  ').replaceAll(port, 'P')}`);

// Answers to `/held…` wait until they are let go.
const held = new Map();
let connections = 0;
const server = http.createServer((req, res) => {
  const { url } = req;
  const answer = () => res.end(`${url} on ${req.socket.number}`);
  if (url.startsWith('/held')) held.set(url, answer);
  else answer();
  server.emit(url);
});
server.on('connection', (socket) => { socket.number = ++connections; });

function counts(set) {
  const entries = Object.entries(set).map(([name, list]) => `${name}=${list.length}`);
  return `{${entries.join(' ')}}`;
}

function state(agent, when) {
  const { sockets, freeSockets, requests, totalSocketCount } = agent;
  say(when, 'sockets', counts(sockets), 'free', counts(freeSockets), 'requests', counts(requests), totalSocketCount);
}

function ask(agent, path, options) {
  const req = http.get({ host: '127.0.0.1', port, agent, path, ...options });
  req.text = new Promise((resolve, reject) => {
    req.on('error', reject);
    req.on('response', async (res) => {
      let text = '';
      for await (const chunk of res) text += chunk;
      say(text, 'reused', req.reusedSocket);
      resolve(text);
    });
  });
  req.arrived = once(server, path);
  return req;
}

const letGo = (...paths) => {
  for (const path of paths) held.get(path)();
};

async function inTurn(options, title) {
  connections = 0;
  const agent = new http.Agent(options);
  state(agent, 'new');
  agent.on('free', (socket, info) => {
    say('free event', socket.number ?? typeof socket.localPort, info.host, typeof info.port, info.path);
  });
  const first = ask(agent, '/held1');
  state(agent, 'asked');
  await first.arrived;
  const second = ask(agent, '/held2');
  state(agent, 'asked again');
  if (options.maxSockets !== 1 && options.maxTotalSockets !== 1) await second.arrived;
  const third = ask(agent, '/third');
  state(agent, 'asked thrice');
  letGo('/held1');
  await first.text;
  state(agent, 'first told');
  if (options.maxSockets === 1 || options.maxTotalSockets === 1) await second.arrived;
  letGo('/held2');
  await Promise.all([second.text, third.text]);
  await wait(50);
  state(agent, 'all told');
  await wait(200);
  state(agent, 'later');
  const fourth = ask(agent, '/fourth');
  state(agent, 'asked for a fourth');
  await fourth.text;
  await wait(100);
  state(agent, 'fourth told');
  agent.destroy();
  state(agent, 'destroyed');
  await wait(200);
  state(agent, 'gone');
  flush(title);
}

async function maxFree() {
  connections = 0;
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 2 });
  const paths = ['/held1', '/held2', '/held3', '/held4'];
  const requests = [];
  for (const path of paths) {
    requests.push(ask(agent, path));
    await requests.at(-1).arrived;
  }
  for (let i = 0; i < paths.length; i++) {
    letGo(paths[i]);
    await requests[i].text;
    await wait(100);
    state(agent, 'told');
  }
  agent.maxFreeSockets = 1;
  await ask(agent, '/once').text.catch((error) => say(error.message));
  agent.destroy();
  flush('maxFreeSockets');
}

async function scheduling(order) {
  connections = 0;
  const agent = new http.Agent({ keepAlive: true, scheduling: order });
  say(agent.scheduling, agent.options.scheduling);
  const paths = ['/held1', '/held2', '/held3'];
  const requests = [];
  for (const path of paths) {
    requests.push(ask(agent, path));
    await requests.at(-1).arrived;
  }
  for (const [i, path] of paths.entries()) {
    letGo(path);
    await requests[i].text;
    await wait(50);
  }
  for (let i = 0; i < 4; i++) {
    await ask(agent, `/${i}`).text;
    await wait(50);
  }
  agent.destroy();
  flush(`scheduling ${order}`);
}

async function totals() {
  const agent = new http.Agent({ keepAlive: true, maxTotalSockets: 2, maxSockets: 2 });
  const one = ask(agent, '/held1');
  await one.arrived;
  const two = ask(agent, '/held2', { localAddress: '127.0.0.1' });
  await two.arrived;
  state(agent, 'two names');
  const three = ask(agent, '/three', { localAddress: '127.0.0.2' });
  const four = ask(agent, '/four');
  state(agent, 'two wait');
  letGo('/held1');
  await one.text;
  await four.text;
  await wait(100);
  state(agent, 'one done');
  letGo('/held2');
  await two.text;
  await three.text;
  await wait(100);
  state(agent, 'done');
  agent.destroy();
  await wait(100);
  flush('maxTotalSockets, three names');
}

function names() {
  const agent = new http.Agent();
  const cases = [
    undefined, {}, { host: 'a', port: 1 }, { host: 'a', port: 1, localAddress: 'b' }, { port: 80, family: 4 },
    { host: 'x', family: 6 }, { socketPath: '/s' }, { host: 'a', socketPath: '/s', port: 3 }, { host: '::1', port: 2 },
    { host: 'a', family: 0 }, { hostname: 'h' }, { path: '/p' },
  ];
  for (const options of cases) say(JSON.stringify(options), '->', agent.getName(options));
  const { keepAlive, keepAliveMsecs, maxSockets, maxFreeSockets, maxTotalSockets, defaultPort, protocol } = agent;
  say(keepAlive, keepAliveMsecs, maxSockets, maxFreeSockets, maxTotalSockets, defaultPort, protocol);
  say(Object.keys(agent).join());
  say(JSON.stringify(agent.options), Object.getPrototypeOf(agent.options));
  say(Object.keys(http.globalAgent).join());
  say(JSON.stringify(http.globalAgent.options), http.globalAgent.keepAlive, http.globalAgent.scheduling);
  say(Object.getOwnPropertyNames(http.Agent.prototype).sort().join(), http.Agent.length, http.Agent.defaultMaxSockets);
  say(http.Agent() instanceof http.Agent, Object.getPrototypeOf(agent.sockets), Object.getPrototypeOf(agent.requests));
  for (const bad of [
    { maxTotalSockets: 0 }, { maxTotalSockets: 'a' }, { maxTotalSockets: NaN }, { scheduling: 'x' }, { scheduling: 1 },
    { timeout: 'x' }, { maxSockets: 0 }, { maxFreeSockets: -1 }, { agentKeepAliveTimeoutBuffer: -5 },
  ]) {
    try {
      const made = new http.Agent(bad);
      say(JSON.stringify(bad), made.maxSockets, made.maxFreeSockets, made.maxTotalSockets, made.agentKeepAliveTimeoutBuffer);
    } catch (error) {
      say(JSON.stringify(bad), error.name, error.code, error.message);
    }
  }
  flush('names and options');
}

async function noPath() {
  const agent = new http.Agent({ keepAlive: true, path: '/never' });
  say(agent.options.path);
  await ask(agent, '/yes').text;
  await wait(50);
  say(Object.keys(agent.freeSockets));
  const req = ask(agent, '/dropped');
  say('reused before', req.reusedSocket, counts(agent.sockets), counts(agent.freeSockets));
  req.destroy();
  req.text.catch((error) => say('destroyed', error.code));
  await new Promise((resolve) => { req.once('close', resolve); });
  state(agent, 'after');
  await wait(50);
  state(agent, 'later');
  agent.destroy();
  flush('a request that ends before it has its kept socket');
}

async function waiting() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const first = ask(agent, '/held1');
  await first.arrived;
  const second = ask(agent, '/second');
  second.text.catch((error) => say('second', error.code, error.message));
  const third = ask(agent, '/third');
  say(second.socket, third.socket, second.destroyed);
  second.on('close', () => say('second closed'));
  second.destroy();
  state(agent, 'destroyed while it waited');
  await wait(50);
  letGo('/held1');
  await third.text;
  await wait(50);
  state(agent, 'third told');
  // All that wait, and all that are served, when the agent ends.
  const fourth = ask(agent, '/held4');
  fourth.text.catch((error) => say('fourth', error.code));
  await fourth.arrived;
  const fifth = ask(agent, '/fifth');
  agent.destroy();
  state(agent, 'destroyed');
  await fifth.text;
  state(agent, 'fifth told');
  await wait(50);
  agent.destroy();
  flush('requests that wait');
}

async function main() {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address());
  await inTurn({}, 'plain');
  await inTurn({ keepAlive: true }, 'keepAlive');
  await inTurn({ maxSockets: 1 }, 'maxSockets 1');
  await inTurn({ keepAlive: true, maxSockets: 1 }, 'keepAlive, maxSockets 1');
  await inTurn({ keepAlive: true, maxTotalSockets: 1 }, 'keepAlive, maxTotalSockets 1');
  await inTurn({ keepAlive: true, maxSockets: 2 }, 'keepAlive, maxSockets 2');
  await maxFree();
  await scheduling('lifo');
  await scheduling('fifo');
  await totals();
  names();
  await noPath();
  await waiting();
  server.close();
}

main();
