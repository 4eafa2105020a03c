// How the old parser resolves one URL against another.
'use strict';

const { scriptProtocols, slashedProtocols } = require('internal/url/legacy_protocols');

/** Turns `result`, a copy of the base, into `relative` as seen from it. Changes `relative` too, as it always has. */
function resolveObject(result, relative) {
  result.hash = relative.hash;
  if (relative.href === '') return finish(result);

  // //host/path keeps the protocol alone.
  if (relative.slashes && !relative.protocol) {
    for (const key of Object.keys(relative)) if (key !== 'protocol') result[key] = relative[key];
    if (slashedProtocols.has(result.protocol) && result.hostname && !result.pathname) {
      result.path = result.pathname = '/';
    }
    return finish(result);
  }
  if (relative.protocol && relative.protocol !== result.protocol) return changeProtocol(result, relative);
  return resolvePath(result, relative);
}

function finish(result) {
  result.href = result.format();
  return result;
}

function setPath(result) {
  result.path = (result.pathname || '') + (result.search || '');
}

// Under another protocol only a host may be missing, and then the first segment of the path is taken for it.
function changeProtocol(result, relative) {
  if (!slashedProtocols.has(relative.protocol)) return finish(Object.assign(result, relative));

  result.protocol = relative.protocol;
  if (relative.host || /^file:?$/.test(relative.protocol) || scriptProtocols.has(relative.protocol)) {
    result.pathname = relative.pathname;
  } else {
    const path = (relative.pathname || '').split('/');
    while (path.length > 0 && !relative.host) relative.host = path.shift();
    relative.host ||= '';
    relative.hostname ||= '';
    if (path[0] !== '') path.unshift('');
    if (path.length < 2) path.unshift('');
    result.pathname = path.join('/');
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) setPath(result);
  result.slashes ||= relative.slashes;
  return finish(result);
}

function isRooted(pathname) {
  return Boolean(pathname) && pathname[0] === '/';
}

function segmentsOf(pathname) {
  return pathname ? pathname.split('/') : [];
}

function resolvePath(result, relative) {
  const relativeRooted = Boolean(relative.host) || isRooted(relative.pathname);
  const rooted = relativeRooted || isRooted(result.pathname) || Boolean(result.host && relative.pathname);
  let mustBeRooted = rooted;
  let path = segmentsOf(result.pathname);
  const relativePath = segmentsOf(relative.pathname);

  // Where a protocol has no slashes, '..' may climb over the host: the host is the path's first segment meanwhile.
  const hostInPath = Boolean(result.protocol) && !slashedProtocols.has(result.protocol);
  if (hostInPath) {
    moveHostIntoPath(result, relative, path, relativePath);
    mustBeRooted &&= relativePath[0] === '' || path[0] === '';
  }

  if (relativeRooted) {
    adoptHost(result, relative);
    path = relativePath;
  } else if (relativePath.length > 0) {
    path.pop();
    path = path.concat(relativePath);
  } else if (relative.search !== null && relative.search !== undefined) {
    if (hostInPath) {
      result.hostname = result.host = path.shift();
      moveAuthOutOfHost(result);
    }
    result.search = relative.search;
    result.query = relative.query;
    if (result.pathname !== null || result.search !== null) setPath(result);
    return finish(result);
  }
  if (relativeRooted || relativePath.length > 0) {
    result.search = relative.search;
    result.query = relative.query;
  }

  if (path.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return finish(result);
  }

  const last = path[path.length - 1];
  const directory = last === '' ||
    ((last === '.' || last === '..') && Boolean(result.host || relative.host || path.length > 1));
  path = removeDots(path, !rooted && !mustBeRooted);
  if (mustBeRooted && path[0] !== '' && !isRooted(path[0])) path.unshift('');
  if (directory && !path.join('/').endsWith('/')) path.push('');

  const nowRooted = path[0] === '' || isRooted(path[0]);
  if (hostInPath) {
    result.hostname = result.host = nowRooted ? '' : path.length > 0 ? path.shift() : '';
    moveAuthOutOfHost(result);
  }
  mustBeRooted ||= Boolean(result.host) && path.length > 0;
  if (mustBeRooted && !nowRooted) path.unshift('');

  if (path.length === 0) {
    result.pathname = null;
    result.path = null;
  } else {
    result.pathname = path.join('/');
  }
  if (result.pathname !== null || result.search !== null) setPath(result);
  result.auth = relative.auth || result.auth;
  result.slashes ||= relative.slashes;
  return finish(result);
}

function moveHostIntoPath(result, relative, path, relativePath) {
  result.hostname = '';
  result.port = null;
  if (result.host) putFirst(path, result.host);
  result.host = '';
  if (!relative.protocol) return;
  relative.hostname = null;
  relative.port = null;
  result.auth = null;
  if (relative.host) putFirst(relativePath, relative.host);
  relative.host = null;
}

function putFirst(path, host) {
  if (path[0] === '') path[0] = host;
  else path.unshift(host);
}

// Credentials do not go along to another host.
function adoptHost(result, relative) {
  if (relative.host || relative.host === '') {
    if (result.host !== relative.host) result.auth = null;
    result.host = relative.host;
    result.port = relative.port;
  }
  if (relative.hostname || relative.hostname === '') {
    if (result.hostname !== relative.hostname) result.auth = null;
    result.hostname = relative.hostname;
  }
}

// In mailto:user@host the credentials arrive within the host.
function moveAuthOutOfHost(result) {
  if (!result.host || result.host.indexOf('@') <= 0) return;
  const parts = result.host.split('@');
  result.auth = parts[0];
  result.host = result.hostname = parts[1];
}

// Each '..' takes the nearest segment before it; what is left over climbs above the start, where that may be.
function removeDots(path, mayClimb) {
  const kept = [];
  let up = 0;
  for (let i = path.length - 1; i >= 0; i--) {
    if (path[i] === '.') continue;
    if (path[i] === '..') up++;
    else if (up > 0) up--;
    else kept.push(path[i]);
  }
  if (mayClimb) for (; up > 0; up--) kept.push('..');
  return kept.reverse();
}

module.exports = { resolveObject };
