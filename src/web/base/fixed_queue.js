// A queue for hot paths: a chain of rings, so that neither push nor shift ever moves an element.
'use strict';

// A power of two: positions wrap with a mask.
const ringSize = 2048;
const mask = ringSize - 1;

class FixedQueue {
  constructor() {
    this.head = this.tail = new Ring();
  }

  isEmpty() {
    const tail = this.tail;
    return tail.top === tail.bottom;
  }

  /** Adds `item`, which is not undefined. */
  push(item) {
    let head = this.head;
    const next = (head.top + 1) & mask;
    if (next === head.bottom) {
      head = this.head = head.next = new Ring();
      head.list[0] = item;
      head.top = 1;
      return;
    }
    head.list[head.top] = item;
    head.top = next;
  }

  /** The oldest item; null when there is none. */
  shift() {
    const tail = this.tail;
    const bottom = tail.bottom;
    if (tail.top === bottom) return null;
    const list = tail.list;
    const item = list[bottom];
    list[bottom] = undefined;
    tail.bottom = (bottom + 1) & mask;
    // A drained ring is left only when another follows, so that the last one is reused.
    if (tail.top === tail.bottom && tail.next !== null) {
      this.tail = tail.next;
      tail.next = null;
    }
    return item;
  }
}

/** `top` is where the next item goes, `bottom` where the oldest is; one place stays free. */
class Ring {
  constructor() {
    this.top = 0;
    this.bottom = 0;
    this.list = [];
    this.next = null;
  }
}

module.exports = FixedQueue;
