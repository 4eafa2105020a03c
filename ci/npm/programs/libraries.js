// Libraries that lean on the language rather than on Node: validation, collections, YAML.
'use strict';
const _ = require('lodash');
const YAML = require('yaml');
const { z } = require('zod');

const User = z.object({
  name: z.string().min(2), age: z.number().int().positive().optional(),
  email: z.email(), tags: z.array(z.enum(['a', 'b'])).default([]), born: z.coerce.date().optional(),
}).strict().transform((user) => ({ ...user, label: user.name.toUpperCase() }));
console.log(User.parse({ name: 'Ada', email: 'ada@example.com', born: '1815-12-10' }));
const wrong = User.safeParse({ name: 'A', age: -1.5, email: 'nope', tags: ['c'], extra: 1 });
console.log(wrong.success, wrong.error.issues.map((issue) => [issue.code, issue.path.join('.'), issue.message]));
const Shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('circle'), r: z.number() }), z.object({ kind: z.literal('square'), a: z.number() }),
]);
console.log(Shape.parse({ kind: 'circle', r: 1 }), Shape.safeParse({ kind: 'line' }).success);

console.log(_.groupBy([1.2, 1.8, 2.1], Math.floor), _.chunk(_.range(7), 3), _.kebabCase('fooBar bazQUX'));
console.log(_.merge({ a: { b: 1, list: [1, 2] } }, { a: { c: 2, list: [3] } }));
console.log(_.isEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]])));
console.log(_.template('<% for (const x of list) { %>[<%- x %>]<% } %>')({ list: ['a', '<b>'] }));
console.log(_.sortBy([{ a: 2, b: 1 }, { a: 1, b: 2 }, { a: 1, b: 1 }], ['a', 'b']), _.get({ a: [{ b: 3 }] }, 'a[0].b'));
const deep = _.cloneDeep({ date: new Date(0), set: new Set([1]), typed: new Uint8Array([1, 2]), re: /x/g });
console.log(deep);

const text = `# settings
name: &n example
list: [1, 2.5, true, null]
nested:
  ref: *n
  text: |
    two
    lines
  folded: >-
    one
    line
date: 2020-01-02
`;
console.log(YAML.parse(text));
console.log(YAML.stringify({ a: [1, { b: 'x: y' }], multi: 'l1\nl2\n', empty: {} }));
const doc = YAML.parseDocument(text);
doc.setIn(['nested', 'added'], 1);
console.log(doc.toString());
try { YAML.parse('a: [1'); } catch (error) { console.log(error.name, error.code, error.message); }
