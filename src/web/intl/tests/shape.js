// The shape of Intl: properties, lengths, tags, `new`, subclasses and receivers.
'use strict';

console.log(Reflect.ownKeys(Intl), Object.prototype.toString.call(Intl), Object.getOwnPropertyDescriptor(globalThis, 'Intl').enumerable);
for (const name of Reflect.ownKeys(Intl)) {
  const value = Intl[name];
  if (typeof value !== 'function') continue;
  const { enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(Intl, name);
  console.log(name, value.name, value.length, enumerable, writable, configurable);
  if (value.prototype === undefined) continue;
  for (const key of Reflect.ownKeys(value.prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(value.prototype, key);
    const what = descriptor.get ? `get ${descriptor.get.name} ${typeof descriptor.set}` : descriptor.value.length ?? descriptor.value;
    console.log(' ', key, typeof descriptor.value === 'string' ? descriptor.value : what, descriptor.enumerable, descriptor.configurable);
  }
  console.log(' ', Object.getOwnPropertyDescriptor(value, 'prototype').writable, value.supportedLocalesOf?.length);
  const [first, second] = name === 'DisplayNames' ? ['en', { type: 'region' }] : ['en'];
  class Sub extends value {}
  const sub = new Sub(first, second);
  console.log(' ', sub instanceof Sub, sub instanceof value, Object.prototype.toString.call(sub));
  try {
    console.log(' ', value(first, second) instanceof value);
  } catch (error) {
    console.log(' ', `${error}`);
  }
  console.log(' ', sub);
}
const format = new Intl.NumberFormat();
console.log(format.format === format.format, format.format.name, format.format.length, ['1', '2'].map(format.format));
for (const [owner, names] of [
  [String, ['localeCompare', 'toLocaleUpperCase', 'toLocaleLowerCase']], [Number, ['toLocaleString']], [BigInt, ['toLocaleString']],
  [Date, ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toString', 'toTimeString']], [Array, ['toLocaleString']],
]) {
  for (const name of names) {
    const { value, ...rest } = Object.getOwnPropertyDescriptor(owner.prototype, name);
    console.log(owner.name, name, value.name, value.length, JSON.stringify(rest));
  }
}
