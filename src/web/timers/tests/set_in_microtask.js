// A timer that a microtask behind another timer sets is not lost behind a later one that waits already.
'use strict';

const late = setTimeout(() => console.log('never'), 60_000);
new Promise((resolve) => { setTimeout(resolve, 5); }).then(() => {
  setTimeout(() => {
    console.log('in time');
    clearTimeout(late);
  }, 5);
});
