// A stack of objects to use again.
'use strict';

class FreeList {
  constructor(name, max, ctor) {
    this.name = name;
    this.ctor = ctor;
    this.max = max;
    this.list = [];
  }

  alloc() {
    return this.list.length > 0 ? this.list.pop() : this.ctor.apply(this, arguments);
  }

  /** Whether there was room for it. */
  free(obj) {
    if (this.list.length >= this.max) return false;
    this.list.push(obj);
    return true;
  }
}

module.exports = FreeList;
