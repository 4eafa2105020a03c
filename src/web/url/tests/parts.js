// The parts of URLs of every kind.
const texts = ['https://user:p%40ss@Example.COM:8080/a/./b/../c?q=1#frag', 'http://a:80', 'file:///C:/x', 'blob:https://a.b:1/id', 'data:text/plain,hi there', 'mailto:a@b',
               'http://[::ffff:1.2.3.4]/', 'http://日本語.jp/é?é#é', 'non-special://h:9/p', 'foo:///x', 'http://a/?', 'http://a/#', 'ws://h/%7Ea b', 'http://0x7f.1/'];
for (const text of texts) {
  const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = new URL(text);
  console.log([href, origin, protocol, username, password, host, hostname, port, pathname, search, hash].join(' | '));
}
console.log(new URL('../x?y', 'http://a/b/c/d').href, new URL('//z', 'https://a').href, new URL('?q', 'http://a/b#c').href, `${new URL('http://a')}`);
const one = new URL('http://one/?a=1');
const two = new URL('http://two/p#h');
console.log(one.hostname, two.hash, one.search, two.pathname, one.searchParams.get('a'), JSON.stringify([one, two]));
