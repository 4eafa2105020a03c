// Between classic streams and web streams, both ways.
'use strict';

module.exports = {
  ...require('internal/webstreams/adapters/to_web'),
  ...require('internal/webstreams/adapters/from_web'),
};
