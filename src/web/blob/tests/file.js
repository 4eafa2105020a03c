// Files: a name and a time.
(async () => {
  const file = new File(['abc'], 'na\ud800me', { type: 'x/y', lastModified: 5 });
  console.log(file, file.name, file.lastModified, file.size, file instanceof Blob, await file.text(), file.slice(1).constructor.name);
  const copy = structuredClone(file);
  console.log(copy instanceof File, copy.name, copy.lastModified, copy.type, await copy.text());
  console.log(new File([], 'a', { lastModified: 'x' }).lastModified, new File([], 5).name, { nested: new Blob(['q']) }, Object.prototype.toString.call(file));
  for (const attempt of [() => new File(['a']), () => File.prototype.name, () => new File([], 'a', 5)]) {
    try {
      attempt();
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
})();
