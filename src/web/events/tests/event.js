// Event and CustomEvent: members, flags, conversions, brand checks.
const show = (event) => console.log([
  event.type, event.bubbles, event.cancelable, event.composed, event.defaultPrevented, event.eventPhase,
  event.cancelBubble, event.returnValue, event.isTrusted, event.target, event.srcElement, event.currentTarget,
  event.composedPath(), typeof event.timeStamp,
]);
show(new Event('plain'));
show(new Event('all', { bubbles: 1, cancelable: 'x', composed: {} }));
show(new Event(undefined));
show(new Event(null, null));
show(new Event({ toString: () => 'converted' }));

const event = new Event('x', { cancelable: true });
event.preventDefault();
event.stopPropagation();
show(event);
event.initEvent('y', true);
show(event);
const other = new Event('x', { cancelable: true });
other.returnValue = true;
console.log(other.defaultPrevented);
other.returnValue = false;
console.log(other.defaultPrevented, other.returnValue);
other.cancelBubble = false;
console.log(other.cancelBubble);
other.cancelBubble = true;
console.log(other.cancelBubble);
const stubborn = new Event('x');
stubborn.preventDefault();
console.log(stubborn.defaultPrevented);

for (const detail of [undefined, null, 0, 'd', { a: 1 }]) console.log(new CustomEvent('c', { detail }).detail);
console.log(new CustomEvent('c').detail, new CustomEvent('c', null).detail);
console.log(Event.NONE, Event.CAPTURING_PHASE, Event.AT_TARGET, Event.BUBBLING_PHASE);
console.log(String(event), Object.prototype.toString.call(new CustomEvent('c')), Object.keys(event));

const members = Object.getOwnPropertyDescriptors(Event.prototype);
for (const [name, { get, value, enumerable, configurable, writable }] of Object.entries(members)) {
  let thrown = 'nothing';
  try {
    (get ?? value).call({}, 'x');
  } catch (error) {
    thrown = `${error.code} ${error.message}`;
  }
  // These depend on the engine.
  if (name === 'initEvent' || name === 'constructor') thrown = '';
  console.log(name, enumerable, configurable, writable, get?.name, thrown);
}
for (const fn of [() => new Event(), () => new Event('x', 1), () => new Event(Symbol('s')), () => new CustomEvent(),
                  () => new Event('x', [])]) {
  try {
    fn();
    console.log('no error');
  } catch (error) {
    console.log(error.name, error.code);
  }
}
