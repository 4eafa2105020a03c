// Tools that read and write languages: TypeScript, ESLint, Prettier, Handlebars, EJS, marked, cheerio, GraphQL, Ajv.
'use strict';
const fs = require('fs');
const path = require('path');

async function typescript() {
  const ts = require('typescript');
  const source =
    [
      'interface P { x: number; y?: string }',
      'enum Kind { A, B = 5, C }',
      'export class Point<T extends P> {',
      '  #hidden = 1;',
      '  constructor(private readonly p: T, public kind: Kind = Kind.C) {}',
      '  get x(): number { return this.p.x ?? this.#hidden; }',
      '}',
      'export const f = async (...ps: P[]): Promise<number> => ps.reduce((a, p) => a + p.x, 0);',
      '',
    ].join('\n');
  for (const target of ['ES5', 'ES2022']) {
    const { outputText, diagnostics } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget[target], module: ts.ModuleKind.CommonJS },
      reportDiagnostics: true,
    });
    console.log(`# ${target}`, diagnostics.length);
    console.log(outputText);
  }
  fs.writeFileSync(
    'wrong.ts',
    'const n: number = "text";\nfunction g(a: string) { return a.lenght; }\ng(1);\nexport {};\n',
  );
  const program = ts.createProgram([path.resolve('wrong.ts')], {
    noEmit: true,
    strict: true,
    lib: ['lib.es2020.d.ts'],
    types: [],
  });
  for (const { code, messageText, start } of ts.getPreEmitDiagnostics(program))
    console.log(code, start, ts.flattenDiagnosticMessageText(messageText, '\n'));
}

async function eslint() {
  const { Linter } = require('eslint');
  const linter = new Linter();
  const rules = {
    'no-unused-vars': 'error',
    'prefer-const': 'warn',
    eqeqeq: 'error',
    semi: ['error', 'always'],
    'no-undef': 'error',
  };
  const code = 'let a = 1\nif (a == 2) { unknown(a) }\nconst unused = async () => { await a?.b; };';
  for (const message of linter.verify(code, [{ rules }]))
    console.log(message.ruleId, message.line, message.column, message.severity, message.message);
  console.log(linter.verifyAndFix(code, [{ rules: { semi: 'error', 'prefer-const': 'error' } }]).output);
}

async function prettier() {
  const { format } = await import('prettier');
  const inputs = {
    babel:
      'const a={b:1,c:[1,2,3].map(x=>x*2)};async function f({a,b}){if(a)return await b\nelse throw new Error("no")}',
    typescript: 'type A<T>={[K in keyof T]:T[K]|null};let x=<A<{}>>y',
    css: 'a{color:red;b{margin:0 1px}}',
    json: '{"a":[1,2,{"b":null}]}',
    markdown: '* a\n* b\n\n1) x',
    html: '<div><p>one<b>two</b></p></div>',
    yaml: 'a:   [1,2]\nb:\n    - c',
  };
  for (const [parser, text] of Object.entries(inputs)) console.log(`# ${parser}\n${await format(text, { parser })}`);
}

async function templates() {
  const Handlebars = require('handlebars');
  Handlebars.registerHelper('loud', (text) => text.toUpperCase());
  console.log(
    Handlebars.compile(
      '{{#each items}}{{@index}}:{{loud name}} {{#if last}}.{{else}},{{/if}}{{/each}} {{{raw}}} {{escaped}}',
    )({ items: [{ name: 'a' }, { name: 'b', last: true }], raw: '<b>', escaped: '<i>' }),
  );
  const ejs = require('ejs');
  console.log(ejs.render('<% for (const x of list) { -%>\n<li><%= x %></li>\n<% } -%>\n', { list: ['a', '<b>'] }));
  console.log(await ejs.render('<%= await later %>', { later: Promise.resolve('async') }, { async: true }));
  const { marked } = require('marked');
  console.log(
    marked.parse(
      '# Title\n\nSome *text* with `code`, [link](http://x "t") and\n\n- a\n  1. b\n' +
        '\n| h | i |\n|---|:-:|\n| 1 | 2 |\n\n```js\nlet a;\n```\n',
    ),
  );
  const { load } = require('cheerio');
  const $ = load('<ul id="l"><li class="a">one</li><li>two</li></ul>');
  $('li').each((at, li) => $(li).attr('data-at', at));
  $('#l').append('<li>three &amp; more</li>').find('.a').remove();
  console.log(
    $.html('#l'),
    $('li')
      .map((at, li) => $(li).text())
      .get(),
  );
}

async function schemas() {
  const { buildSchema, graphql, printSchema, parse, print, validate } = require('graphql');
  const schema = buildSchema(
    'type Query { user(id: ID!): User, fail: Int! } type User { id: ID!, name(upper: Boolean = false): String, ' +
      'friends: [User!]! } enum E { A B }',
  );
  const user = (id) => ({
    id,
    name: ({ upper }) => (upper ? `USER ${id}` : `user ${id}`),
    friends: () => (id > 1 ? [user(id - 1)] : []),
  });
  const rootValue = {
    user: ({ id }) => user(Number(id)),
    fail: async () => {
      throw new Error('failed');
    },
  };
  const run = async (source, variableValues) =>
    console.log(JSON.stringify(await graphql({ schema, source, rootValue, variableValues })));
  await run(
    'query Q($id: ID!) { user(id: $id) { ...F friends { ...F } } } fragment F on User { id name(upper: true) }',
    { id: 2 },
  );
  await run('{ fail }');
  await run('{ user }');
  console.log(
    printSchema(schema),
    print(parse('{a(b:[1,"x"]){c}}')),
    validate(schema, parse('{ nope }')).map((error) => error.message),
  );
  const Ajv = require('ajv');
  const validator = new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true }).compile({
    type: 'object',
    required: ['a'],
    properties: {
      a: { type: 'integer', minimum: 3 },
      b: { type: 'array', items: { enum: ['x', 'y'] }, uniqueItems: true },
      c: { default: 'd' },
    },
    additionalProperties: false,
  });
  const good = { a: '5' };
  console.log(
    validator(good),
    good,
    validator({ b: ['x', 'x', 'z'], e: 1 }),
    validator.errors.map((error) => `${error.instancePath} ${error.message}`),
  );
}

(async () => {
  for (const part of [typescript, eslint, prettier, templates, schemas]) {
    console.log(`## ${part.name}`);
    await part();
  }
})();
