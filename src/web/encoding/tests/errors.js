// Labels there are not, bytes that are wrong, arguments of another kind.
const attempts = [
  () => new TextDecoder('nope'), () => new TextDecoder('replacement'), () => new TextDecoder(''), () => new TextDecoder('utf8', 5), () => new TextDecoder().decode(1),
  () => new TextDecoder('utf8', { fatal: true }).decode(new Uint8Array([0xff])), () => new TextDecoder('shift_jis', { fatal: true }).decode(new Uint8Array([0xff])),
  () => new TextDecoder().decode(new Uint8Array(1), 5), () => TextDecoder.prototype.decode.call({}), () => TextDecoder.prototype.fatal, () => new TextDecoder('\tUTF-8\n ').encoding,
];
for (const attempt of attempts) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
