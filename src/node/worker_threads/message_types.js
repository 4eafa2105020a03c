// What the scripts of a worker and of its parent say to each other, beside the programs' own messages.
'use strict';

const messageTypes = {
  UP_AND_RUNNING: 'upAndRunning',
  COULD_NOT_SERIALIZE_ERROR: 'couldNotSerializeError',
  ERROR_MESSAGE: 'errorMessage',
  STDIO_PAYLOAD: 'stdioPayload',
  STDIO_WANTS_MORE_DATA: 'stdioWantsMoreData',
  ASK: 'ask',
  ANSWER: 'answer',
};

module.exports = { messageTypes };
