// What Node's `internal/fs/utils` exports, under its names.
'use strict';

const options = require('internal/fs/options');
const stats = require('internal/fs/stats');

module.exports = {
  constants: {
    kIoMaxLength: 2 ** 31 - 1,
    kMaxUserId: 2 ** 32 - 1,
    kReadFileBufferLength: 512 * 1024,
    kReadFileUnknownBufferLength: 64 * 1024,
    kWriteFileMaxChunkSize: 512 * 1024,
  },
  ...options,
  ...require('internal/fs/dirent'),
  BigIntStats: stats.BigIntStats,
  Stats: stats.DeprecatedStats,
  getStatFsFromBinding: stats.getStatFsFromBinding,
  getStatsFromBinding: stats.getStatsFromBinding,
};
