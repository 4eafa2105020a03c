#!/bin/sh
# Installs the runtimes that the benches compare with under target/bench-tools, where the benches look for them.
set -eu
tools="$(cd "$(dirname "$0")/../.." && pwd)/target/bench-tools"
mkdir -p "$tools"
# Each fetches the binary for this machine in an install script, which newer versions of npm must be told to allow.
cat > "$tools/package.json" <<JSON
{
  "private": true,
  "dependencies": { "node": "24.21.0", "bun": "1.4.5", "deno": "2.9.6" },
  "allowScripts": { "node": true, "bun": true, "deno": true }
}
JSON
npm install --prefix "$tools" --no-package-lock --no-audit --no-fund
for peer in node bun deno; do
    printf '%s: ' "$peer" && "$tools/node_modules/.bin/$peer" --version | head -n 1
done
command -v wrk >/dev/null || echo "the load bench also needs wrk: apt-get install wrk"
