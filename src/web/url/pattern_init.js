// The two ways to say what a URLPattern is to match: a string that looks like a URL, and an object with its parts
// (WHATWG URL Pattern, sections 1.6 and 4).
'use strict';

const { URL } = require('internal/url');
const { escapePattern, tokenize } = require('internal/url/pattern_parser');
const {
  compileProtocol, encodeHash, encodeHostname, encodeOpaquePathname, encodePassword, encodePathname, encodePort,
  encodeProtocol, encodeSearch, encodeUsername, isSpecialScheme,
} = require('internal/url/pattern_component');

/** The parts of a pattern in one string, by name; parts that it does not speak of are missing. */
function parseConstructorString(input) {
  return new ConstructorParser(input).parse();
}

// Components in the order in which a URL has them.
const order = ['protocol', 'authority', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

class ConstructorParser {
  constructor(input) {
    this.input = input;
    this.tokens = tokenize(input, true);
    this.result = {};
    this.state = 'init';
    this.index = 0;
    this.start = 0; // the token at which the component begins
    this.step = 1;
    this.braces = 0;
    this.brackets = 0;
    this.special = false;
  }

  parse() {
    for (; this.index < this.tokens.length; this.index += this.step) {
      this.step = 1;
      const { type } = this.tokens[this.index];
      if (type === 'end') {
        if (this.state === 'init') {
          this.rewind();
          if (this.isCharacter('#')) this.change('hash', 1);
          else if (this.isSearchPrefix()) this.change('search', 1);
          else this.change('pathname', 0);
          continue;
        }
        if (this.state === 'authority') {
          this.rewind('hostname');
          continue;
        }
        this.change('done', 0);
        break;
      }
      // What is in braces belongs to the component that it began in.
      if (type === 'open') this.braces++;
      else if (type === 'close' && this.braces > 0) this.braces--;
      else if (this.braces === 0) this.advance();
    }
    if (this.result.hostname !== undefined && this.result.port === undefined) this.result.port = '';
    return this.result;
  }

  advance() {
    switch (this.state) {
      case 'init':
        if (this.isCharacter(':')) this.rewind('protocol');
        break;
      case 'protocol':
        if (!this.isCharacter(':')) break;
        this.special = compileProtocol(this.component()).matchesSpecialScheme;
        if (this.isCharacter('/', 1) && this.isCharacter('/', 2)) this.change('authority', 3);
        else this.change(this.special ? 'authority' : 'pathname', 1);
        break;
      case 'authority':
        if (this.isCharacter('@')) this.rewind('username');
        else if (this.isCharacter('/') || this.isSearchPrefix() || this.isCharacter('#')) this.rewind('hostname');
        break;
      case 'username':
        if (this.isCharacter(':')) this.change('password', 1);
        else if (this.isCharacter('@')) this.change('hostname', 1);
        break;
      case 'password':
        if (this.isCharacter('@')) this.change('hostname', 1);
        break;
      case 'hostname':
        if (this.isCharacter('[')) this.brackets++;
        else if (this.isCharacter(']')) this.brackets--;
        else if (this.isCharacter(':') && this.brackets === 0) this.change('port', 1);
        else this.advanceTail();
        break;
      default:
        this.advanceTail();
    }
  }

  // The ends that a component has which is not before the host.
  advanceTail() {
    const at = order.indexOf(this.state);
    if (at < order.indexOf('pathname') && this.isCharacter('/')) this.change('pathname', 0);
    else if (at < order.indexOf('search') && this.isSearchPrefix()) this.change('search', 1);
    else if (at < order.indexOf('hash') && this.isCharacter('#')) this.change('hash', 1);
  }

  // Ends the component; those that a URL would have between it and the next one are then known to be empty.
  change(next, skip) {
    const { result, state } = this;
    if (state !== 'init' && state !== 'authority') result[state] = this.component();
    if (state !== 'init' && next !== 'done') {
      const from = order.indexOf(state);
      const to = order.indexOf(next);
      const passes = (name) => from < order.indexOf(name) && to > order.indexOf(name) && result[name] === undefined;
      if (passes('hostname')) result.hostname = '';
      if (passes('pathname')) result.pathname = this.special ? '/' : '';
      if (passes('search')) result.search = '';
    }
    this.state = next;
    this.index += skip;
    this.start = this.index;
    this.step = 0;
  }

  rewind(state = this.state) {
    this.state = state;
    this.index = this.start;
    this.step = 0;
  }

  token(index) {
    return this.tokens[Math.min(index, this.tokens.length - 1)];
  }

  isCharacter(value, ahead = 0) {
    const token = this.token(this.index + ahead);
    return token.value === value &&
      (token.type === 'char' || token.type === 'escaped-char' || token.type === 'invalid-char');
  }

  // A question mark begins the query unless it can be a modifier.
  isSearchPrefix() {
    if (this.isCharacter('?')) return true;
    if (this.tokens[this.index].value !== '?') return false;
    const previous = this.tokens[this.index - 1]?.type;
    return previous !== 'name' && previous !== 'regexp' && previous !== 'close' && previous !== 'asterisk';
  }

  component() {
    return this.input.slice(this.token(this.start).index, this.tokens[this.index].index);
  }
}

function stripPrefix(text, prefix) {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

/**
 * An init object with what its base URL adds. For matching (`forURL`) every part becomes what it is in a URL, and
 * `result` holds the parts to begin with.
 */
function processInit(init, forURL, result = {}) {
  const encode = (encoder, value, ...rest) => (forURL ? encoder(value, ...rest) : value);
  const has = (...names) => names.some((name) => init[name] !== undefined);
  let base = null;
  if (has('baseURL')) {
    base = new URL(init.baseURL);
    const inherit = (value) => (forURL ? value : escapePattern(value));
    if (!has('protocol')) result.protocol = inherit(base.protocol.slice(0, -1));
    if (forURL && !has('protocol', 'hostname', 'port', 'username')) result.username = inherit(base.username);
    if (forURL && !has('protocol', 'hostname', 'port', 'username', 'password')) {
      result.password = inherit(base.password);
    }
    if (!has('protocol', 'hostname')) result.hostname = inherit(base.hostname);
    if (!has('protocol', 'hostname', 'port')) result.port = base.port;
    if (!has('protocol', 'hostname', 'port', 'pathname')) result.pathname = inherit(base.pathname);
    if (!has('protocol', 'hostname', 'port', 'pathname', 'search')) result.search = inherit(base.search.slice(1));
    if (!has('protocol', 'hostname', 'port', 'pathname', 'search', 'hash')) {
      result.hash = inherit(base.hash.slice(1));
    }
  }

  if (has('protocol')) result.protocol = encode(encodeProtocol, init.protocol.replace(/:$/, ''));
  if (has('username')) result.username = encode(encodeUsername, init.username);
  if (has('password')) result.password = encode(encodePassword, init.password);
  if (has('hostname')) result.hostname = encode(encodeHostname, init.hostname);
  if (has('port')) result.port = encode(encodePort, init.port, result.protocol);
  if (has('pathname')) {
    let { pathname } = init;
    if (base !== null && base.pathname[0] === '/' && !isAbsolute(pathname, forURL)) {
      const basePath = forURL ? base.pathname : escapePattern(base.pathname);
      pathname = basePath.slice(0, basePath.lastIndexOf('/') + 1) + pathname;
    }
    const special = !result.protocol || isSpecialScheme(result.protocol);
    result.pathname = encode(special ? encodePathname : encodeOpaquePathname, pathname);
  }
  if (has('search')) result.search = encode(encodeSearch, stripPrefix(init.search, '?'));
  if (has('hash')) result.hash = encode(encodeHash, stripPrefix(init.hash, '#'));
  return result;
}

function isAbsolute(pathname, forURL) {
  return pathname[0] === '/' || (!forURL && /^[\\{]\//.test(pathname));
}

module.exports = { parseConstructorString, processInit };
