console.log(await import('data:text/javascript,export default 1; export const two = 2'));
console.log(await import('data:text/javascript;base64,ZXhwb3J0IGRlZmF1bHQgNQ=='));
console.log(await import('data:text/javascript;charset=utf-8,import os from "node:os"; export default typeof os'));
console.log((await import('data:text/javascript,export default import.meta')).default);
const twice = [await import('data:text/javascript,export default {}'), await import('data:text/javascript,export default {}')];
console.log(twice[0].default === twice[1].default);
