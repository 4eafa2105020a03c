// `node:os`: what the operating system says of itself and of the machine.
'use strict';

const {
  getAvailableParallelism, getCPUs, getFreeMem, getHomeDirectory, getHostname, getInterfaceAddresses, getLoadAvg,
  getOSInformation, getPriority: readPriority, getTotalMem, getUptime, getUserInfo, isBigEndian,
  setPriority: writePriority,
} = internalBinding('os');
const { os: constants } = internalBinding('constants');
const { codes: { ERR_SYSTEM_ERROR } } = require('internal/errors');
const { getCIDR } = require('internal/util');
const { validateInt32 } = require('internal/validators');

const windows = process.platform === 'win32';

// The bindings give undefined for a failed system call, having described it in the object they are handed.
function checked(ask) {
  return () => {
    const failure = {};
    const answer = ask(failure);
    if (answer === undefined) throw new ERR_SYSTEM_ERROR(failure);
    return answer;
  };
}

let information; // [type, version, release, machine], which do not change
function systemInformation(index) {
  information ??= checked(getOSInformation)();
  return information[index];
}

const averages = new Float64Array(3);

function loadavg() {
  getLoadAvg(averages);
  return [averages[0], averages[1], averages[2]];
}

function cpus() {
  // Flat: model, speed and five times for each.
  const data = getCPUs() ?? [];
  const result = [];
  for (let i = 0; i < data.length; i += 7) {
    result.push({
      model: data[i],
      speed: data[i + 1],
      times: { user: data[i + 2], nice: data[i + 3], sys: data[i + 4], idle: data[i + 5], irq: data[i + 6] },
    });
  }
  return result;
}

function networkInterfaces() {
  // Flat: name, address, netmask, family, mac, internal and scope for each address.
  const data = checked(getInterfaceAddresses)();
  const result = {};
  for (let i = 0; i < data.length; i += 7) {
    const entry = {
      address: data[i + 1],
      netmask: data[i + 2],
      family: data[i + 3],
      mac: data[i + 4],
      internal: data[i + 5],
      cidr: getCIDR(data[i + 1], data[i + 2], data[i + 3]),
    };
    // Only IPv6 addresses have one.
    if (data[i + 6] !== -1) entry.scopeid = data[i + 6];
    (result[data[i]] ??= []).push(entry);
  }
  return result;
}

function setPriority(pid, priority) {
  if (priority === undefined) {
    priority = pid;
    pid = 0;
  }
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  const failure = {};
  if (writePriority(pid, priority, failure) !== 0) throw new ERR_SYSTEM_ERROR(failure);
}

function getPriority(pid) {
  if (pid === undefined) pid = 0;
  else validateInt32(pid, 'pid');
  return checked((failure) => readPriority(pid, failure))();
}

function userInfo(options) {
  if (typeof options !== 'object') options = null;
  // The binding makes buffers, whose class must be there.
  if (options?.encoding === 'buffer') require('buffer');
  return checked((failure) => getUserInfo(options, failure))();
}

function tmpdir() {
  const { env } = process;
  const path = windows ?
    env.TEMP || env.TMP || `${env.SystemRoot || env.windir}\\temp` :
    env.TMPDIR || env.TMP || env.TEMP || '/tmp';
  const slash = windows ? '\\' : '/';
  return path.length > 1 && path.endsWith(slash) && path.at(-2) !== ':' ? path.slice(0, -1) : path;
}

const functions = {
  arch: () => process.arch,
  availableParallelism: () => getAvailableParallelism(),
  endianness: () => (isBigEndian ? 'BE' : 'LE'),
  freemem: () => getFreeMem(),
  homedir: () => process.env.HOME ?? checked(getHomeDirectory)(),
  hostname: checked(getHostname),
  machine: () => systemInformation(3),
  platform: () => process.platform,
  release: () => systemInformation(2),
  tmpdir,
  totalmem: () => getTotalMem(),
  type: () => systemInformation(0),
  uptime: checked(getUptime),
  version: () => systemInformation(1),
};
// `${os.hostname}` is the host's name, as it was when these were properties.
for (const name of Object.keys(functions)) {
  const ask = functions[name];
  ask[Symbol.toPrimitive] = () => ask();
}

module.exports = {
  arch: functions.arch,
  availableParallelism: functions.availableParallelism,
  cpus,
  endianness: functions.endianness,
  freemem: functions.freemem,
  getPriority,
  homedir: functions.homedir,
  hostname: functions.hostname,
  loadavg,
  networkInterfaces,
  platform: functions.platform,
  release: functions.release,
  setPriority,
  tmpdir,
  totalmem: functions.totalmem,
  type: functions.type,
  userInfo,
  uptime: functions.uptime,
  version: functions.version,
  machine: functions.machine,
};

Object.freeze(constants.signals);
Object.defineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  EOL: { __proto__: null, configurable: true, enumerable: true, writable: false, value: windows ? '\r\n' : '\n' },
  devNull: {
    __proto__: null, configurable: true, enumerable: true, writable: false, value: windows ? '\\\\.\\nul' : '/dev/null',
  },
});
