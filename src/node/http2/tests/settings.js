// The constants and settings of node:http2, which need no session.
'use strict';
const http2 = require('http2');

process.removeAllListeners('warning');
process.on('warning', (warning) => console.log(warning.name, warning.message));

const show = (make) => {
  try {
    const made = make();
    console.log(Buffer.isBuffer(made) ? made.toString('hex') : made);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
console.log(Object.keys(http2), http2.constants);
console.log(http2.sensitiveHeaders, http2.getDefaultSettings());

show(() => http2.getPackedSettings());
show(() => http2.getPackedSettings({}));
show(() => http2.getPackedSettings({
  enablePush: true, headerTableSize: 1, maxFrameSize: 20000, initialWindowSize: 9, maxConcurrentStreams: 3,
  maxHeaderListSize: 5, enableConnectProtocol: true, customSettings: { 9999: 301 },
}));
const wrong = [
  { headerTableSize: -1 }, { maxFrameSize: 1 }, { maxFrameSize: 2 ** 24 }, { initialWindowSize: 2 ** 31 },
  { maxConcurrentStreams: 2 ** 32 }, { maxHeaderListSize: -1 }, { maxHeaderSize: -1 }, { enablePush: 1 },
  { enableConnectProtocol: 'x' }, { headerTableSize: 'x' }, { customSettings: { 70000: 1 } },
  { customSettings: { 4: 2 ** 33 } }, 1, null, 'x',
];
wrong.forEach((settings) => show(() => http2.getPackedSettings(settings)));
show(() => http2.getPackedSettings({ maxHeaderSize: 5 }));
const packed = Buffer.from(
  '00010000000100020000000100030000000300040000000900050000' + '4e20000600000004000800000001270f0000012d', 'hex',
);
show(() => http2.getUnpackedSettings(packed));
show(() => http2.getUnpackedSettings(new Uint8Array(packed)));
show(() => http2.getUnpackedSettings(Buffer.alloc(5)));
show(() => http2.getUnpackedSettings('x'));
show(() => http2.getUnpackedSettings(Buffer.alloc(0)));
show(() => http2.getUnpackedSettings(Buffer.from('000500000001', 'hex')));
show(() => http2.getUnpackedSettings(Buffer.from('000500000001', 'hex'), { validate: true }));
