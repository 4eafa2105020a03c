// File URLs to paths and back. The URL parser resolves dot segments, so a path need only be made absolute here.
'use strict';

const binding = internalBinding('url');
const {
  ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_FILE_URL_HOST, ERR_INVALID_FILE_URL_PATH,
  ERR_INVALID_URL_SCHEME,
} = require('internal/errors').codes;

const onWindows = process.platform === 'win32';

/** The URL, if `path` is or names a file URL; throws otherwise. */
function toFileURL(path) {
  const { URL, isURL } = require('internal/url');
  if (typeof path === 'string') path = new URL(path);
  else if (!isURL(path)) throw new ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], path);
  if (path.protocol !== 'file:') throw new ERR_INVALID_URL_SCHEME('file');
  return path;
}

function fileURLToPath(path, options) {
  const url = toFileURL(path);
  return options?.windows ?? onWindows ? windowsPath(url) : posixPath(url);
}

function decodePath(pathname) {
  return pathname.includes('%') ? decodeURIComponent(pathname) : pathname;
}

function posixPath(url) {
  if (url.hostname !== '') throw new ERR_INVALID_FILE_URL_HOST(process.platform);
  const { pathname } = url;
  // Decoded, it would be a separator that was none.
  if (/%2f/i.test(pathname)) throw new ERR_INVALID_FILE_URL_PATH('must not include encoded / characters', url);
  return decodePath(pathname);
}

function windowsPath(url) {
  const { hostname } = url;
  let { pathname } = url;
  if (/%2f|%5c/i.test(pathname)) {
    throw new ERR_INVALID_FILE_URL_PATH('must not include encoded \\ or / characters', url);
  }
  pathname = decodePath(pathname.replaceAll('/', '\\'));
  if (hostname !== '') return `\\\\${binding.domainToUnicode(hostname)}${pathname}`;
  if (!/^.[a-z]:/i.test(pathname)) throw new ERR_INVALID_FILE_URL_PATH('must be absolute', url);
  return pathname.slice(1);
}

// Characters that mean something to the URL parser, that it drops, or that Node has always escaped.
const special = /[%\\\n\r\t?#~|[\]]/g;
const specialOnWindows = /[%\n\r\t?#~|[\]]/g;
const escapeOf = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function pathToFileURL(filepath, options) {
  return options?.windows ?? onWindows ? windowsFileURL(filepath) : posixFileURL(filepath);
}

function posixFileURL(filepath) {
  const absolute = filepath[0] === '/' ? filepath : `${process.cwd()}/${filepath}`;
  return fileURL('', absolute.replace(/\/+/g, '/').replace(special, escapeOf), filepath.endsWith('/'));
}

// A path that ends in a dot segment has no slash at its end, unlike the URL that the parser makes of it.
function fileURL(host, pathname, keepSlash) {
  const { URL } = require('internal/url');
  const url = new URL(`file://${host}${pathname}`);
  if (!keepSlash && url.pathname.length > 1 && url.pathname.endsWith('/') && !/^\/[a-z]:\/$/i.test(url.pathname)) {
    url.pathname = url.pathname.slice(0, -1);
  }
  return url;
}

function windowsFileURL(filepath) {
  // \\?\C:\path is C:\path without a limit on its length.
  filepath = filepath.replace(/^\\\\\?\\(?=[a-z]:)/i, '');
  if (filepath.startsWith('\\\\') || /^\/\/[^\\/]+[\\/]+[^\\/]/.test(filepath)) return uncFileURL(filepath);
  let absolute = filepath.replaceAll('\\', '/');
  const drive = /^[a-z]:/i.exec(absolute)?.[0] ?? '';
  if (absolute[drive.length] !== '/') {
    const cwd = process.cwd().replaceAll('\\', '/');
    const rest = absolute.slice(drive.length);
    if (drive === '' || cwd.slice(0, 2).toLowerCase() === drive.toLowerCase()) absolute = `${cwd}/${rest}`;
    else absolute = `${drive}/${rest}`;
  }
  if (absolute[0] !== '/') absolute = `/${absolute}`;
  return fileURL('', absolute.replace(/\/+/g, '/').replace(specialOnWindows, escapeOf), /[\\/]$/.test(filepath));
}

// \\server\share\path, or its extended form \\?\UNC\server\share\path
function uncFileURL(filepath) {
  const path = filepath.replaceAll('/', '\\');
  const prefix = path.startsWith('\\\\?\\UNC\\') ? 8 : 2;
  const hostEnd = path.indexOf('\\', prefix);
  if (hostEnd === -1) throw new ERR_INVALID_ARG_VALUE('path', filepath, 'Missing UNC resource path');
  if (hostEnd === 2) throw new ERR_INVALID_ARG_VALUE('path', filepath, 'Empty UNC servername');
  const host = path.slice(prefix, hostEnd);
  return fileURL(host, path.slice(hostEnd).replaceAll('\\', '/').replace(specialOnWindows, escapeOf), true);
}

function toPathIfFileURL(fileURLOrPath) {
  const { isURL } = require('internal/url');
  return isURL(fileURLOrPath) ? fileURLToPath(fileURLOrPath) : fileURLOrPath;
}

module.exports = { fileURLToPath, pathToFileURL, toFileURL, toPathIfFileURL };
