// Resolver and the module's functions without a server: options, servers, arguments.
'use strict';

const dns = require('dns');

function attempt(call) {
  try {
    console.log(call());
  } catch ({ name, code, message }) {
    console.log(name, code, message);
  }
}

console.log(Object.keys(dns).sort().join());
console.log(Object.keys(dns.promises).sort().join());
console.log(Object.getOwnPropertyNames(dns.Resolver.prototype).join());
for (const servers of ['x', ['x'], [1], ['1.1.1.1:99999'], ['[::1]:53', '127.0.0.1', '[::1]', '::1', '1.2.3.4:54'], []]) {
  attempt(() => dns.setServers(servers));
  if (Array.isArray(servers) && servers.length === 5) console.log(dns.getServers(), dns.promises.getServers());
}
for (const options of [{ timeout: 'x' }, { tries: 0 }, { timeout: -2 }, { maxTimeout: -1 }]) {
  attempt(() => new dns.Resolver(options));
}
const resolver = new dns.Resolver();
attempt(() => resolver.setLocalAddress('x'));
attempt(() => resolver.setLocalAddress(1));
attempt(() => resolver.setLocalAddress('1.1.1.1', '1.1.1.1'));
attempt(() => resolver.setLocalAddress('::1', '127.0.0.1'));
attempt(() => dns.resolve('a'));
attempt(() => dns.resolve('a', 'X', () => {}));
attempt(() => dns.resolve('a', 1, () => {}));
attempt(() => dns.resolve4('a', 1));
attempt(() => dns.resolve4(1, () => {}));
attempt(() => dns.reverse('x', () => {}));
attempt(() => dns.promises.resolve('a', 'X'));
