// PerformanceResourceTiming: https://w3c.github.io/resource-timing/, with the timing information of the Fetch standard.
'use strict';

const { PerformanceEntry, kSkipThrow } = require('internal/perf/performance_entry');
const { assertThis } = require('internal/perf/utils');
const { kEnumerableProperty } = require('internal/util');

// Bytes that the standard counts for the head of a response that came over the network.
const kHeadBytes = 300;

const isTiming = (value) => value instanceof PerformanceResourceTiming;

class PerformanceResourceTiming extends PerformanceEntry {
  #cacheMode;
  #requestedUrl;
  #timingInfo;
  #initiatorType;
  #deliveryType;
  #responseStatus;

  constructor(skipThrow, name, info) {
    const { timingInfo } = info ?? {};
    super(skipThrow, name, 'resource', timingInfo?.startTime, timingInfo?.endTime - timingInfo?.startTime);
    this.#initiatorType = info.initiatorType;
    this.#requestedUrl = info.requestedUrl;
    this.#timingInfo = timingInfo;
    this.#cacheMode = info.cacheMode;
    this.#deliveryType = info.deliveryType;
    this.#responseStatus = info.responseStatus;
  }

  // Each accessor below reads through this one, which checks the receiver.
  #info() {
    assertThis(isTiming, this, 'PerformanceResourceTiming');
    return this.#timingInfo;
  }

  get initiatorType() { this.#check(); return this.#initiatorType; }
  get workerStart() { return this.#info().finalServiceWorkerStartTime; }
  get redirectStart() { return this.#info().redirectStartTime; }
  get redirectEnd() { return this.#info().redirectEndTime; }
  get fetchStart() { return this.#info().postRedirectStartTime; }
  get domainLookupStart() { return this.#info().finalConnectionTimingInfo?.domainLookupStartTime; }
  get domainLookupEnd() { return this.#info().finalConnectionTimingInfo?.domainLookupEndTime; }
  get connectStart() { return this.#info().finalConnectionTimingInfo?.connectionStartTime; }
  get connectEnd() { return this.#info().finalConnectionTimingInfo?.connectionEndTime; }
  get secureConnectionStart() { return this.#info().finalConnectionTimingInfo?.secureConnectionStartTime; }
  get nextHopProtocol() { return this.#info().finalConnectionTimingInfo?.ALPNNegotiatedProtocol; }
  get requestStart() { return this.#info().finalNetworkRequestStartTime; }
  get responseStart() { return this.#info().finalNetworkResponseStartTime; }
  get responseEnd() { return this.#info().endTime; }
  get encodedBodySize() { return this.#info().encodedBodySize; }
  get decodedBodySize() { return this.#info().decodedBodySize; }

  get transferSize() {
    const { encodedBodySize } = this.#info();
    if (this.#cacheMode === 'local') return 0;
    if (this.#cacheMode === 'validated') return kHeadBytes;
    return encodedBodySize + kHeadBytes;
  }

  get deliveryType() { this.#check(); return this.#deliveryType; }
  get responseStatus() { this.#check(); return this.#responseStatus; }

  #check() {
    assertThis(isTiming, this, 'PerformanceResourceTiming');
  }

  toJSON() {
    this.#check();
    const json = super.toJSON();
    for (const name of kFields) json[name] = this[name];
    return json;
  }
}

const kFields = [
  'initiatorType', 'nextHopProtocol', 'workerStart', 'redirectStart', 'redirectEnd', 'fetchStart',
  'domainLookupStart', 'domainLookupEnd', 'connectStart', 'connectEnd', 'secureConnectionStart', 'requestStart',
  'responseStart', 'responseEnd', 'transferSize', 'encodedBodySize', 'decodedBodySize', 'deliveryType',
  'responseStatus',
];

for (const name of [...kFields, 'toJSON']) {
  Object.defineProperty(PerformanceResourceTiming.prototype, name, kEnumerableProperty);
}

Object.defineProperty(PerformanceResourceTiming.prototype, Symbol.toStringTag, {
  __proto__: null, configurable: true, enumerable: false, value: 'PerformanceResourceTiming', writable: false,
});

/** Adds an entry for a resource that was fetched. */
function markResourceTiming(
  timingInfo, requestedUrl, initiatorType, global, cacheMode, bodyInfo, responseStatus, deliveryType = '') {
  if (cacheMode !== '' && cacheMode !== 'local') {
    throw new (require('internal/errors').codes.ERR_INTERNAL_ASSERTION)("cache must be an empty string or 'local'");
  }
  const resource = new PerformanceResourceTiming(kSkipThrow, requestedUrl, {
    requestedUrl, initiatorType, timingInfo, cacheMode, bodyInfo, responseStatus, deliveryType,
  });
  require('internal/perf/observe').enqueueResource(resource);
  return resource;
}

module.exports = { PerformanceResourceTiming, markResourceTiming };
