// Deep equality of sets and maps: members are equal as they are, or have to find their like one by one.
'use strict';

const { areEqual, areObjectsEqual, loose, partial } = require('internal/util/comparisons');

function areSetsEqual(a, b, run) {
  const unmatched = [];
  for (const value of b) {
    if (a.has(value)) continue;
    const mayHaveLike = isObject(value) || (run.mode === loose && setMayHaveLike(a, b, value));
    if (!mayHaveLike) return false;
    unmatched.push(value);
  }
  if (unmatched.length === 0) return true;
  const candidates = new Candidates(unmatched);
  for (const value of a) {
    // In both, by identity.
    if (b.has(value)) continue;
    if (run.mode !== loose && !isObject(value)) {
      if (run.mode === partial) continue;
      return false;
    }
    const isTaken = candidates.take((other) => areEqual(value, other, run));
    if (!isTaken && run.mode !== partial) return false;
    if (candidates.isEmpty) return true;
  }
  return candidates.isEmpty;
}

function areMapsEqual(a, b, run) {
  const unmatched = [];
  for (const [key, value] of b) {
    if (isObject(key)) {
      unmatched.push(key);
      continue;
    }
    const other = a.get(key);
    if ((other !== undefined || a.has(key)) && areEqual(other, value, run)) continue;
    if (run.mode !== loose || !mapMayHaveLike(a, b, key, value, run)) return false;
    unmatched.push(key);
  }
  if (unmatched.length === 0) return true;
  const candidates = new Candidates(unmatched);
  for (const [key, value] of a) {
    if (!isObject(key)) {
      if (run.mode === partial) continue;
      if (b.has(key)) {
        if (run.mode !== loose || areEqual(value, b.get(key), run)) continue;
      } else if (run.mode !== loose) {
        return false;
      }
    }
    const isTaken = candidates.take((other) =>
      (run.mode === loose ? areEqual(key, other, run) : areObjectsEqual(key, other, run)) &&
      areEqual(value, b.get(other), run));
    if (!isTaken && run.mode !== partial) return false;
    if (candidates.isEmpty) return true;
  }
  return candidates.isEmpty;
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

// Members that wait for their like. Collections made alike have them in the same order, or the reverse: so the
// first and the last are tried before all others.
class Candidates {
  #members;
  #first = 0;
  #last;
  #fromEnd = false;

  constructor(members) {
    this.#members = members;
    this.#last = members.length - 1;
  }

  get isEmpty() {
    return this.#first > this.#last;
  }

  // Takes away the first candidate that is found to be alike; false if there is none.
  take(isLike) {
    const members = this.#members;
    let lowest = this.#first;
    if (!this.#fromEnd) {
      if (isLike(members[this.#first])) {
        this.#first++;
        return true;
      }
      lowest++;
      if (lowest > this.#last) return false;
    }
    if (isLike(members[this.#last])) {
      this.#fromEnd = true;
      this.#last--;
      return true;
    }
    this.#fromEnd = false;
    for (let i = this.#last - 1; i >= lowest; i--) {
      if (isLike(members[i])) {
        members[i] = members[this.#last];
        this.#last--;
        return true;
      }
    }
    return false;
  }
}

// Whether something may be loosely equal to the primitive: true, false, or for null and undefined the one that
// is equal to the other. What equals a number or a string cannot be looked up: 1n == '+00001'.
function likenessOf(primitive) {
  switch (typeof primitive) {
    case 'undefined':
      return null;
    case 'object':
      return undefined;
    case 'symbol':
      return false;
    case 'string':
    case 'number':
      return !Number.isNaN(+primitive);
    default:
      return true;
  }
}

function setMayHaveLike(a, b, primitive) {
  const like = likenessOf(primitive);
  return typeof like === 'boolean' ? like : a.has(like) && !b.has(like);
}

function mapMayHaveLike(a, b, primitive, value, run) {
  const like = likenessOf(primitive);
  if (typeof like === 'boolean') return like;
  return a.has(like) && !b.has(like) && areEqual(a.get(like), value, run);
}

module.exports = { areSetsEqual, areMapsEqual };
