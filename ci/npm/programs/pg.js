// pg against a real PostgreSQL: types both ways, parameters, transactions, pools, notifications, cancelling, errors.
'use strict';
const { once } = require('events');
const { Client, Pool, types, escapeIdentifier, escapeLiteral } = require('pg');

const show = async (title, promise) => {
  try {
    console.log(title, await promise);
  } catch (error) {
    console.log(title, 'FAILED', error.name, error.code, error.message, error.severity, error.position);
  }
};

// Queueing on one client is deprecated, and what this program shows.
process.noDeprecation = true;

async function main() {
  const client = new Client();
  client.on('notice', (notice) => console.log('notice', notice.severity, notice.message));
  await client.connect();
  const rows = async (text, values) => (await client.query(text, values)).rows;
  await show('select', rows("SELECT 1 AS one, 'ü €' AS text, NULL AS nothing, true AS yes"));
  await show(
    'types',
    rows(`SELECT 1::int2 a, 2::int8 b, 1.5::float8 c, 12345678901234567890.123::numeric d, '2020-01-02T03:04:05Z'::timestamptz e,
    '{"a":[1]}'::jsonb f, ARRAY[1,2,NULL] g, '\\x00ff'::bytea h, '1 day 02:03:04'::interval i,
    'a'::char(3) j, '{{a,"b c"},{d,NULL}}'::text[] k, 'NaN'::float4 l`),
  );
  await show(
    'parameters',
    rows('SELECT $1::text a, $2::int b, $3::jsonb c, $4::bytea d, $5::int[] e, $6::timestamptz f, $7::text g', [
      "it's",
      7,
      { nested: [1] },
      Buffer.from([1, 2]),
      [1, 2],
      new Date(0),
      null,
    ]),
  );
  await client.query(
    'CREATE TEMP TABLE item (id serial PRIMARY KEY, name text UNIQUE NOT NULL, n int CHECK (n > 0), made date)',
  );
  await show(
    'insert',
    client
      .query('INSERT INTO item (name, n, made) VALUES ($1, $2, $3), ($4, $5, $6) RETURNING id', [
        'a',
        1,
        '2020-01-02',
        'b',
        2,
        null,
      ])
      .then(({ command, rowCount, rows: made, fields }) => ({
        command,
        rowCount,
        made,
        fields: fields.map((field) => [field.name, field.dataTypeID]),
      })),
  );
  await show('unique', client.query("INSERT INTO item (name, n) VALUES ('a', 1)"));
  await show('check', client.query("INSERT INTO item (name, n) VALUES ('c', -1)"));
  await show('syntax', client.query('SELEC 1'));
  await show('no table', client.query('SELECT * FROM nowhere'));
  await show('division', client.query('SELECT 1/0'));
  await show('cast', rows('SELECT $1::int', ['x']));
  await show(
    'arrays',
    client.query({ text: 'SELECT id, name FROM item ORDER BY id', rowMode: 'array' }).then((result) => result.rows),
  );
  await show(
    'prepared',
    Promise.all(
      [1, 2, 1].map((id) =>
        client.query({ name: 'by-id', text: 'SELECT name FROM item WHERE id = $1', values: [id] }),
      ),
    ).then((list) => list.map((result) => result.rows)),
  );
  await show(
    'several',
    client
      .query('SELECT 1 a; SELECT 2 b; UPDATE item SET n = n + 1')
      .then((list) => list.map(({ command, rowCount, rows: got }) => [command, rowCount, got])),
  );
  await show(
    'queue',
    Promise.all(Array.from({ length: 300 }, (_, at) => rows('SELECT $1::int n', [at]))).then((list) =>
      list.reduce((sum, [{ n }]) => sum + n, 0),
    ),
  );
  await show(
    'many rows',
    rows("SELECT n, repeat('x', 100) t FROM generate_series(1, 20000) n").then((list) => [
      list.length,
      list.at(-1).n,
    ]),
  );
  await show(
    'large value',
    rows("SELECT repeat('ü', 1000000) t").then(([{ t }]) => t.length),
  );
  await show('large parameter', rows('SELECT length($1::text) n', ['y'.repeat(2_000_000)]));
  types.setTypeParser(types.builtins.INT8, (text) => BigInt(text));
  await show('own parser', rows('SELECT 9007199254740993::int8 n'));
  await client.query('BEGIN');
  await client.query('DELETE FROM item');
  await client.query('ROLLBACK');
  await show('rolled back', rows('SELECT count(*)::int n FROM item'));
  await show(
    'notice',
    client.query("DO $$ BEGIN RAISE NOTICE 'hello'; END $$").then(({ command }) => command),
  );
  console.log(escapeIdentifier('a"b'), escapeLiteral("it's \\"));
  await show('timeout', client.query({ text: 'SELECT pg_sleep(5)', query_timeout: 50 }));
  await client.end().catch((error) => console.log(error.message));

  const pool = new Pool({ max: 3, idleTimeoutMillis: 1000, statement_timeout: 100 });
  await show(
    'pool',
    Promise.all(Array.from({ length: 20 }, (_, at) => pool.query('SELECT $1::int + 1 n', [at]))).then((list) =>
      list.map((result) => result.rows[0].n).join(' '),
    ),
  );
  console.log(pool.totalCount, pool.idleCount, pool.waitingCount);
  await show('statement timeout', pool.query('SELECT pg_sleep(5)'));
  const listener = await pool.connect();
  const told = once(listener, 'notification');
  await listener.query('LISTEN news');
  await pool.query("SELECT pg_notify('news', 'payload')");
  const [{ channel, payload }] = await told;
  console.log(channel, payload);
  const ended = once(listener, 'error');
  const {
    rows: [{ pid }],
  } = await listener.query('SELECT pg_backend_pid() pid');
  await pool.query('SELECT pg_terminate_backend($1)', [pid]);
  console.log('terminated', (await ended)[0].code);
  listener.release(true);
  await show(
    'afterwards',
    pool.query('SELECT 1 n').then((result) => result.rows),
  );
  await pool.end();
  await show('after the end', pool.query('SELECT 1'));
  await show('no database', new Client({ database: 'nowhere' }).connect());
  await show('no such user', new Client({ user: 'nobody_here' }).connect());
  await show(
    'password',
    new Client({ user: 'secured', password: 'secret', database: 'postgres' }).connect().then(() => 'connected'),
  );
  await show('wrong password', new Client({ user: 'secured', password: 'wrong' }).connect());
  await show('refused', new Client({ port: 1 }).connect());
  process.exit();
}
main();
