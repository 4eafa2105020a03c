// Reads the files of a folder with promises, 64 at a time. Argument: the folder.
'use strict';

const fs = require('fs/promises');
const path = require('path');

const kAtATime = 64;

async function main([folder]) {
  const names = await fs.readdir(folder);
  let next = 0;
  let bytes = 0;
  const work = async () => {
    while (next < names.length) bytes += (await fs.readFile(path.join(folder, names[next++]))).length;
  };
  await Promise.all(Array.from({ length: kAtATime }, work));
  if (bytes === 0) throw new Error('nothing was read');
}

main(process.argv.slice(2));
