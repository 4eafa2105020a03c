// Paths of file URLs, and URLs of paths.
const { fileURLToPath, fileURLToPathBuffer, pathToFileURL } = require('url');
for (const text of ['file:///a/b%20c', 'file:///C:/x%25', 'file://host/x', 'file:///%2f', 'file:///a%5cb', 'http://a', 'nope', 5]) {
  for (const windows of [false, true]) {
    for (const convert of [fileURLToPath, fileURLToPathBuffer]) {
      try {
        console.log(text, windows, convert(text, { windows }));
      } catch (error) {
        console.log(text, windows, error.code, error.message);
      }
    }
  }
}
for (const path of ['/a b', '/%#?\\~|\n', '/a/../b/', '//x//y', '/é']) console.log(path, pathToFileURL(path).href);
for (const path of ['C:\\a\\b c', '\\\\srv\\share\\f', '\\\\?\\UNC\\srv\\share\\f']) console.log(path, pathToFileURL(path, { windows: true }).href);
for (const attempt of [() => pathToFileURL(5), () => pathToFileURL('\\\\srv', { windows: true })]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.code, error.message);
  }
}
