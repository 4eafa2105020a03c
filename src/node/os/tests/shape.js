// What there is, and of what kind.
const os = require('os');
console.log(Object.keys(os), os.EOL === '\n', os.devNull, os.platform(), os.type(), os.endianness());
for (const name of ['hostname', 'release', 'version', 'machine', 'arch', 'homedir', 'tmpdir']) console.log(name, typeof os[name](), `${os[name]}` === os[name]());
for (const name of ['freemem', 'totalmem', 'uptime', 'availableParallelism']) console.log(name, os[name]() > 0);
console.log(Object.keys(os.cpus()[0]), Object.keys(os.cpus()[0].times), os.loadavg().length, Object.keys(os.userInfo()));
console.log(os.networkInterfaces().lo[0], Object.getPrototypeOf(os.userInfo()), os.userInfo({ encoding: 'buffer' }).shell instanceof Buffer);
console.log(Object.keys(os.constants), os.constants.signals.SIGTERM, os.constants.errno.ENOENT, Object.isFrozen(os.constants.signals));
process.env.HOME = '/elsewhere';
process.env.TMPDIR = '/var/tmp/';
console.log(os.homedir(), os.tmpdir());
