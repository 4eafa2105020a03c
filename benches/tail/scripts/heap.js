// 200 MiB that live on: sessions of a shop in a Map, of objects, arrays and Maps. A request looks at one, and puts a
// new one in the place of another.
'use strict';
const http = require('http');

const SESSIONS = Number(process.env.TAIL_SESSIONS ?? 170_000);

// The same numbers in every runtime.
let state = 1;
const random = (below) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state % below;
};

function session(id) {
  const cart = [];
  for (let at = 0; at < 4; at++) {
    cart.push({ sku: `lamp-${random(5000)}`, price: random(10_000) / 100, count: 1 + random(3) });
  }
  return {
    id,
    user: { name: `user ${id}`, mail: `user-${id}@example.com`, address: { street: `${random(200)} Row`, city: 'London' } },
    cart,
    seen: new Map([[`/items/${random(5000)}`, Date.now()], [`/items/${random(5000)}`, Date.now()]]),
  };
}

const sessions = new Map();
for (let id = 0; id < SESSIONS; id++) sessions.set(id, session(id));

const total = ({ cart }) => cart.reduce((sum, { price, count }) => sum + price * count, 0);

const server = http.createServer((req, res) => {
  const sum = total(sessions.get(random(SESSIONS)));
  const id = random(SESSIONS);
  sessions.set(id, session(id));
  const body = JSON.stringify({ id, sum });
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  res.end(body);
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
