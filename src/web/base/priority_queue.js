// A binary heap. `compare(a, b)` orders as Array#sort does; `setPosition(item, position)` is told
// where an item comes to lie, so that it can be removed or moved from there.
'use strict';

module.exports = class PriorityQueue {
  constructor(compare = (a, b) => a - b, setPosition = undefined) {
    this.compare = compare;
    this.setPosition = setPosition;
    // Position 1 is the root; the children of i are 2i and 2i + 1.
    this.heap = [undefined];
    this.size = 0;
  }

  insert(item) {
    const position = ++this.size;
    this.heap[position] = item;
    this.percolateUp(position);
  }

  /** The first item; undefined when there is none. */
  peek() {
    return this.heap[1];
  }

  /** The item at the last position. */
  peekBottom() {
    return this.heap[this.size];
  }

  /** Removes and returns the first item. */
  shift() {
    const first = this.heap[1];
    if (first !== undefined) this.removeAt(1);
    return first;
  }

  removeAt(position) {
    const heap = this.heap;
    const last = heap[this.size];
    heap[this.size] = undefined;
    const size = --this.size;
    if (position > size) return;
    heap[position] = last;
    if (position > 1 && this.compare(heap[position >> 1], last) > 0) this.percolateUp(position);
    else this.percolateDown(position);
  }

  /** Restores the order after the item at `position` has come to sort earlier. */
  percolateUp(position) {
    const heap = this.heap;
    const item = heap[position];
    while (position > 1) {
      const parent = position >> 1;
      if (this.compare(heap[parent], item) <= 0) break;
      this.place(heap[parent], position);
      position = parent;
    }
    this.place(item, position);
  }

  /** Restores the order after the item at `position` has come to sort later. */
  percolateDown(position) {
    const heap = this.heap;
    const size = this.size;
    const item = heap[position];
    for (let child = position << 1; child <= size; child = position << 1) {
      if (child < size && this.compare(heap[child + 1], heap[child]) < 0) child++;
      if (this.compare(item, heap[child]) <= 0) break;
      this.place(heap[child], position);
      position = child;
    }
    this.place(item, position);
  }

  place(item, position) {
    this.heap[position] = item;
    if (this.setPosition !== undefined) this.setPosition(item, position);
  }
};
