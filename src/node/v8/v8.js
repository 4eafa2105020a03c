// `node:v8`. Statistics are those of this engine under V8's names; what only V8 can do says so.
'use strict';

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_METHOD_NOT_IMPLEMENTED },
} = require('internal/errors');
const { validateString, validateUint32 } = require('internal/validators');
const { isOneByte } = internalBinding('v8');
const serdes = require('internal/v8/serdes');

// ---- Statistics

// Objects, shapes and strings are not kept apart here: the heap is one space.
function getHeapStatistics() {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  const limit = Math.min(process.constrainedMemory() || Infinity, require('os').totalmem());
  return {
    total_heap_size: heapTotal,
    total_heap_size_executable: 0,
    total_physical_size: Math.min(heapTotal, rss),
    total_available_size: Math.max(0, limit - heapUsed),
    used_heap_size: heapUsed,
    heap_size_limit: limit,
    malloced_memory: heapTotal,
    peak_malloced_memory: heapTotal,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: external,
  };
}

const kYoungShare = 0.25;
const kSpaces = [
  'read_only_space', 'new_space', 'old_space', 'code_space', 'shared_space', 'trusted_space', 'shared_trusted_space',
  'new_large_object_space', 'large_object_space', 'code_large_object_space', 'shared_large_object_space',
  'shared_trusted_large_object_space', 'trusted_large_object_space',
];

function getHeapSpaceStatistics() {
  const { heapTotal, heapUsed } = process.memoryUsage();
  return kSpaces.map((name) => {
    // The heap is one space; it is told as the two that programs look for.
    const share = name === 'old_space' ? 1 - kYoungShare : name === 'new_space' ? kYoungShare : 0;
    const size = Math.round(heapTotal * share);
    const used = Math.round(heapUsed * share);
    return {
      space_name: name,
      space_size: size,
      space_used_size: used,
      space_available_size: size - used,
      physical_space_size: size,
    };
  });
}

function getHeapCodeStatistics() {
  return {
    code_and_metadata_size: 0, bytecode_and_metadata_size: 0, external_script_source_size: 0, cpu_profiler_metadata_size: 0,
  };
}

function cachedDataVersionTag() {
  return 0x726e6f64;
}

function isStringOneByteRepresentation(content) {
  validateString(content, 'content');
  return isOneByte(content);
}

/** V8's flags mean nothing here but for `--expose-gc`; they are accepted, so that programs that set them run. */
function setFlagsFromString(flags) {
  validateString(flags, 'flags');
  if (/^--expose[-_]gc$/.test(flags)) require('internal/gc').exposeInNewContexts();
}

function setHeapSnapshotNearHeapLimit(limit) {
  validateUint32(limit, 'limit', true);
}

// ---- What only V8 has

function notImplemented(name, sentence) {
  return {
    [name]() {
      const error = new ERR_METHOD_NOT_IMPLEMENTED(`v8.${name}()`);
      error.message += `: ${sentence}`;
      throw error;
    },
  }[name];
}

const kNoSnapshots = 'the engine keeps no graph of its heap; process.memoryUsage() tells its size';

class GCProfiler {
  constructor() {
    throw new ERR_METHOD_NOT_IMPLEMENTED('new v8.GCProfiler()');
  }
}

function getCppHeapStatistics(detailLevel = 'detailed') {
  if (detailLevel !== 'brief' && detailLevel !== 'detailed') {
    throw new ERR_INVALID_ARG_VALUE('type', detailLevel, "must be one of: 'brief', 'detailed'");
  }
  // Nothing of C++ keeps a heap here.
  return {
    committed_size_bytes: 0, resident_size_bytes: 0, used_size_bytes: 0,
    space_statistics: [], type_names: [], detail_level: detailLevel,
  };
}

module.exports = {
  cachedDataVersionTag,
  getHeapSnapshot: notImplemented('getHeapSnapshot', kNoSnapshots),
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics,
  getCppHeapStatistics,
  setFlagsFromString,
  Serializer: serdes.Serializer,
  Deserializer: serdes.Deserializer,
  DefaultSerializer: serdes.DefaultSerializer,
  DefaultDeserializer: serdes.DefaultDeserializer,
  deserialize: serdes.deserialize,
  takeCoverage: notImplemented('takeCoverage', 'the engine counts no coverage'),
  stopCoverage: notImplemented('stopCoverage', 'the engine counts no coverage'),
  serialize: serdes.serialize,
  writeHeapSnapshot: notImplemented('writeHeapSnapshot', kNoSnapshots),
  get promiseHooks() { return require('internal/promise_hooks'); },
  queryObjects: notImplemented('queryObjects', kNoSnapshots),
  startupSnapshot: require('internal/v8/startup_snapshot'),
  setHeapSnapshotNearHeapLimit,
  GCProfiler,
  isStringOneByteRepresentation,
  startCpuProfile: notImplemented('startCpuProfile', 'the engine has no profiler'),
};
