// `_http_agent`: Agent, a pool of connections. What it does to a single socket is in agent_sockets.js.
'use strict';

const net = require('net');
const EventEmitter = require('events');
const { kEmptyObject, once } = require('internal/util');
const { getOptionValue } = require('internal/options');
const { checkShouldUseProxy, getGlobalAgent, kOutHeaders, kProxyConfig, kWaitForProxyTunnel, parseProxyConfigFromEnv } =
  require('internal/http');
const {
  guard, kOnKeylog, listen: listenForLife, normalizeServerName, onFreeSocketError, unguard,
} = require('internal/http/agent_sockets');
const { isGone, isWritable, kFree, kKept, requestOn } = require('internal/http/kept_socket');
const { listen, unlisten } = require('internal/net/direct');
const { originals: { emit } } = require('internal/events/symbols');
let debug = require('internal/util/debuglog').debuglog('http', (fn) => { debug = fn; });
const { validateNumber, validateOneOf } = require('internal/validators');
const { getAsyncContext, swapAsyncContext } = internalBinding('task_queue');

const kRequestOptions = Symbol('requestOptions');
const kRequestContext = Symbol('requestContext');

const kKeepAliveMs = 1000;
const kMaxFreeSockets = 256;
const kKeepAliveTimeoutBufferMs = 1000;

function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  EventEmitter.call(this);
  this.options = { __proto__: null, ...options };
  this.defaultPort = this.options.defaultPort || 80;
  this.protocol = this.options.protocol || 'http:';
  if (this.options.noDelay === undefined) this.options.noDelay = true;
  // To a socket, `path` is the name of a Unix socket.
  this.options.path = null;

  // Each by `getName()`: requests that wait, sockets in use, sockets for the next request.
  this.requests = { __proto__: null };
  this.sockets = { __proto__: null };
  this.freeSockets = { __proto__: null };
  this.keepAliveMsecs = this.options.keepAliveMsecs || kKeepAliveMs;
  this.keepAlive = this.options.keepAlive || false;
  this.maxSockets = this.options.maxSockets || Agent.defaultMaxSockets;
  this.maxFreeSockets = this.options.maxFreeSockets || kMaxFreeSockets;
  this.scheduling = this.options.scheduling || 'lifo';
  this.maxTotalSockets = this.options.maxTotalSockets;
  this.totalSocketCount = 0;
  const buffer = this.options.agentKeepAliveTimeoutBuffer;
  this.agentKeepAliveTimeoutBuffer = Number.isFinite(buffer) && buffer >= 0 ? buffer : kKeepAliveTimeoutBufferMs;

  const { proxyEnv } = this.options;
  if (typeof proxyEnv === 'object' && proxyEnv !== null) {
    this[kProxyConfig] = parseProxyConfigFromEnv(proxyEnv, this.protocol);
  }
  validateOneOf(this.scheduling, 'scheduling', ['fifo', 'lifo']);
  if (this.maxTotalSockets === undefined) this.maxTotalSockets = Infinity;
  else validateNumber(this.maxTotalSockets, 'maxTotalSockets', 1);

  this.on('free', onFree);
  this.on('newListener', onNewListener);
}
Object.setPrototypeOf(Agent.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Agent, EventEmitter);

Agent.defaultMaxSockets = Infinity;

const { prototype } = Agent;

// Keys are logged only for who listens.
function onNewListener(event) {
  if (event !== 'keylog') return;
  this.removeListener('newListener', onNewListener);
  const agent = this;
  this[kOnKeylog] = function(keylog) { agent.emit('keylog', keylog, this); };
  for (const sockets of [...Object.values(this.freeSockets), ...Object.values(this.sockets)]) {
    for (const socket of sockets) socket.on('keylog', this[kOnKeylog]);
  }
}

/** Connects to the options' host, or to the proxy that is in its way. */
prototype.createConnection = function createConnection(...args) {
  const { 0: options, 1: callback } = net._normalizeArgs(args);
  const config = this[kProxyConfig];
  const isProxied = checkShouldUseProxy(config, options);
  debug('http createConnection should use proxy for', `${options.host}:${options.port}:`, isProxied);
  if (!isProxied) return net.createConnection(...args);
  const connectOptions = { ...config.proxyConnectionOptions };
  return config.protocol === 'https:' ?
    require('tls').connect(connectOptions, callback) : net.connect(connectOptions, callback);
};

/** The name under which connections with these options are kept. */
prototype.getName = getName;

function getName(options = kEmptyObject) {
  return nameOf(options.host, options.port, options.localAddress, options.family, options.socketPath);
}

function nameOf(host, port, localAddress, family, socketPath) {
  let name = `${host || 'localhost'}:${port || ''}:${localAddress || ''}`;
  if (family === 4 || family === 6) name += `:${family}`;
  if (socketPath) name += `:${socketPath}`;
  return name;
}

