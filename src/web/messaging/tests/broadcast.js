// Everybody in the group but the sender hears.
'use strict';
const [a, b, c, d] = ['x', 'x', 'x', 'y'].map((name) => new BroadcastChannel(name));
console.log(a.name, a);
let heard = 0;
const end = (name) => ({ data, type }) => {
  console.log(name, type, data);
  if (++heard === 2) for (const channel of [a, b, c, d]) channel.close();
};
b.onmessage = end('b');
c.addEventListener('message', end('c'));
d.onmessage = end('d');
a.onmessage = end('a');
a.postMessage({ hello: 1 });
for (const attempt of [() => a.postMessage(Symbol('s')), () => new BroadcastChannel(), () => a.postMessage()]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.message);
  }
}
process.on('exit', () => {
  try {
    a.postMessage(1);
  } catch (error) {
    console.log(error.name, error.message);
  }
});
