// Circular doubly linked lists through `_idleNext` and `_idlePrev` of the items themselves: the
// oldest item is before the list's head, the newest after it.
'use strict';

function init(list) {
  list._idleNext = list;
  list._idlePrev = list;
}

/** The oldest item; null when the list is empty. */
function peek(list) {
  return list._idlePrev === list ? null : list._idlePrev;
}

/** Takes `item` out of the list that it is in, if any. */
function remove(item) {
  if (item._idleNext) item._idleNext._idlePrev = item._idlePrev;
  if (item._idlePrev) item._idlePrev._idleNext = item._idleNext;
  item._idleNext = null;
  item._idlePrev = null;
}

/** Makes `item` the newest of `list`, taking it out of the list that it was in. */
function append(list, item) {
  if (item._idleNext || item._idlePrev) remove(item);
  item._idleNext = list._idleNext;
  item._idlePrev = list;
  list._idleNext._idlePrev = item;
  list._idleNext = item;
}

function isEmpty(list) {
  return list._idleNext === list;
}

module.exports = { append, init, isEmpty, peek, remove };
