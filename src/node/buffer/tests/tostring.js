// Ranges of toString, and an encoding that there is not.
const buf = Buffer.from('héllo wörld');
console.log([[], [undefined, 3], ['utf8', 0, 5], ['latin1', 0, 3], ['hex', -5, 2], ['utf8', 4, 2], ['utf8', 99], ['utf8', NaN, 1.9], ['ascii', 1, 3],
             ['base64'], ['base64url'], ['utf8', '1', '4'], ['utf8', 0, 1e9]].map((bounds) => buf.toString(...bounds)));
console.log(`${buf}`, buf.toLocaleString(), buf + '', buf.utf8Slice(0, 3), buf.hexSlice(1, 3), buf.latin1Slice());
for (const attempt of [() => buf.toString('nope'), () => buf.toString(null), () => buf.utf8Slice(0, 99), () => buf.hexSlice(-1)]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
