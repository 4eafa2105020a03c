// MIME types of bodies: their essence and parameters (WHATWG MIME Sniffing, "Parsing a MIME type").
'use strict';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** `{ essence, parameters }` in lower case, the parameters' values as they are; null for no type. */
function parseMimeType(text) {
  const parts = /^[\t\n\r ]*([^/]+)\/([^;]*?)[\t\n\r ]*(?:;([^]*))?$/.exec(text);
  if (parts === null || !token.test(parts[1]) || !token.test(parts[2])) return null;
  const parameters = new Map();
  const pattern = /[\t\n\r ]*([^;=]*)(?:=(?:"((?:[^"\\]|\\[^])*)"?[^;]*|([^;]*)))?(?:;|$)/gy;
  const rest = parts[3] ?? '';
  for (let match; pattern.lastIndex < rest.length && (match = pattern.exec(rest)) !== null;) {
    const name = match[1].toLowerCase();
    const value = match[2] !== undefined ? match[2].replace(/\\([^])/g, '$1') : match[3]?.replace(/[\t\n\r ]+$/, '');
    if (value === undefined || !token.test(name) || parameters.has(name)) continue;
    if (value === '' && match[2] === undefined) continue;
    parameters.set(name, value);
  }
  return { essence: `${parts[1]}/${parts[2]}`.toLowerCase(), parameters };
}

/** As a Blob's type has it. */
function serializeMimeType({ essence, parameters }) {
  let text = essence;
  for (const [name, value] of parameters) {
    text += `;${name}=${token.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`;
  }
  return text;
}

module.exports = { parseMimeType, serializeMimeType };
