// Classes that extend EventTarget, and handler attributes made with listeners.
class Counter extends EventTarget {
  #count = 0;
  add(n) {
    this.#count += n;
    this.dispatchEvent(new CustomEvent('change', { detail: this.#count }));
  }
}
const counter = new Counter();
counter.addEventListener('change', ({ detail, target }) => console.log(detail, target === counter));
counter.add(1);
counter.add(2);

class MyEvent extends Event {
  constructor(type, extra) {
    super(type);
    this.extra = extra;
  }
}
counter.addEventListener('mine', (event) => console.log(event.extra, event instanceof MyEvent, event.constructor.name));
counter.dispatchEvent(new MyEvent('mine', 'extra'));
console.log(Object.prototype.toString.call(counter), EventTarget[Symbol.for('nodejs.event_target')]);
