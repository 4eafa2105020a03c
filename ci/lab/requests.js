// Makes requests and looks at responses, for `rnode bench --script`. Number 7 is found to be wrong.
'use strict';

exports.request = (n) => (n % 2 === 1 ?
  '/echo' :
  { method: 'PUT', path: '/echo', headers: { 'x-id': n }, body: JSON.stringify({ n }) });

exports.check = ({ n, status, headers, body }) => {
  const wanted = n % 2 === 1 ? 'GET - ' : `PUT ${n} {"n":${n}}`;
  if (status !== 200 || !headers.date || !Buffer.isBuffer(body)) return `a response without its parts: ${status}`;
  if (n === 7) return 'seven';
  return String(body) === wanted;
};
