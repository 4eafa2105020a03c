// FormData, and multipart bodies both ways.
'use strict';

const form = new FormData();
form.append('a', 'one');
form.append('a', 'two\nlines');
form.append('"odd"\r\nname', 'x');
form.append('file', new Blob(['bytes'], { type: 'text/plain' }), 'na"me.txt');
form.append('blob', new Blob(['b']));
console.log([...form.keys()], form.getAll('a'), form.get('none'), form.has('file'));
const { name, type, size } = form.get('file');
console.log({ name, type, size }, form.get('blob').name);

async function main() {
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  const [essence, boundary] = request.headers.get('content-type').split('; boundary=');
  console.log(essence, boundary.length);
  const text = await request.text();
  console.log(JSON.stringify(text.replaceAll(boundary, 'BOUNDARY')));

  const parsed = await new Response(form).formData();
  for (const [key, value] of parsed) {
    console.log(JSON.stringify(key), typeof value === 'string' ? JSON.stringify(value) : [value.name, value.type, await value.text()]);
  }

  const urlencoded = await new Response(new URLSearchParams('a=b&c=%C3%A9')).formData();
  console.log([...urlencoded]);

  for (const contentType of ['text/plain', 'multipart/form-data', 'multipart/form-data; boundary=a']) {
    const response = new Response('x', { headers: { 'content-type': contentType } });
    await response.formData().catch((error) => console.log(`${error.name}: ${error.message}`, error.cause?.message));
  }
}

form.set('a', 'last');
console.log([...form.keys()]);
form.delete('a');
form.append('a', 'end');
for (const args of [['a'], ['a', 'b', 'c']]) {
  try {
    form.append(...args);
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
}
main();
