// Who is told of the loop's resources (timers, immediates, ticks, microtasks): null until a program asks for async ids or
// hooks, then an object with init(resource, type), before(resource), after(resource), destroy(resource) and
// beginImmediates().
'use strict';

module.exports = { tracker: null };
