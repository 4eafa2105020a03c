// resolve*: records of every type from a server of the test's own, its refusals, a truncated answer and its absence.
'use strict';

const dgram = require('dgram');
const dns = require('dns');
const net = require('net');

const name = (text) => Buffer.concat([...text.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`)),
                                      Buffer.from([0])]);
const u16 = (...values) => Buffer.from(values.flatMap((value) => [value >> 8, value & 255]));
const u32 = (...values) => Buffer.concat(values.map((value) => u16(value >>> 16, value & 0xffff)));
const text = (value) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value, 'latin1')]);

const records = {
  1: [Buffer.from([1, 2, 3, 4]), Buffer.from([5, 6, 7, 8])],
  28: [Buffer.from('20010db8000000000000000000000001', 'hex')],
  5: [name('alias.example.org')],
  15: [Buffer.concat([u16(10), name('mx.example.org')])],
  2: [name('ns1.example.org'), name('ns2.example.org')],
  16: [Buffer.concat([text('one'), text('two \u00e9')]), text('alone')],
  33: [Buffer.concat([u16(1, 2, 443), name('srv.example.org')])],
  12: [name('ptr.example.org')],
  35: [Buffer.concat([u16(100, 10), text('S'), text('SIP+D2U'), text(''), name('_sip._udp.example.org')])],
  6: [Buffer.concat([name('ns.example.org'), name('admin.example.org'), u32(1, 2, 3, 4, 5)])],
  257: [Buffer.concat([Buffer.from([128]), text('issue'), Buffer.from('ca.example.org')])],
  52: [Buffer.concat([Buffer.from([3, 1, 1]), Buffer.from('00ff', 'hex')])],
};

function answer(query, truncate) {
  const question = query.subarray(12);
  const end = question.indexOf(0) + 5;
  const type = question.readUInt16BE(end - 4);
  const host = question.subarray(1, 1 + question[0]).toString();
  if (host === 'silent') return null;
  const codes = { nothing: 3, broken: 2, refused: 5, odd: 1, unknown: 4 };
  const types = type === 255 ? Object.keys(records).map(Number) : [type];
  const answers = host === 'example' || host === 'large' ?
    types.flatMap((each) => (records[each] ?? []).map((data) => [each, data])) : [];
  const cut = host === 'large' && truncate;
  const header = Buffer.concat([query.subarray(0, 2), u16((cut ? 0x8380 : 0x8180) | (codes[host] ?? 0), 1,
                                                         cut ? 0 : answers.length, 0, 0)]);
  return Buffer.concat([header, question.subarray(0, end), ...(cut ? [] : answers).map(([each, data]) => {
    return Buffer.concat([u16(0xc00c, each, 1), u32(60), u16(data.length), data]);
  })]);
}

const udp = dgram.createSocket('udp4');
udp.on('message', (query, { address, port }) => {
  const reply = answer(query, true);
  if (reply !== null) udp.send(reply, port, address);
});
const tcp = net.createServer((socket) => {
  socket.on('data', (data) => {
    const reply = answer(data.subarray(2), false);
    socket.end(Buffer.concat([u16(reply.length), reply]));
  });
  socket.on('error', () => {});
});

udp.bind(0, '127.0.0.1', () => tcp.listen(udp.address().port, '127.0.0.1', async () => {
  const resolver = new dns.promises.Resolver({ timeout: 50, tries: 1 });
  resolver.setServers([`127.0.0.1:${udp.address().port}`]);
  for (const type of ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'PTR', 'NAPTR', 'SOA', 'CAA', 'TLSA']) {
    console.log(type, await resolver.resolve('example.org', type));
  }
  console.log(await resolver.resolve4('example.org', { ttl: true }), await resolver.resolve6('example.org', { ttl: true }));
  console.log(await resolver.resolve4('large.example.org'));
  for (const host of ['empty', 'nothing', 'broken', 'refused', 'odd', 'unknown', 'silent', 'a..b', 'x'.repeat(64)]) {
    await resolver.resolve4(host).catch(({ name: kind, message, code, syscall, hostname, errno }) => {
      console.log(kind, message, code, syscall, hostname, errno);
    });
  }
  const cancelled = resolver.resolveMx('silent').catch((error) => console.log(error.message));
  resolver.cancel();
  await cancelled;
  const callbacks = new dns.Resolver();
  callbacks.setServers([`127.0.0.1:${udp.address().port}`]);
  callbacks.resolveNs('example.org', (error, names) => {
    console.log(error, names);
    udp.close();
    tcp.close();
  });
}));
