// Bytes of several encodings into text.
const bytes = (...list) => new Uint8Array(list);
const cases = [
  ['utf-8', bytes(0xef, 0xbb, 0xbf, 0x68, 0xc3, 0xa9, 0xff, 0xe2, 0x82, 0x41)], ['utf-16le', bytes(0xff, 0xfe, 0x3d, 0xd8, 0x00, 0xde, 0x41, 0x00)], ['utf-16be', bytes(0, 65, 0xd8, 0)],
  ['latin1', bytes(0x80, 0xe9)], ['windows-1251', bytes(0xcf, 0xf0)], ['shift_jis', bytes(0x82, 0xa0, 0x41)], ['gbk', bytes(0xc4, 0xe3)], ['big5', bytes(0xa4, 0xa4)],
  ['euc-kr', bytes(0xc7, 0xd1)], ['iso-2022-jp', bytes(0x1b, 0x24, 0x42, 0x24, 0x22, 0x1b, 0x28, 0x42, 0x41)], ['koi8-r', bytes(0xd0)], ['macintosh', bytes(0x80)],
];
for (const [label, input] of cases) {
  console.log(label, new TextDecoder(label).encoding, JSON.stringify(new TextDecoder(label).decode(input)), JSON.stringify(new TextDecoder(label, { ignoreBOM: true }).decode(input)));
}
console.log(new TextDecoder().decode(bytes(65).buffer), new TextDecoder().decode(new DataView(bytes(65, 66).buffer, 1)), JSON.stringify(new TextDecoder().decode()));
console.log(new TextDecoder('utf8', { fatal: true }), new TextDecoder('ascii', null).encoding);
