// for await: the end, break, throw, an error, destroyOnReturn, and what is read before a failure.
'use strict';
const { Readable } = require('stream');

function make(fail) {
  let n = 0;
  const r = new Readable({
    objectMode: true,
    read() {
      n++;
      if (fail && n === 3) this.destroy(new Error('source failed'));
      else this.push(n > 4 ? null : n);
    },
  });
  r.on('close', () => console.log('  close'));
  return r;
}
const after = (r) => console.log('  destroyed', r.destroyed, 'ended', r.readableEnded,
                                 'listeners', r.listenerCount('readable'), r.listenerCount('end'),
                                     r.listenerCount('close'));
(async () => {
  let r = make();
  console.log('to the end');
  for await (const chunk of r) console.log(' ', chunk);
  after(r);

  console.log('break');
  r = make();
  for await (const chunk of r) { console.log(' ', chunk); break; }
  after(r);

  console.log('throw');
  r = make();
  try { for await (const chunk of r) throw new Error(`at ${chunk}`); } catch (err) { console.log(' ', err.message); }
  after(r);

  console.log('error');
  r = make(true);
  try { for await (const chunk of r) console.log(' ', chunk); } catch (err) { console.log(' ', err.message); }
  after(r);

  console.log('destroyOnReturn: false');
  r = make();
  for await (const chunk of r.iterator({ destroyOnReturn: false })) { console.log(' ', chunk); break; }
  after(r);
  for await (const chunk of r.iterator({ destroyOnReturn: false })) console.log('  again', chunk);
  after(r);

  console.log('by hand');
  r = make();
  const it = r[Symbol.asyncIterator]();
  console.log(it.stream === r, await it.next(), await it.next(), await it.return('done'), await it.next());
  after(r);

  console.log('destroyed before');
  r = make();
  r.destroy();
  try { for await (const chunk of r) console.log(chunk); } catch (err) { console.log(' ', err.code); }

  try { make().iterator(1); } catch (err) { console.log(err.code); }
})();
