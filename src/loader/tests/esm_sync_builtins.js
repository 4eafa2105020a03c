import os, { EOL, platform, syncedName } from 'data:text/javascript,import os from "node:os"; export default os; export { EOL, platform } from "node:os"; export const syncedName = 1';
import { syncBuiltinESMExports } from 'node:module';
console.log(platform === os.platform, syncedName);
os.platform = () => 'patched';
console.log(platform());
syncBuiltinESMExports();
console.log(platform(), EOL === '\n');
