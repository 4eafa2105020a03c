// The stream of events: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
'use strict';

const { TextDecoder } = require('internal/encoding');

// An event that grows beyond this without its end is not waited for.
const EVENT_UNITS_MAX = 64 * 1024 * 1024;

/** Calls `tell(type, data)` for each event. `settings`, { lastEventId, reconnectionTime }, are kept up. */
class EventParser {
  #decoder = new TextDecoder();
  #settings;
  #tell;
  #rest = '';
  /** How much of the rest is known to have no line end in it. */
  #searched = 0;
  #hasReturned = false;
  #data = null;
  #type = '';
  #id = null;
  #retry = null;

  constructor(settings, tell) {
    this.#settings = settings;
    this.#tell = tell;
  }

  /** Takes bytes, until `settings.isOver` says that nobody wants more. */
  push(bytes) {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const lineEnd = /[\r\n]/g;
    let start = 0;
    lineEnd.lastIndex = this.#searched;
    // The other half of a line end that the last bytes ended with.
    if (this.#hasReturned && text !== '') {
      this.#hasReturned = false;
      if (text[0] === '\n') start = lineEnd.lastIndex = 1;
    }
    for (let found; (found = lineEnd.exec(text)) !== null;) {
      const { index } = found;
      this.#line(text.slice(start, index));
      start = index + 1;
      if (text[index] === '\r') {
        if (text[start] === '\n') start++;
        else this.#hasReturned = start === text.length;
      }
      lineEnd.lastIndex = start;
      if (this.#settings.isOver) return;
    }
    this.#rest = text.slice(start);
    this.#searched = this.#rest.length;
    if (this.#searched + (this.#data?.length ?? 0) > EVENT_UNITS_MAX) throw new RangeError('An event is too long');
  }

  #line(line) {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (name === 'data') this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
    else if (name === 'event' && value !== '') this.#type = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.#retry = Number(value);
  }

  #dispatch() {
    if (this.#retry !== null) this.#settings.reconnectionTime = this.#retry;
    if (this.#id !== null) this.#settings.lastEventId = this.#id;
    const { 0: type, 1: data } = [this.#type || 'message', this.#data];
    this.#data = this.#id = this.#retry = null;
    this.#type = '';
    if (data !== null) this.#tell(type, data);
  }
}

module.exports = { EventParser };
