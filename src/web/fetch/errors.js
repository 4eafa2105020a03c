// The errors that `fetch` fails with: each a TypeError with the cause of the failure.
'use strict';

const { DNSException, ErrnoException, ExceptionWithHostPort } = require('internal/errors');

// What the HTTP client calls its failures.
class UndiciError extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }

  get name() { return this.constructor.name; }
}

class ConnectTimeoutError extends UndiciError {}
class HeadersTimeoutError extends UndiciError {}
class BodyTimeoutError extends UndiciError {}
class HTTPParserError extends UndiciError {}
class SocketError extends UndiciError {}
class InvalidArgumentError extends UndiciError {}
class NotSupportedError extends UndiciError {}
class RequestAbortedError extends UndiciError {}
class HeadersOverflowError extends UndiciError {}
class ResponseContentLengthMismatchError extends UndiciError {}

/** The cause of a failure of the network, from what the native client tells. */
function networkCause(kind, status, text, tried) {
  switch (kind) {
    case 'resolve':
      return new DNSException(status, 'getaddrinfo', text);
    case 'connect': {
      const errors = [];
      for (let i = 0; i < tried.length; i += 3) {
        errors.push(new ExceptionWithHostPort(tried[i], 'connect', tried[i + 1], tried[i + 2]));
      }
      if (errors.length === 1) return errors[0];
      const all = new AggregateError(errors);
      all.code = errors[0]?.code;
      return all;
    }
    case 'connect-timeout':
      return new ConnectTimeoutError(`Connect Timeout Error (attempted address: ${text}, timeout: 10000ms)`,
                                     'UND_ERR_CONNECT_TIMEOUT');
    case 'headers-timeout':
      return new HeadersTimeoutError('Headers Timeout Error', 'UND_ERR_HEADERS_TIMEOUT');
    case 'body-timeout':
      return new BodyTimeoutError('Body Timeout Error', 'UND_ERR_BODY_TIMEOUT');
    case 'tunnel':
      return new RequestAbortedError(`Proxy response (${status}) !== 200 when HTTP Tunneling`, 'UND_ERR_ABORTED');
    case 'overflow':
      return new HeadersOverflowError('Headers Overflow Error', 'UND_ERR_HEADERS_OVERFLOW');
    case 'length':
      return new ResponseContentLengthMismatchError('Response body length does not match content-length header',
                                                    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH');
    case 'io':
      return new ErrnoException(status, 'read');
    case 'parse':
      return new HTTPParserError(`Response does not match the HTTP/1.1 protocol (${text})`);
    default:
      return new SocketError(text, 'UND_ERR_SOCKET');
  }
}

const fetchFailed = (cause) => new TypeError('fetch failed', { cause });
const terminated = (cause) => new TypeError('terminated', { cause });

module.exports = { InvalidArgumentError, NotSupportedError, fetchFailed, networkCause, terminated };
