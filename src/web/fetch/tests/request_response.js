// Request and Response without a network: what they are made from, what they refuse, how bodies are read.
'use strict';

async function attempt(make) {
  try {
    console.log(await make());
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
}

async function main() {
  console.log(new Request('http://a/?q#h', { method: 'post', body: 'x', headers: { A: 'b' } }));
  for (const [input, init] of [
    ['/relative'], ['http://u:p@a/'], ['http://a/', { method: 'a b' }], ['http://a/', { method: 'connect' }],
    ['http://a/', { body: 'x' }], ['http://a/', { mode: 'navigate' }], ['http://a/', { mode: 'foo' }],
    ['http://a/', { signal: 1 }], ['http://a/', { cache: 'only-if-cached' }], ['http://a/', { redirect: 'x' }],
    ['http://a/', 1], ['http://a/', { duplex: 'full' }], ['http://a/', { window: 1 }],
  ]) {
    await attempt(() => new Request(input, init));
  }
  await attempt(() => new Request());
  const controller = new AbortController();
  const request = new Request(new Request('http://a/', { headers: { a: '1' } }), { signal: controller.signal });
  controller.abort();
  console.log(request.signal.aborted, request.headers.get('a'), request.signal === controller.signal);
  const posted = new Request('http://a/', { method: 'POST', body: 'twice' });
  const copy = posted.clone();
  console.log(await posted.text(), posted.bodyUsed, copy.bodyUsed, await copy.text());
  const first = new Request('http://a/', { method: 'POST', body: 'moves' });
  const second = new Request(first);
  console.log(first.bodyUsed, await second.text());
  await attempt(() => new Request(first));

  for (const [body, init] of [
    ['x', { status: 100 }], ['x', { status: 204 }], ['x', { statusText: '\n' }], ['x', { status: 'abc' }], ['x', 1],
    [Symbol('s')],
  ]) {
    await attempt(() => new Response(body, init));
  }
  await attempt(() => Response.redirect('/x'));
  await attempt(() => Response.redirect('http://a/', 200));
  await attempt(() => Response.json(undefined));
  await attempt(() => Response.json());
  await attempt(() => Response.json({ a: 1 }, { status: 201 }).text());
  const redirect = Response.redirect('http://a/b', 307);
  console.log(redirect.status, redirect.headers.get('location'), redirect.ok, Response.error());

  const bodies = ['text', new Uint8Array([104, 105]), new Uint16Array([0x6968]).buffer, new URLSearchParams('a=b'),
                  new Blob(['blob'], { type: 'x/y' }), null, { toString: () => 'object' }];
  for (const body of bodies) {
    const response = new Response(body);
    console.log(response.headers.get('content-type'), await response.text(), response.bodyUsed);
  }
  const response = new Response('{"a":[1]}', { headers: { 'content-type': 'Application/JSON; a="b c"' } });
  console.log(await response.clone().json(), await response.clone().bytes(), (await response.clone().blob()).type);
  console.log((await response.arrayBuffer()).byteLength);
  await attempt(() => response.text());
  await attempt(() => response.clone());
  await attempt(() => new Response('').json());
  await attempt(() => Response.prototype.text.call({}));
  async function* pieces() {
    yield Buffer.from('from ');
    yield Buffer.from('an iterable');
  }
  console.log(await new Response(pieces()).text());
}
main();
