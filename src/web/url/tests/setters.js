// Setting parts, and values that change nothing.
const url = new URL('http://u:p@host:8080/path?q#h');
const changes = [['protocol', 'https'], ['protocol', 'mailto'], ['host', 'other:99'], ['hostname', 'a b'], ['hostname', 'new.host'], ['port', '443'], ['port', '80x'], ['port', 'x'],
                 ['username', 'é@'], ['password', ''], ['pathname', 'a b/../c?d'], ['search', 'x=ü&y'], ['search', ''], ['hash', '#z z'], ['hash', ''], ['href', 'http://fresh/?a=b']];
for (const [name, value] of changes) {
  url[name] = value;
  console.log(name, JSON.stringify(value), url.href);
}
try {
  url.href = 'nope';
} catch (error) {
  console.log(error.code, error.message, error.input, url.href);
}
url.origin = 'http://x';
console.log(url.origin);
