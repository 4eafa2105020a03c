// `navigator`: what a program may ask of its platform. Node's documentation, "Class: Navigator".
'use strict';

const { kEnumerableProperty } = require('internal/util');
const { ERR_ILLEGAL_CONSTRUCTOR } = require('internal/errors').codes;
const { availableParallelism, locale, machine } = internalBinding('locks');

const kConstruct = Symbol('kConstruct');

class Navigator {
  #languages = Object.freeze([locale]);

  constructor(token) {
    if (token !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get hardwareConcurrency() {
    this.#languages; // throws for another's object
    return availableParallelism();
  }

  get locks() {
    this.#languages;
    return require('internal/locks').locks;
  }

  get language() {
    return this.#languages[0];
  }

  get languages() {
    return this.#languages;
  }

  get userAgent() {
    this.#languages;
    return `Node.js/${process.version.slice(1).split('.', 1)[0]}`;
  }

  get platform() {
    this.#languages;
    return `Linux ${machine}`;
  }
}

Object.defineProperties(Navigator.prototype, {
  hardwareConcurrency: kEnumerableProperty,
  locks: kEnumerableProperty,
  language: kEnumerableProperty,
  languages: kEnumerableProperty,
  userAgent: kEnumerableProperty,
  platform: kEnumerableProperty,
});

module.exports = { Navigator, navigator: new Navigator(kConstruct) };
