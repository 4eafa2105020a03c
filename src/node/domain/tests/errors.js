// Errors of everything that belongs to a domain come to it.
const domain = require('domain');
const fs = require('fs');
const EventEmitter = require('events');
const d = domain.create();
d.on('error', (error) => console.log('domain:', error.message, error.domainThrown, error.domain === d, !!error.domainEmitter));
d.run(() => {
  console.log(process.domain === d, domain.active === d, domain._stack.length);
  setTimeout(() => { throw new Error('timer'); }, 60);
  setImmediate(() => { throw new Error('immediate'); });
  process.nextTick(() => { throw new Error('tick'); });
  setTimeout(() => fs.stat(__filename, () => { throw new Error('fs'); }), 100);
  Promise.resolve().then(() => { console.log('promise', process.domain === d); });
  const emitter = new EventEmitter();
  setTimeout(() => emitter.emit('error', new Error('emitted')), 150);
  emitter.on('event', () => console.log('listener', process.domain === d));
  setTimeout(() => outside.call(null, emitter), 200);
});
function outside(emitter) { emitter.emit('event'); }
console.log(process.domain, domain._stack.length);
const member = new EventEmitter();
d.add(member);
setTimeout(() => member.emit('error', new Error('added')), 250);
setTimeout(() => {
  d.remove(member);
  try { member.emit('error', new Error('alone')); } catch (error) { console.log('threw', error.message); }
}, 300);
const bound = d.bind((a) => { throw new Error(`bound ${a}`); });
setTimeout(bound, 350, 1);
const intercepted = d.intercept((a) => console.log('intercepted', a));
setTimeout(() => { intercepted(new Error('first argument')); intercepted(null, 2); }, 400);
const outer = domain.create();
outer.on('error', (error) => console.log('outer:', error.message));
setTimeout(() => outer.run(() => {
  const inner = domain.create();
  inner.on('error', (error) => { throw new Error(`again ${error.message}`); });
  inner.run(() => setTimeout(() => { outer.enter(); inner.enter(); throw new Error('nested'); }, 1));
}), 450);
setTimeout(() => console.log(!process.domain, domain._stack.length), 550);
