// The undocumented writers and readers that programs call.
const buf = Buffer.alloc(6);
console.log(buf.utf8Write('héj', 1), buf, buf.hexWrite('0aff', 4), buf, buf.base64Write('YWJj', 0, 2), buf, buf.ucs2Write('ab', 1, 3), buf);
console.log(buf.latin1Write('\xff\u0141', 0), buf.asciiWrite('z', 5), buf.base64urlWrite('-_', 1), buf);
console.log(buf.ucs2Slice(0, 4), buf.base64Slice(0, 3), buf.base64urlSlice(0, 4), buf.asciiSlice(0, 1), buf.latin1Slice(0, 2));
for (const attempt of [() => buf.hexWrite(5), () => buf.utf8Write('a', 9), () => buf.utf8Write('a', 0, 9), () => buf.hexWrite('61', -1), () => buf.ucs2Write('a', 7)]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
