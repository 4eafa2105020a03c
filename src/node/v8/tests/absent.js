// What is the same in every engine: the names, and the checks of arguments.
const v8 = require('v8');
console.log(Object.keys(v8).sort());
console.log(Object.keys(v8.getHeapStatistics()));
console.log(v8.getHeapSpaceStatistics().map((space) => Object.keys(space).length + space.space_name));
console.log(typeof v8.cachedDataVersionTag(), v8.startupSnapshot.isBuildingSnapshot());
console.log(v8.isStringOneByteRepresentation('é'), v8.isStringOneByteRepresentation('€'));
for (const f of [() => v8.setFlagsFromString(1), () => v8.isStringOneByteRepresentation(1), () => v8.setHeapSnapshotNearHeapLimit(0),
                 () => v8.startupSnapshot.addSerializeCallback(() => {})]) {
  try { f(); } catch (e) { console.log(e.code, e.message); }
}
v8.setFlagsFromString('--allow_natives_syntax');
