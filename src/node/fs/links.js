// Links and the paths behind them, each function with a callback and as `…Sync`.
'use strict';

const { resolve } = require('path');
const {
  encodeName, getOptions, getValidatedPath, isUtf8, stringToSymlinkType, validatePath,
} = require('internal/fs/options');
const { checkCallback } = require('internal/fs/descriptors');
const binding = internalBinding('fs');

/** `callback` for a name that comes as bytes unless it is wanted as UTF-8. */
function nameCallback(encoding, callback) {
  if (isUtf8(encoding) || encoding === 'buffer') return callback;
  return (error, name) => {
    if (error) callback(error);
    else callback(null, encodeName(name, encoding));
  };
}

function link(existingPath, newPath, callback) {
  checkCallback(callback);
  existingPath = getValidatedPath(existingPath, 'existingPath');
  binding.link(existingPath, getValidatedPath(newPath, 'newPath'), callback);
}

function linkSync(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  binding.link(existingPath, getValidatedPath(newPath, 'newPath'));
}

function symlink(target, path, type, callback) {
  if (callback === undefined) {
    callback = checkCallback(type);
    type = undefined;
  } else {
    stringToSymlinkType(type);
    checkCallback(callback);
  }
  target = getValidatedPath(target, 'target');
  binding.symlink(target, getValidatedPath(path), callback);
}

function symlinkSync(target, path, type) {
  stringToSymlinkType(type);
  target = getValidatedPath(target, 'target');
  binding.symlink(target, getValidatedPath(path));
}

function readlink(path, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  binding.readlink(getValidatedPath(path), !isUtf8(encoding), nameCallback(encoding, callback));
}

function readlinkSync(path, options) {
  const { encoding } = getOptions(options);
  return encodeName(binding.readlink(getValidatedPath(path), !isUtf8(encoding)), encoding);
}

/** What the walk starts from: absolute, as text. */
function pathToWalk(path) {
  if (typeof path !== 'string') {
    if (path !== null && typeof path === 'object') path = require('internal/url').toPathIfFileURL(path);
    path = `${path}`;
  }
  validatePath(path);
  return resolve(path);
}

function realpath(path, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  binding.realpathWalk(pathToWalk(path), !isUtf8(encoding), nameCallback(encoding, callback));
}

realpath.native = function(path, options, callback) {
  callback = checkCallback(callback || options);
  const { encoding } = getOptions(options);
  binding.realpath(getValidatedPath(path), !isUtf8(encoding), nameCallback(encoding, callback));
};

function realpathSync(path, options) {
  const { encoding } = getOptions(options);
  return encodeName(binding.realpathWalk(pathToWalk(path), !isUtf8(encoding)), encoding);
}

realpathSync.native = function(path, options) {
  const { encoding } = getOptions(options);
  return encodeName(binding.realpath(getValidatedPath(path), !isUtf8(encoding)), encoding);
};

module.exports = {
  functions: { link, linkSync, readlink, readlinkSync, realpath, realpathSync, symlink, symlinkSync },
  nameCallback,
};
