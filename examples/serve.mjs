// A server made of Request and Response: rnode --shards auto examples/serve.mjs, then curl http://127.0.0.1:3000/
const encoder = new TextEncoder();

/** A line a second until the peer leaves. */
function ticks(signal) {
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      if (signal.aborted) controller.close();
      else controller.enqueue(encoder.encode(`data: ${new Date().toISOString()}\n\n`));
    },
  });
}

export default {
  async fetch(request, info) {
    const { pathname } = new URL(request.url);
    switch (pathname) {
      case '/':
        return new Response('hello\n');
      case '/address':
        return Response.json({ address: info.remoteAddress, port: info.remotePort });
      case '/echo':
        return new Response(request.body, { headers: { 'content-type': request.headers.get('content-type') ?? '' } });
      case '/ticks':
        return new Response(ticks(request.signal), { headers: { 'content-type': 'text/event-stream' } });
      default:
        return new Response('not found\n', { status: 404 });
    }
  },
};
