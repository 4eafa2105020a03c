// Express: routing, parameters, bodies, cookies, redirects, errors.
'use strict';
const express = require('express');
const cookieParser = require('cookie-parser');

const app = express();
app.set('env', 'production');
app.use(cookieParser('a secret'));
app.use(express.json({ limit: '2kb' }));
app.use(express.urlencoded({ extended: true }));
app.use(express.text());
app.use(express.raw({ type: 'application/octet-stream' }));

app.get('/', (req, res) => res.send('<p>hello</p>'));
app.get('/json', (req, res) => res.json({ text: 'héllo', list: [1, 2.5, null], nested: { ok: true } }));
app.get('/buffer', (req, res) => res.send(Buffer.from([0, 1, 254, 255])));
app.get('/query', (req, res) => res.json(req.query));
app.get('/empty', (req, res) => res.status(204).end());
app.get('/status', (req, res) => res.sendStatus(418));
app.get('/redirect', (req, res) => res.redirect('/json'));
app.get('/moved', (req, res) => res.redirect(301, '/a path/with spaces?x=ü'));
app.get('/users/:id', (req, res) => res.json(req.params));
app.get('/flights/:from-:to', (req, res) => res.json(req.params));
app.get('/files/*path', (req, res) => res.json(req.params));
app.get('/optional{/:part}', (req, res) => res.json({ ...req.params }));
app.get(/^\/ab?cd$/, (req, res) => res.send('by expression'));
app.get('/format', (req, res) => res.format({
  text: () => res.send('as text'),
  html: () => res.send('<b>as html</b>'),
  json: () => res.json({ as: 'json' }),
}));
app.get('/about-request', (req, res) => res.json({
  protocol: req.protocol, secure: req.secure, hostname: req.hostname, path: req.path, originalUrl: req.originalUrl,
  xhr: req.xhr, subdomains: req.subdomains, accepts: req.accepts(['json', 'html']), is: req.is('json'),
  get: req.get('X-Twice'), httpVersion: req.httpVersion, fresh: req.fresh,
}));
app.get('/headers', (req, res) => {
  res.set({ 'X-One': '1', 'X-List': ['a', 'b'] }).append('X-List', 'c').vary('Accept').links({ next: '/two' });
  res.location('/elsewhere').type('txt').send('headers');
});
app.get('/chain', (req, res, next) => { res.locals.steps = ['one']; next(); },
  [(req, res, next) => { res.locals.steps.push('two'); next(); }, (req, res, next) => next('route')],
  () => { throw new Error('never reached'); });
app.get('/chain', (req, res) => res.json(res.locals.steps));

app.get('/cookies', (req, res) => {
  res.cookie('plain', 'a value; with, specials');
  res.cookie('object', { a: 1 }, { path: '/x', httpOnly: true, secure: true, sameSite: 'strict' });
  res.cookie('dated', '1', { expires: new Date(0) });
  res.cookie('signed', 'yes', { signed: true });
  res.clearCookie('old');
  res.json({ cookies: req.cookies, signed: req.signedCookies });
});

app.post('/echo', (req, res) => {
  const body = Buffer.isBuffer(req.body) ? { bytes: req.body.toString('hex') } : req.body;
  res.json({ type: req.get('content-type'), body: body === undefined ? 'no body' : body });
});

const api = express.Router({ mergeParams: true });
api.param('item', (req, res, next, value) => { req.item = value.toUpperCase(); next(); });
api.route('/:item')
  .all((req, res, next) => { res.set('X-All', req.method); next(); })
  .get((req, res) => res.json({ item: req.item, base: req.baseUrl, url: req.url, params: req.params }))
  .put((req, res) => res.status(201).json({ put: req.body }))
  .delete((req, res) => res.status(200).end());
app.use('/api/:version', api);

app.get('/throws', () => { throw new Error('thrown'); });
app.get('/rejects', async () => { throw Object.assign(new Error('rejected'), { status: 503, expose: true }); });
app.get('/next', (req, res, next) => next(Object.assign(new Error('passed on'), { status: 409 })));
app.get('/handled', () => { throw Object.assign(new Error('seen'), { handled: true }); });
app.get('/late', (req, res) => { res.write('begun'); throw new Error('after the head'); });
app.use((error, req, res, next) => {
  if (!error.handled) return next(error);
  res.status(400).json({ error: error.message });
});

const server = app.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
