// The order of listeners, and what they may do while they are being called.
const target = new EventTarget();
const log = (...args) => console.log(...args);

function first(event) { log('first', this === target, event.target === target, event.currentTarget === target, event.eventPhase); }
target.addEventListener('a', first);
target.addEventListener('a', first);
target.addEventListener('a', { handleEvent(event) { log('object', this.mark, event.type); }, mark: 1 });
target.addEventListener('a', () => log('once'), { once: true });
log(target.dispatchEvent(new Event('a')), target.dispatchEvent(new Event('a')));

target.removeEventListener('a', first);
target.removeEventListener('a', first);
target.removeEventListener('never', first);
log(target.dispatchEvent(new Event('a')));

// The same callback as a capturing listener is another listener.
const capturing = new EventTarget();
const heard = () => log('heard');
capturing.addEventListener('b', heard, true);
capturing.addEventListener('b', heard, { capture: true });
capturing.addEventListener('b', heard);
capturing.dispatchEvent(new Event('b'));
capturing.removeEventListener('b', heard, { capture: true });
capturing.dispatchEvent(new Event('b'));

// Changes under way.
const changing = new EventTarget();
const second = () => log('second');
changing.addEventListener('c', () => {
  changing.removeEventListener('c', second);
  changing.addEventListener('c', () => log('added by the first'), { once: true });
});
changing.addEventListener('c', second);
changing.addEventListener('c', () => changing.addEventListener('c', () => log('late')));
changing.dispatchEvent(new Event('c'));
log('again');
changing.dispatchEvent(new Event('c'));

// Stopping.
const stopping = new EventTarget();
stopping.addEventListener('d', (event) => { event.stopPropagation(); log('stopPropagation'); });
stopping.addEventListener('d', (event) => { event.stopImmediatePropagation(); log('stopImmediatePropagation'); });
stopping.addEventListener('d', () => log('not called'));
stopping.dispatchEvent(new Event('d'));

// The default action.
const canceling = new EventTarget();
canceling.addEventListener('e', (event) => event.preventDefault());
log(canceling.dispatchEvent(new Event('e')), canceling.dispatchEvent(new Event('e', { cancelable: true })));
const passive = new EventTarget();
passive.addEventListener('e', (event) => { event.preventDefault(); event.returnValue = false; }, { passive: true });
log(passive.dispatchEvent(new Event('e', { cancelable: true })));

// Recursion, and the same event twice.
const again = new Event('f');
const recursive = new EventTarget();
recursive.addEventListener('f', (event) => {
  try {
    recursive.dispatchEvent(event);
  } catch (error) {
    log(error.code, error.message);
  }
}, { once: true });
recursive.dispatchEvent(again);
recursive.dispatchEvent(again);
log(again.target === recursive, again.currentTarget);
