// Prints a line and ends.
console.log('hello');
