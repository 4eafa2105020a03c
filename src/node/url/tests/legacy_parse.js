// What the old parser makes of URLs.
process.removeAllListeners('warning');
process.on('warning', () => {});
const url = require('url');
for (const text of ['http://user:pass@Host.com:8080/p/a/t/h?query=string#hash', '//a/b', '/a?b=c', ' javascript:alert(1) ', 'mailto:a@b.c?d', 'http://a@b@c/', 'http:\\\\x\\y?z\\',
                    'http://[::1]:80/x', 'file:///etc/passwd', 'x:1:2', 'http://日本.jp/é ', 'a b#c d', "http://a/'<>`", 'http://a.com:b:80/x', 'HTTP://a\t.com']) {
  console.log(url.parse(text), JSON.stringify(url.parse(text, true, true).query));
}
for (const text of [5, 'http://a%/', 'http://\u2100.com', 'http://a[b/']) {
  try {
    console.log(url.parse(text).href);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
