// IP addresses as text.
'use strict';

const { isIP: nativeIsIP } = internalBinding('net');

function isIP(input) {
  return typeof input === 'string' || typeof input === 'object' && input !== null ? nativeIsIP(`${input}`) : 0;
}

const isIPv4 = (input) => isIP(input) === 4;
const isIPv6 = (input) => isIP(input) === 6;

/** Whether an address is one of this machine's own loopback addresses. */
function isLoopback(host) {
  const name = host.toLowerCase();
  return name === 'localhost' || name.startsWith('127.') || name.startsWith('[::1]') ||
    name.startsWith('[0:0:0:0:0:0:0:1]');
}

module.exports = { isIP, isIPv4, isIPv6, isLoopback };