// The name of a request's connection without the options in full, which only a new connection needs; undefined where the
// agent has its own idea of names, or the options have to be checked.
function quickName(agent, options, req) {
  if (agent.getName !== getName || typeof req[kOutHeaders]?.host?.[1] !== 'string') return undefined;
  const own = agent.options;
  return nameOf(
    'host' in own ? own.host : options.host, 'port' in own ? own.port : options.port,
    'localAddress' in own ? own.localAddress : options.localAddress, 'family' in own ? own.family : options.family,
    'socketPath' in own ? own.socketPath : options.socketPath);
}

// The name that a connection was made under.
function madeName(agent, options) {
  return agent.getName === getName && options._agentKey !== undefined ? options._agentKey : agent.getName(options);
}

// Requests ----------------------------------------------------------------------------------------

prototype.addRequest = function addRequest(req, options, port, localAddress) {
  // An old form: host, port and local address.
  if (typeof options === 'string') options = { __proto__: null, host: options, port, localAddress };
  let name = quickName(this, options, req);
  let socket = name === undefined ? undefined : takeFree(this, name);
  if (socket === undefined) {
    options = completeOptions(this, options, req);
    name = this.getName(options);
    socket = takeFree(this, name);
  }
  this.sockets[name] ||= [];
  const free = this.freeSockets[name]?.length ?? 0;
  if (socket) {
    const mark = 'highWaterMark' in this.options ? this.options.highWaterMark : options.highWaterMark;
    if (mark != null && socket.writableHighWaterMark !== mark) socket._writableState.highWaterMark = mark;
    this.reuseSocket(socket, req);
    giveSocket(this, req, socket);
    this.sockets[name].push(socket);
  } else if (free + this.sockets[name].length < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
    this.createSocket(req, options, (error, created) => {
      if (error) {
        emitTunnelError(error, req);
        req.onSocket(created, error);
      } else {
        giveSocket(this, req, created);
      }
    });
  } else {
    req[kRequestOptions] = options;
    req[kRequestContext] = getAsyncContext();
    this.requests[name] ||= [];
    this.requests[name].push(req);
  }
};

// The agent's options win over the request's.
function completeOptions(agent, options, req) {
  options = { __proto__: null, ...options, ...agent.options };
  if (options.socketPath) options.path = options.socketPath;
  normalizeServerName(options, req);
  return options;
}

function takeFree(agent, name) {
  const free = agent.freeSockets[name];
  if (!free) return undefined;
  while (free.length > 0 && isGone(free[0])) free.shift();
  const socket = agent.scheduling === 'fifo' ? free.shift() : free.pop();
  if (free.length === 0) delete agent.freeSockets[name];
  return socket;
}

function giveSocket(agent, req, socket) {
  req.onSocket(socket);
  const agentTimeout = agent.options.timeout || 0;
  if (req.timeout !== undefined && req.timeout !== agentTimeout) socket.setTimeout(req.timeout);
}

// The request's own error event comes from here: its socket never was.
function emitTunnelError(error, req) {
  if (error.code !== 'ERR_PROXY_TUNNEL') return;
  if (error.proxyTunnelTimeout) req.emit('timeout');
  req.emit('error', error);
}

prototype.createSocket = function createSocket(req, options, callback) {
  options = completeOptions(this, options, req);
  const timeout = req.timeout || this.options.timeout || undefined;
  if (timeout) options.timeout = timeout;
  const name = this.getName(options);
  options._agentKey = name;
  options.encoding = null;
  if (this.keepAlive) {
    options.keepAlive = this.keepAlive;
    options.keepAliveInitialDelay = this.keepAliveMsecs;
  }
  const oncreate = once((error, socket) => {
    if (error) return callback(error);
    this.sockets[name] ||= [];
    this.sockets[name].push(socket);
    this.totalSocketCount++;
    debug('sockets', name, this.sockets[name].length, this.totalSocketCount);
    listenForLife(this, socket, options);
    callback(null, socket);
  });
  debug('createConnection', name);
  const socket = this.createConnection(options, oncreate);
  // A tunnel's socket is none before the tunnel stands.
  if (socket && !socket[kWaitForProxyTunnel]) oncreate(null, socket);
};

// Sockets -----------------------------------------------------------------------------------------

// "free": a socket has done its request. Receiver: the agent.
function onFree(socket, options) {
  const name = madeName(this, options);
  debug('agent.on(free)', name);
  if (!isWritable(socket)) {
    socket.destroy();
    return;
  }
  const waiting = this.requests[name];
  if (waiting?.length) {
    const req = waiting.shift();
    const before = swapAsyncContext(req[kRequestContext]);
    req[kRequestContext] = undefined;
    try {
      giveSocket(this, req, socket);
    } finally {
      swapAsyncContext(before);
    }
    if (waiting.length === 0) delete this.requests[name];
    return;
  }
  if (!requestOn(socket)?.shouldKeepAlive || !this.keepAlive || !mayKeep(this, socket, name)) {
    socket.destroy();
    return;
  }
  const free = this.freeSockets[name] ??= [];
  if (socket[kKept] === undefined) socket._httpMessage = null;
  this.removeSocket(socket, options);
  if (socket[kKept] === undefined && !require('internal/http/kept').keep(this, socket, options)) {
    listen(socket, 'error', onFreeSocketError);
    guard(socket);
  }
  free.push(socket);
}

