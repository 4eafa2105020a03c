// Base64 of web pages.
for (const text of ['', 'a', 'YQ==', 'YQ', 'Y', ' Y W\nJ\tj', 'YQ===', '=', 'YW-_', undefined, null, 'é']) {
  for (const name of ['atob', 'btoa']) {
    try {
      console.log(name, text, JSON.stringify(globalThis[name](text)));
    } catch (error) {
      console.log(name, text, error.name, error.code, error.message);
    }
  }
}
try {
  btoa('€');
} catch (error) {
  console.log(error instanceof DOMException, error.name, error.message);
}
try {
  atob();
} catch (error) {
  console.log(error.code, error.message);
}
