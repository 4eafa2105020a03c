// Turning byte order around, for short buffers and long ones.
for (const [method, length] of [['swap16', 4], ['swap32', 8], ['swap64', 16], ['swap16', 64], ['swap32', 64], ['swap64', 64]]) {
  const buf = Buffer.from(Array.from({ length }, (_, i) => i));
  console.log(method, buf[method]() === buf, buf.toString('hex'));
}
for (const method of ['swap16', 'swap32', 'swap64']) {
  try {
    Buffer.alloc(3)[method]();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
