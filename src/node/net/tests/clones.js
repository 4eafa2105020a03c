// Block lists and addresses as messages, to this thread and to another.
'use strict';
const net = require('net');
const v8 = require('v8');
const { isMainThread, MessageChannel, parentPort, Worker, workerData } = require('worker_threads');

function describe(value) {
  if (net.BlockList.isBlockList(value)) return `${value.constructor.name} ${value instanceof net.BlockList} ${value.rules.join(', ')}`;
  return `${value.constructor.name} ${net.SocketAddress.isSocketAddress(value)} ${JSON.stringify(value)}`;
}

const checks = (list) => ['127.0.0.1', '10.2.3.4', '1.1.1.5', '2.2.2.2', '::ffff:127.0.0.1'].map((address) => {
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}).join();

function inThread() {
  const { list, addresses } = workerData;
  parentPort.postMessage([describe(list), checks(list), ...addresses.map(describe), list.check(addresses[0])]);
  parentPort.postMessage({ list, addresses });
}

function main() {
  const list = new net.BlockList();
  list.addAddress('127.0.0.1');
  list.addSubnet('10.0.0.0', 8);
  list.addRange('1.1.1.1', '1.1.1.9');
  list.addAddress('::1', 'ipv6');
  const addresses = [
    new net.SocketAddress({ address: '10.1.1.1', port: 80, flowlabel: 1 }),
    new net.SocketAddress({ address: '::1', family: 'ipv6', port: 8, flowlabel: 5 }),
    new net.SocketAddress(),
  ];
  for (const value of [list, ...addresses]) {
    console.log(describe(structuredClone(value)), v8.serialize(value).toString('hex'));
  }
  console.log(checks(structuredClone(list)), structuredClone(list).size);
  console.log(list.check(structuredClone(addresses[0])));

  const { port1, port2 } = new MessageChannel();
  const nested = { one: list, two: [list, addresses[1]], map: new Map([[addresses[0], list]]) };
  port2.once('message', (message) => {
    console.log(describe(message.one), message.one === message.two[0], describe(message.two[1]));
    console.log([...message.map].flat().map(describe));
    port1.close();
    const worker = new Worker(__filename, { workerData: { list, addresses } });
    worker.on('message', (answer) => {
      console.log(Array.isArray(answer) ? answer : [answer.list, ...answer.addresses].map(describe));
    });
  });
  port1.postMessage(nested);
}

if (isMainThread) main();
else inThread();
