// Slices, which share bytes with the blob.
(async () => {
  const blob = new Blob(['abc', 'def', 'ghi'], { type: 'a/b' });
  for (const bounds of [[], [2], [2, 7], [-4], [-4, -1], [4, 2], [0, 100], ['1', '3'], [1.5, 2.5], [NaN, 1e30], [3, 6, 'X/Y'], [0, 1, 'é']]) {
    const part = blob.slice(...bounds);
    console.log(bounds, part.size, part.type, await part.text());
  }
  console.log(await blob.slice(1, 8).slice(1, -1).slice(2).text(), blob.slice() instanceof Blob);
  try {
    blob.slice(1n);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
})();
