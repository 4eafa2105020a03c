// `process.report`: what is known about the process, for a look at it afterwards.
'use strict';

const { ERR_SYNTHETIC } = require('internal/errors').codes;
const { convertToValidSignal } = require('internal/util');
const { validateBoolean, validateObject, validateString } = require('internal/validators');

const kReportVersion = 5;

const settings = {
  directory: '',
  filename: '',
  compact: false,
  excludeNetwork: false,
  excludeEnv: false,
  signal: 'SIGUSR2',
  reportOnFatalError: false,
  reportOnSignal: false,
  reportOnUncaughtException: false,
};

let sequence = 0;

const report = {
  /** Writes a report to `file`, to standard output or error if that is its name; returns the name. */
  writeReport(file, error) {
    if (typeof file === 'object' && file !== null) {
      error = file;
      file = undefined;
    } else if (file !== undefined) {
      validateString(file, 'file');
    }
    error = checkedError(error);
    return write(file ?? settings.filename, collect('JavaScript API', 'API', error, file));
  },

  getReport(error) {
    return collect('JavaScript API', 'GetReport', checkedError(error), null);
  },
};

const checks = {
  directory: validateString,
  filename: validateString,
  compact: validateBoolean,
  excludeNetwork: validateBoolean,
  signal(value, name) {
    validateString(value, name);
    convertToValidSignal(value);
  },
  reportOnFatalError: validateBoolean,
  reportOnSignal: validateBoolean,
  reportOnUncaughtException: validateBoolean,
  excludeEnv: validateBoolean,
};

for (const name of Object.keys(checks)) {
  Object.defineProperty(report, name, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get: () => settings[name],
    set(value) {
      checks[name](value, name === 'reportOnFatalError' || name === 'reportOnUncaughtException' ? 'trigger' : name);
      const watched = settings.reportOnSignal;
      if (watched) process.removeListener(settings.signal, onSignal);
      settings[name] = value;
      if (settings.reportOnSignal) process.on(settings.signal, onSignal);
    },
  });
}

function onSignal(signal) {
  write(settings.filename, collect(signal, 'Signal', undefined, null));
}

/** For the report of an uncaught exception, if the program asked for one. */
function onFatal(error) {
  if (!settings.reportOnUncaughtException) return;
  write(settings.filename, collect('Exception', 'Exception', error, null));
}

function checkedError(error) {
  if (error === undefined) return new ERR_SYNTHETIC();
  validateObject(error, 'err');
  return error;
}

function write(file, contents) {
  const text = `${JSON.stringify(contents, null, settings.compact ? undefined : 2)}\n`;
  const { writeSync } = internalBinding('process_fatal');
  if (file === 'stdout' || file === 'stderr') {
    writeSync(file === 'stdout' ? 1 : 2, text);
    return file;
  }
  file ||= defaultName();
  const { join } = require('path');
  const where = settings.directory === '' ? file : join(settings.directory, file);
  writeSync(2, `\nWriting Node.js report to file: ${file}`);
  require('fs').writeFileSync(where, text);
  writeSync(2, '\nNode.js report completed\n');
  return file;
}

const two = (number) => String(number).padStart(2, '0');

function defaultName() {
  const now = new Date();
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `report.${day}.${time}.${process.pid}.0.${String(++sequence).padStart(3, '0')}.json`;
}

function collect(event, trigger, error, filename) {
  const contents = {
    header: header(event, trigger, filename),
    javascriptStack: stackOf(error),
    javascriptHeap: heap(),
    nativeStack: [],
    resourceUsage: usage(),
    uvthreadResourceUsage: threadUsage(),
    libuv: [],
    workers: [],
    environmentVariables: { ...process.env },
    userLimits: internalBinding('process_methods').resourceLimits(),
    sharedObjects: [],
  };
  if (settings.excludeEnv) delete contents.environmentVariables;
  return contents;
}

function header(event, trigger, filename) {
  const os = require('os');
  const now = new Date();
  const described = {
    reportVersion: kReportVersion,
    event,
    trigger,
    filename: filename ?? null,
    dumpEventTime: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    dumpEventTimeStamp: String(now.getTime()),
    processId: process.pid,
    threadId: 0,
    cwd: process.cwd(),
    commandLine: [process.argv0, ...process.execArgv, ...process.argv.slice(1)],
    nodejsVersion: process.version,
    wordSize: 64,
    arch: process.arch,
    platform: process.platform,
    componentVersions: { ...process.versions },
    release: { ...process.release },
    osName: os.type(),
    osRelease: os.release(),
    osVersion: os.version(),
    osMachine: os.machine(),
    cpus: os.cpus().map(({ model, speed, times: { user, nice, sys, idle, irq } }) => (
      { model, speed, user, nice, sys, idle, irq })),
    host: os.hostname(),
  };
  if (!settings.excludeNetwork) {
    described.networkInterfaces = Object.entries(os.networkInterfaces()).flatMap(([name, addresses]) => (
      addresses.map(({ internal, mac, address, netmask, family }) => (
        { name, internal, mac, address, netmask, family }))));
  }
  return described;
}

function stackOf(error) {
  if (error === undefined || error === null) return { message: 'No stack.', stack: ['Unavailable.'] };
  const stack = typeof error.stack === 'string' ? error.stack.split('\n') : [String(error)];
  const errorProperties = {};
  for (const key of Object.keys(error)) {
    if (key !== 'stack') errorProperties[key] = String(error[key]);
  }
  return { message: stack[0], stack: stack.slice(1).map((line) => line.trim()), errorProperties };
}

function heap() {
  const { heapTotal, heapUsed, external } = process.memoryUsage();
  return {
    totalMemory: heapTotal,
    usedMemory: heapUsed,
    externalMemory: external,
    availableMemory: process.availableMemory(),
  };
}

function usage() {
  const { userCPUTime, systemCPUTime, maxRSS, majorPageFault, minorPageFault, fsRead, fsWrite } = process.resourceUsage();
  const uptime = process.uptime();
  const { rss } = process.memoryUsage();
  return {
    free_memory: String(process.availableMemory()),
    total_memory: String(require('os').totalmem()),
    rss: String(rss),
    constrained_memory: String(process.constrainedMemory()),
    available_memory: String(process.availableMemory()),
    userCpuSeconds: userCPUTime / 1e6,
    kernelCpuSeconds: systemCPUTime / 1e6,
    cpuConsumptionPercent: 100 * (userCPUTime + systemCPUTime) / 1e6 / uptime,
    userCpuConsumptionPercent: 100 * userCPUTime / 1e6 / uptime,
    kernelCpuConsumptionPercent: 100 * systemCPUTime / 1e6 / uptime,
    maxRss: String(maxRSS * 1024),
    pageFaults: { IORequired: String(majorPageFault), IONotRequired: String(minorPageFault) },
    fsActivity: { reads: fsRead, writes: fsWrite },
  };
}

function threadUsage() {
  const { user, system } = process.threadCpuUsage();
  const uptime = process.uptime();
  return {
    userCpuSeconds: user / 1e6,
    kernelCpuSeconds: system / 1e6,
    cpuConsumptionPercent: 100 * (user + system) / 1e6 / uptime,
    userCpuConsumptionPercent: 100 * user / 1e6 / uptime,
    kernelCpuConsumptionPercent: 100 * system / 1e6 / uptime,
  };
}

module.exports = { onFatal, report };
