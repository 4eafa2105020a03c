// BlockList and SocketAddress.
'use strict';

const { BlockList, SocketAddress } = require('net');

function attempt(call) {
  try {
    console.log(call());
  } catch ({ name, code, message }) {
    console.log(name, code, message);
  }
}

const list = new BlockList();
list.addAddress('123.123.123.123');
list.addAddress('8592:757c:efae:4e45:fb5d:d62a:0d00:8e17', 'ipv6');
list.addRange('10.0.0.1', '10.0.0.10');
list.addSubnet('192.168.0.0', 16);
list.addSubnet('2001:db8::', 32, 'ipv6');
list.addAddress(new SocketAddress({ address: '1.2.3.4' }));
console.log(list.rules);
console.log(list);
for (const [address, family] of [['123.123.123.123'], ['10.0.0.5'], ['10.0.0.11'], ['192.168.255.1'], ['192.169.0.1'],
                                 ['2001:db8::1', 'ipv6'], ['2001:db9::1', 'ipv6'], ['::ffff:10.0.0.5', 'ipv6'],
                                 ['::ffff:7b7b:7b7b', 'ipv6'], ['1.2.3.4', 'IPv4'], ['nonsense'], ['::1', 'ipv4']]) {
  console.log(address, list.check(address, family));
}
console.log(list.check(new SocketAddress({ address: '10.0.0.3' })), BlockList.isBlockList(list), BlockList.isBlockList({}));
const copy = new BlockList();
copy.fromJSON(list.toJSON());
console.log(copy.rules.length, JSON.stringify(copy) === JSON.stringify(list));
copy.fromJSON('["Subnet: IPv4 9.0.0.0/8"]');
console.log(copy.check('9.9.9.9'));
attempt(() => list.addAddress(1));
attempt(() => list.addAddress('1.1.1.1', 1));
attempt(() => list.addAddress('1.1.1.1', 'ipv5'));
attempt(() => list.addAddress('nonsense'));
attempt(() => list.addRange('10.0.0.2', '10.0.0.1'));
attempt(() => list.addSubnet('10.0.0.0', 33));
attempt(() => list.addSubnet('10.0.0.0', 'x'));
attempt(() => list.check(1));
attempt(() => list.fromJSON(1));

const address = new SocketAddress({ address: '::1', family: 'ipv6', port: 80, flowlabel: 7 });
console.log(address, address.address, address.port, address.family, address.flowlabel, JSON.stringify(address));
console.log(new SocketAddress(), SocketAddress.isSocketAddress(address));
for (const text of ['1.2.3.4:5', '[::1]:80', '1.2.3.4', 'name:80', '1.2.3.4:99999', '1.2.3:80']) {
  console.log(text, SocketAddress.parse(text));
}
attempt(() => new SocketAddress({ address: '::1' }));
attempt(() => new SocketAddress({ family: 'x' }));
attempt(() => new SocketAddress({ port: -1 }));
attempt(() => new SocketAddress({ flowlabel: -1 }));
attempt(() => new SocketAddress(1));
