// The cluster that this process is a worker of, for those whose sockets its primary opens; null outside of one.
'use strict';

module.exports = { cluster: null };