/** `emit('free', socket, options)` for a socket behind a kept connection, in one go where that is all that happens. */
prototype[kFree] = function(kept) {
  const { socket, options, request } = kept;
  const name = options._agentKey;
  const used = this.sockets[name];
  const unused = this.freeSockets[name];
  const count = unused === undefined ? 0 : unused.length;
  const timeout = restingTime(this, kept.keepAliveSeconds);
  const at = used === undefined ? -1 : used.indexOf(socket);
  const isUsual = this._events.free === onFree && this.emit === emit && this.getName === getName &&
    this.keepSocketAlive === keepSocketAlive && this.removeSocket === removeSocket && at !== -1 &&
    !hasWaiting(this) && kept.isOpen && request.shouldKeepAlive && this.keepAlive &&
    this.totalSocketCount <= this.maxTotalSockets && count + used.length <= this.maxSockets &&
    count < this.maxFreeSockets && timeout !== -1;
  if (!isUsual) {
    this.emit('free', socket, options);
    return;
  }
  kept.rest(timeout);
  if (used.length === 1) {
    delete this.sockets[name];
  } else {
    // As `splice`, which makes a list of what it takes out.
    used.copyWithin(at, at + 1);
    used.length--;
  }
  if (unused === undefined) this.freeSockets[name] = [socket];
  else unused.push(socket);
};

function hasWaiting(agent) {
  return Object.keys(agent.requests).length > 0;
}

function mayKeep(agent, socket, name) {
  const free = agent.freeSockets[name]?.length ?? 0;
  const all = free + (agent.sockets[name]?.length ?? 0);
  return agent.totalSocketCount <= agent.maxTotalSockets && all <= agent.maxSockets &&
    free < agent.maxFreeSockets && agent.keepSocketAlive(socket);
}

prototype.removeSocket = function removeSocket(socket, options) {
  const name = madeName(this, options);
  const isUsable = isWritable(socket);
  debug('removeSocket', name, 'writable:', isUsable);
  forget(this.sockets, name, socket);
  // One that is gone is not free either.
  if (!isUsable) forget(this.freeSockets, name, socket);

  const req = this.requests[name]?.[0];
  if (req) serveWaiting(this, req, options);
  else serveOther(this);
};

function forget(sockets, name, socket) {
  const index = sockets[name]?.indexOf(socket) ?? -1;
  if (index === -1) return;
  sockets[name].splice(index, 1);
  if (sockets[name].length === 0) delete sockets[name];
}

// There is room for a request to another host, unless that host has its share.
function serveOther(agent) {
  for (const name in agent.requests) {
    if (agent.sockets[name]?.length) return;
    const req = agent.requests[name][0];
    serveWaiting(agent, req, req[kRequestOptions]);
    return;
  }
}

function serveWaiting(agent, req, options) {
  if (!req || !options) return;
  req[kRequestOptions] = undefined;
  agent.createSocket(req, options, (error, socket) => {
    if (error) {
      emitTunnelError(error, req);
      req.onSocket(null, error);
    } else {
      socket.emit('free');
    }
  });
}

/** Readies a socket for waiting; whether it may wait. */
prototype.keepSocketAlive = function keepSocketAlive(socket) {
  const kept = socket[kKept];
  if (kept === undefined) {
    socket.setKeepAlive(true, this.keepAliveMsecs);
    socket.unref();
  }
  const hint = kept !== undefined ? kept.keepAliveSeconds :
    /^timeout=(\d+)/.exec(socket._httpMessage?.res?.headers['keep-alive'])?.[1];
  const resting = restingTime(this, hint);
  const timeout = resting === -1 ? this.options.timeout || 0 : resting;
  if (kept !== undefined) kept.rest(timeout);
  else if (socket.timeout !== timeout) socket.setTimeout(timeout);
  return resting !== -1;
};

// How long a connection may wait for its next request, 0 for any time; -1 for one that its server is about to close, by what
// it said of it in seconds.
function restingTime(agent, hint) {
  const timeout = agent.options.timeout || 0;
  if (hint === undefined) return timeout;
  // Earlier than the server, so that no request meets a connection that is being closed.
  const announced = Math.max(0, Number(hint) * 1000 - agent.agentKeepAliveTimeoutBuffer);
  if (announced === 0) return -1;
  return announced < timeout ? announced : timeout;
}

prototype.reuseSocket = function reuseSocket(socket, req) {
  req.reusedSocket = true;
  const kept = socket[kKept];
  if (kept !== undefined) {
    kept.ref();
    return;
  }
  unlisten(socket, 'error', onFreeSocketError);
  unguard(socket);
  socket.ref();
};

prototype.destroy = function destroy() {
  for (const set of [this.freeSockets, this.sockets]) {
    for (const name of Object.keys(set)) {
      for (const socket of [...set[name]]) socket.destroy();
    }
  }
};

const { addRequest, keepSocketAlive, removeSocket, reuseSocket } = prototype;
Object.assign(require('internal/http/originals'), { addRequest, getName, reuseSocket });

module.exports = {
  Agent,
  globalAgent: getGlobalAgent(getOptionValue('--use-env-proxy') ? process.env : undefined, Agent),
};
