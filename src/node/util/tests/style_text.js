// styleText.
'use strict';
const { styleText, inspect } = require('util');

const plain = { validateStream: false };
const show = (...args) => {
  try {
    console.log(JSON.stringify(styleText(...args)));
  } catch (error) {
    console.log(error.code, error.message.slice(0, 120));
  }
};
for (const style of [...Object.getOwnPropertyNames(inspect.colors), 'none', 'nosuch', '#f00', '#12abEF', '#ggg',
  '#1234', '', 5, null, undefined, [], ['red', 'bold'], ['bold', '#abc', 'none', 'underline'], ['red',
  'nosuch']]) show(style, 'text', plain);
const red = styleText('red', 'in', plain);
const bold = styleText('bold', 'in', plain);
show('blue', `a ${red} b ${red}`, plain);
show('bold', `a ${styleText('dim', 'in', plain)} b`, plain);
show('dim', `a ${bold} b${bold}`, plain);
show(['bold', 'green'], `x${red}y${bold}z`, plain);
show('#fff', `x${red}y`, plain);
for (const text of [5, null, undefined, {}]) show('red', text, plain);
for (const options of [null, 5, { validateStream: 5 }, { stream: {} }, { stream: null }, { stream: 'x' }, {},
  undefined]) show('red', 'text', options);
const { Writable } = require('stream');
const tty = Object.assign(new Writable(), { isTTY: true, getColorDepth: () => 8 });
show('red', 'text', { stream: tty });
show('red', 'text', { stream: Object.assign(new Writable(), { isTTY: true, getColorDepth: () => 1 }) });
show('red', 'text', { stream: new Writable() });
show('nosuch', 'text', { stream: new Writable() });
