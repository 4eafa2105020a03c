// A port is closed from the call of close() on, whenever its event comes.
const { MessageChannel } = require('worker_threads');

const { port1, port2 } = new MessageChannel();
const bytes = new ArrayBuffer(10);

function send(port, closed) {
  try {
    port.postMessage(null, [bytes, closed]);
    console.log('sent');
  } catch (error) {
    console.log(error.name, error.code, error.message, bytes.byteLength);
  }
}

port1.on('message', () => {});
console.log(port1.hasRef());
port1.close(() => {
  send(port1, port2);
  send(port2, port1);
});
console.log(port1.hasRef());
send(port2, port1);
port2.close();
send(port1, port2);
