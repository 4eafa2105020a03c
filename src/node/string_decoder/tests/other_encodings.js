// utf16le, base64, base64url, and the encodings without state.
'use strict';
const { StringDecoder } = require('string_decoder');

function run(encoding, ...chunks) {
  const decoder = new StringDecoder(encoding);
  const out = chunks.map((chunk) => {
    const text = decoder.write(Buffer.from(chunk, 'hex'));
    return `${JSON.stringify(text)} ${decoder.lastNeed}/${decoder.lastTotal}`;
  });
  console.log(encoding, decoder.encoding, out.join(' | '), '|', JSON.stringify(decoder.end()));
}
run('utf16le', '41', '00', '3dd8', '00de');
run('ucs2', '3d', 'd84d', 'dc');
run('utf16le', '41d8', '41d8', '00dc');
run('utf16le', '3dd8');
run('utf16le', '3dd84d');
run('base64', '61', '6263', '64656667', '68');
run('base64url', 'fb', 'ff', 'fe', 'fb');
run('hex', '61', '6263');
run('latin1', 'e9', '41e9');
run('binary', 'ff');
run('ascii', 'e941');
