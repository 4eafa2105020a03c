// What is no URL, and receivers that are none.
for (const arguments_ of [[], ['nope'], ['/x', 'nope'], ['http://a b'], [null], ['http://a:99999'], ['http://[::1'], ['', undefined]]) {
  try {
    new URL(...arguments_);
  } catch (error) {
    console.log(error.name, error.code, error.message, error.input, error.base, Object.keys(error));
  }
  try {
    console.log(URL.canParse(...arguments_), URL.parse(...arguments_));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
for (const attempt of [() => URL.prototype.href, () => Reflect.get(URL.prototype, 'host', {}), () => URL.prototype.toString.call({}),
                       () => URLSearchParams.prototype.get.call({}, 'a'), () => new URLSearchParams().get(), () => new URLSearchParams().append('a'),
                       () => new URLSearchParams().forEach(1), () => URL.createObjectURL(5), () => URL.revokeObjectURL()]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code);
  }
}
