// What arguments have to be, and what the classes look like.
'use strict';

function attempt(name, body) {
  try {
    console.log(name, body());
  } catch (error) {
    console.log(name, error.constructor.name, error.name, error.code, error.message);
  }
}

const there = 'ws://127.0.0.1:1';
const constructions = [
  [], ['nope'], ['http://x/#a'], [`${there}/#`], ['ftp://x'], [there, ['a', 'A']], [there, ['']], [there, 'a b'],
];
constructions.forEach((list, i) => attempt(`construct ${i}`, () => new WebSocket(...list).url));

const socket = new WebSocket('http://127.0.0.1:1/a b?c=é');
socket.onerror = (event) => console.log(event.type, event.error.name, socket.readyState);
socket.onclose = (event) => console.log(event.type, event.code, event.wasClean, socket.readyState);
console.log(socket.url, String(socket), WebSocket.length, WebSocket.name, socket);
attempt('send early', () => socket.send('x'));
attempt('send nothing', () => socket.send());
for (const [code, reason] of [[999], [2000, 'x'], [3000, 'é'.repeat(62)], ['x'], [NaN]]) {
  attempt(`close ${code}`, () => socket.close(code, reason));
}
for (const type of ['nodebuffer', 'arraybuffer', 'blob']) {
  attempt(type, () => {
    socket.binaryType = type;
    return socket.binaryType;
  });
}
attempt('other object', () => WebSocket.prototype.send.call({}, 'x'));
attempt('prototype', () => WebSocket.prototype.url);
for (const handler of [5, null, () => {}]) {
  attempt(`handler ${typeof handler}`, () => {
    socket.onopen = handler;
    return socket.onopen === handler || socket.onopen;
  });
}
attempt('clone', () => structuredClone(socket));
for (const Class of [WebSocket, CloseEvent]) {
  console.log(Object.getOwnPropertyNames(Class).sort().join());
  console.log(Object.getOwnPropertyNames(Class.prototype).sort().join());
}
const inits = [[], ['close'], ['close', { code: 1000, reason: 'x', wasClean: true, bubbles: true }], ['close', 5],
               ['close', { code: '70000' }], ['close', null]];
inits.forEach((list, i) => attempt(`event ${i}`, () => {
  const { type, code, reason, wasClean, bubbles } = new CloseEvent(...list);
  return [type, code, reason, wasClean, bubbles];
}));
