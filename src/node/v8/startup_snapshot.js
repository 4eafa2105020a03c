// `v8.startupSnapshot`: there are no snapshots, so that none is being built.
'use strict';

const { codes: { ERR_NOT_BUILDING_SNAPSHOT } } = require('internal/errors');

const refuse = () => { throw new ERR_NOT_BUILDING_SNAPSHOT(); };

module.exports = {
  addDeserializeCallback(callback, data) { refuse(); },
  addSerializeCallback(callback, data) { refuse(); },
  setDeserializeMainFunction(mainFunction, data) { refuse(); },
  // A number, as in Node.
  isBuildingSnapshot() { return 0; },
};
