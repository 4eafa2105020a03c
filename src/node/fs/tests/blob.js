// Blobs over files.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
(async () => {
  fs.writeFileSync('file', 'some text in a file');
  const blob = await fs.openAsBlob('file', { type: 'text/plain' });
  console.log(blob.size, blob.type, await blob.text(), await blob.slice(5, 9).text(), (await blob.arrayBuffer()).byteLength);
  console.log(await new Blob([blob.slice(0, 4), '!']).text());
  fs.writeFileSync('file', 'shorter');
  await blob.text().catch((error) => console.log(error.name, error.message));
  try {
    fs.openAsBlob('nope');
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
})();
