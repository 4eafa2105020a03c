// FormData (XMLHttpRequest, "Interface FormData").
'use strict';

const { File } = require('internal/file');
const { isBlob } = require('internal/blob');
const { customInspectSymbol } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { checkArguments, defineInterface, definePairs, illegalInvocation, toUSVString } =
  require('internal/fetch/webidl');

let entriesOf;

class FormData {
  // [name, value], in order.
  #entries = [];

  static {
    entriesOf = (form) => {
      if (!isFormData(form)) throw illegalInvocation();
      return form.#entries;
    };
  }

  static isFormData(value) {
    return typeof value === 'object' && value !== null && #entries in value;
  }

  constructor(form = undefined) {
    if (form !== undefined) {
      throw new TypeError('FormData constructor: Argument 1 could not be converted to: undefined.');
    }
  }

  append(name, value, filename = undefined) {
    const entries = entriesOf(this);
    checkArguments(arguments, 2, 'FormData.append');
    entries.push(toEntry('FormData.append', name, value, filename, arguments.length === 3));
  }

  delete(name) {
    const entries = entriesOf(this);
    checkArguments(arguments, 1, 'FormData.delete');
    name = toUSVString(name, 'FormData.delete', 'name');
    this.#entries = entries.filter((entry) => entry[0] !== name);
  }

  get(name) {
    const entries = entriesOf(this);
    checkArguments(arguments, 1, 'FormData.get');
    name = toUSVString(name, 'FormData.get', 'name');
    return entries.find((entry) => entry[0] === name)?.[1] ?? null;
  }

  getAll(name) {
    const entries = entriesOf(this);
    checkArguments(arguments, 1, 'FormData.getAll');
    name = toUSVString(name, 'FormData.getAll', 'name');
    return entries.filter((entry) => entry[0] === name).map((entry) => entry[1]);
  }

  has(name) {
    const entries = entriesOf(this);
    checkArguments(arguments, 1, 'FormData.has');
    name = toUSVString(name, 'FormData.has', 'name');
    return entries.some((entry) => entry[0] === name);
  }

  set(name, value, filename = undefined) {
    const entries = entriesOf(this);
    checkArguments(arguments, 2, 'FormData.set');
    const entry = toEntry('FormData.set', name, value, filename, arguments.length === 3);
    const at = entries.findIndex((other) => other[0] === entry[0]);
    if (at === -1) {
      entries.push(entry);
    } else {
      this.#entries = entries.filter((other, index) => index <= at || other[0] !== entry[0]);
      this.#entries[at] = entry;
    }
  }

  [customInspectSymbol](depth, options) {
    const object = { __proto__: null };
    for (const [name, value] of this.#entries) {
      if (!(name in object)) object[name] = value;
      else if (Array.isArray(object[name])) object[name].push(value);
      else object[name] = [object[name], value];
    }
    const inner = { ...options, depth: options.depth ?? depth };
    return `FormData ${inspect({ ...object }, inner)}`;
  }
}

const { isFormData } = FormData;
delete FormData.isFormData;

// "Create an entry": Blobs become Files.
function toEntry(context, name, value, filename, named) {
  name = toUSVString(name, context, 'name');
  if (named && !isBlob(value)) {
    throw new TypeError(`${context}: Expected value ("${inspect(value).replace(/^'|'$/g, '"')}") ` +
      'to be an instance of Blob.');
  }
  if (!isBlob(value)) return [name, toUSVString(value, context, 'value')];
  if (filename !== undefined) filename = toUSVString(filename, context, 'filename');
  if (value instanceof File && filename === undefined) return [name, value];
  const options = { type: value.type };
  if (value instanceof File) options.lastModified = value.lastModified;
  return [name, new File([value], filename ?? 'blob', options)];
}

definePairs(FormData, 'FormData', entriesOf);
defineInterface(FormData, 'FormData');
Object.defineProperty(FormData.prototype, customInspectSymbol, { __proto__: null, enumerable: false });

module.exports = { FormData, entriesOf, isFormData };
