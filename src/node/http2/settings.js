// Settings of an HTTP/2 session, as objects and in the form of a SETTINGS frame's payload (RFC 9113, 6.5).
'use strict';

const { Buffer } = require('buffer');
const { isArrayBufferView } = require('internal/util/types');
const {
  codes: {
    ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH, ERR_HTTP2_INVALID_SETTING_VALUE, ERR_INVALID_ARG_TYPE,
  },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const constants = require('internal/http2/constants');

const { MAX_INITIAL_WINDOW_SIZE, MAX_MAX_FRAME_SIZE, MIN_MAX_FRAME_SIZE } = constants;
const UINT32_MAX = 2 ** 32 - 1;
const ID_MAX = 2 ** 16 - 1;
/** An identifier of two bytes, a value of four. */
const ENTRY_BYTES = 6;

/** By identifier, in the order of a frame. Both names of the sixth stand for one setting. */
const SETTINGS = [
  { id: 1, names: ['headerTableSize'], min: 0, max: UINT32_MAX },
  { id: 2, names: ['enablePush'], flag: true },
  { id: 3, names: ['maxConcurrentStreams'], min: 0, max: UINT32_MAX },
  { id: 4, names: ['initialWindowSize'], min: 0, max: MAX_INITIAL_WINDOW_SIZE },
  { id: 5, names: ['maxFrameSize'], min: MIN_MAX_FRAME_SIZE, max: MAX_MAX_FRAME_SIZE },
  { id: 6, names: ['maxHeaderSize', 'maxHeaderListSize'], min: 0, max: UINT32_MAX },
  { id: 8, names: ['enableConnectProtocol'], flag: true },
];

function getDefaultSettings() {
  return {
    __proto__: null,
    headerTableSize: constants.DEFAULT_SETTINGS_HEADER_TABLE_SIZE,
    enablePush: constants.DEFAULT_SETTINGS_ENABLE_PUSH === 1,
    initialWindowSize: constants.DEFAULT_SETTINGS_INITIAL_WINDOW_SIZE,
    maxFrameSize: constants.DEFAULT_SETTINGS_MAX_FRAME_SIZE,
    maxConcurrentStreams: constants.DEFAULT_SETTINGS_MAX_CONCURRENT_STREAMS,
    maxHeaderSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    maxHeaderListSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    enableConnectProtocol: constants.DEFAULT_SETTINGS_ENABLE_CONNECT_PROTOCOL === 1,
  };
}

function getPackedSettings(settings = {}) {
  validateObject(settings, 'settings');
  validate(settings);
  if (settings.maxHeaderSize !== undefined && settings.maxHeaderSize !== settings.maxHeaderListSize) {
    process.emitWarning('settings.maxHeaderSize overwrite settings.maxHeaderListSize');
  }
  const entries = [];
  for (const { id, names } of SETTINGS) {
    const name = names.find((name) => settings[name] !== undefined);
    if (name !== undefined) {
      entries.push([id, Number(settings[name])]);
    }
  }
  for (const [id, value] of Object.entries(settings.customSettings ?? {})) {
    const known = entries.find((entry) => entry[0] === Number(id));
    if (known === undefined) {
      entries.push([Number(id), value]);
    }
  }
  const packed = Buffer.alloc(entries.length * ENTRY_BYTES);
  entries.forEach(([id, value], at) => {
    packed.writeUInt16BE(id, at * ENTRY_BYTES);
    packed.writeUInt32BE(value, at * ENTRY_BYTES + 2);
  });
  return packed;
}

function getUnpackedSettings(buffer, options = {}) {
  if (!isArrayBufferView(buffer) || buffer.length === undefined) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray'], buffer);
  }
  if (buffer.length % ENTRY_BYTES !== 0) {
    throw new ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH();
  }
  const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const settings = {};
  for (let at = 0; at < bytes.length; at += ENTRY_BYTES) {
    const id = bytes.readUInt16BE(at);
    const value = bytes.readUInt32BE(at + 2);
    const known = SETTINGS.find((setting) => setting.id === id);
    if (known === undefined) {
      settings.customSettings ??= {};
      settings.customSettings[id] = value;
    } else {
      known.names.forEach((name) => { settings[name] = known.flag ? value !== 0 : value; });
    }
  }
  if (options != null && options.validate) {
    validate(settings);
  }
  return settings;
}

function validate(settings) {
  for (const [id, value] of Object.entries(settings.customSettings ?? {})) {
    within('customSettings:id', Number(id), 0, ID_MAX);
    within('customSettings:value', value, 0, UINT32_MAX);
  }
  for (const { names, flag, min, max } of SETTINGS) {
    for (const name of names) {
      if (!flag) {
        within(name, settings[name], min, max);
      } else if (settings[name] !== undefined && typeof settings[name] !== 'boolean') {
        throw new ERR_HTTP2_INVALID_SETTING_VALUE(name, settings[name]);
      }
    }
  }
}

function within(name, value, min, max) {
  if (value !== undefined && (typeof value !== 'number' || value < min || value > max)) {
    throw new ERR_HTTP2_INVALID_SETTING_VALUE.RangeError(name, value, min, max);
  }
}

module.exports = { getDefaultSettings, getPackedSettings, getUnpackedSettings };
