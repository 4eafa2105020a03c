// Messages whose listeners throw, leave a pipe while it is told of something, or end its destination early.
'use strict';

const http = require('http');
const { once } = require('events');
const { PassThrough } = require('stream');
const { setTimeout: wait } = require('timers/promises');

const log = [];
let name = '';
process.on('uncaughtException', (error) => log.push(`uncaught ${error.message}`));

const answers = {
  '/once': (res) => res.end('all of it'),
  '/pieces': async (res) => {
    for (const piece of ['one ', 'two ', 'three']) {
      res.write(piece);
      await wait(30);
    }
    res.end();
  },
  '/large': (res) => res.end(Buffer.alloc(4 << 20, 'x')),
};

// What a proxy's program does with the answer from behind (`answer`) and its own response (`res`).
const cases = {
  'a data listener throws': ['/once', (answer, res) => {
    answer.on('data', () => { throw new Error('thrown'); });
    answer.on('end', () => res.end('end came'));
  }],
  'a data listener throws once': ['/pieces', (answer, res) => {
    let first = true;
    answer.on('data', (chunk) => {
      if (first) {
        first = false;
        throw new Error('thrown');
      }
      res.write(chunk);
    });
    answer.on('end', () => res.end());
  }],
  'resume is told': ['/once', (answer, res) => {
    answer.on('resume', () => log.push('resume'));
    answer.on('data', (chunk) => log.push(`data ${chunk}`));
    answer.on('end', () => res.end());
  }],
  'left when the end is told': ['/once', (answer, res) => {
    answer.on('end', () => {
      answer.unpipe(res);
      res.end(' and a tail');
    });
    answer.pipe(res);
  }],
  'left when there is room again': ['/large', (answer, res) => {
    let bytes = 0;
    res.once('drain', () => {
      answer.unpipe(res);
      answer.on('data', (chunk) => { bytes += chunk.length; });
      answer.on('end', () => {
        log.push(`some went another way: ${bytes > 0}`);
        res.end();
      });
      answer.resume();
    });
    answer.pipe(res);
  }],
  'left when it has finished': ['/once', (answer, res) => {
    res.prependListener('finish', () => answer.unpipe(res));
    answer.pipe(res);
  }],
  'the destination ends early': ['/pieces', async (answer, res) => {
    res.on('error', (error) => log.push(`error ${error.code}`));
    answer.pipe(res);
    await once(answer, 'data');
    res.end();
    await once(res, 'finish');
    await wait(120);
    log.push(`paused ${answer.isPaused()} ended ${answer.readableEnded}`);
    const rest = new PassThrough();
    answer.pipe(rest);
    let text = '';
    rest.on('data', (chunk) => { text += chunk; });
    rest.on('end', () => log.push(`rest ${text}`));
  }],
};

async function main() {
  const behind = http.createServer((req, res) => answers[req.url](res)).listen(0, '127.0.0.1');
  await once(behind, 'listening');
  const front = http.createServer((req, res) => {
    const [path, use] = cases[name];
    const { port } = behind.address();
    const forward = http.request({ host: '127.0.0.1', port, path, agent: false }, (answer) => use(answer, res));
    res.on('close', () => log.push('res close'));
    forward.end();
  }).listen(0, '127.0.0.1');
  await once(front, 'listening');
  for (name of Object.keys(cases)) {
    const req = http.get({ host: '127.0.0.1', port: front.address().port, agent: false });
    const [res] = await once(req, 'response');
    let bytes = '';
    for await (const chunk of res.setEncoding('latin1')) bytes += chunk;
    await wait(300);
    const shown = bytes.length > 100 ? 'much' : JSON.stringify(bytes);
    console.log(`${name}: ${shown}\n  ${log.splice(0).join('\n  ')}`);
  }
  behind.close();
  front.close();
  behind.closeAllConnections();
}

main();
