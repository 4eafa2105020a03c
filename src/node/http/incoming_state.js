// The state of an IncomingMessage: one integer for everything that is on or off, and its keys.
'use strict';

// The parser's flags of a head, and above them the message's own state.
const kFlagUpgrade = 1;
const kFlagKeepAlive = 1 << 1;
const kFlagHost = 1 << 2;
const kFlagExpectContinue = 1 << 3;
const kFlagExpectOther = 1 << 4;
const kFlagBody = 1 << 5;
const kMajorShift = 8;
const kMinorShift = 12;
const kVersionMask = 15;
const kHasHead = 1 << 16;
const kComplete = 1 << 17;
const kAborted = 1 << 18;
const kConsuming = 1 << 19;
const kDumped = 1 << 20;
const kJoinDuplicates = 1 << 21;

// The body goes straight to listeners: data has, its end is due, was told, and then the steps of a stream's own end.
const kStraight = 1 << 22;
const kStraightData = 1 << 23;
const kStraightEnd = 1 << 24;
const kStraightEnded = 1 << 25;
const kStraightDestroyed = 1 << 26;
const kStraightClosed = 1 << 27;
// It begins a tick after somebody began to listen; its pipe's destination is finished.
const kStraightWaits = 1 << 28;
const kStraightPaused = 1 << 29;

const kBits = Symbol('kFlags');
const kState = Symbol('kReadableState');
const kNative = Symbol('kNativeConnection');
// The destination of a pipe between two messages, and on that its source.
const kPipe = Symbol('kPipe');
const kSource = Symbol('kPipeSource');

module.exports = {
  kFlagUpgrade, kFlagKeepAlive, kFlagHost, kFlagExpectContinue, kFlagExpectOther, kFlagBody, kMajorShift,
  kMinorShift, kVersionMask, kHasHead, kComplete, kAborted, kConsuming, kDumped, kJoinDuplicates, kBits, kStraight,
  kStraightData, kStraightEnd, kStraightEnded, kStraightDestroyed, kStraightClosed,
  kStraightWaits, kStraightPaused, kState, kNative, kPipe, kSource,
};
