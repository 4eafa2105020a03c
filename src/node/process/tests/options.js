// Options of the command line and of NODE_OPTIONS: what is refused, and what a program sees of them.
'use strict';
const { spawnSync } = require('child_process');

function run(args, env) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8', argv0: 'program', env: { ...process.env, ...env },
  });
  console.log(args.join(' '), env ?? '', status, signal, stdout.trim(), stderr.trim().split('\n')[0]);
}

run(['--no-such-option']);
run(['--eval']);
run(['-r', '-e']);
run(['--no-title']);
run(['--check', '-e', '1']);
run(['--unhandled-rejections=foobar', '-e', '1']);
run(['--input-type=other', '-e', '1']);
run(['--conditions=', '-e', '1']);
run(['-p', '1 + 1']);
run(['-pe', 'process.execArgv']);
run(['-p', '-e', '5']);
run(['--stack_trace_limit=3', '-p', 'Error.stackTraceLimit']);
run(['--no-deprecation', '--pending-deprecation', '-p', '[process.noDeprecation, process.throwDeprecation, process._eval]']);
run(['-p', '[process.title, process.execArgv]'], { NODE_OPTIONS: '--title="a title" --no-warnings' });
run(['-p', '1'], { NODE_OPTIONS: '--eval 1' });
run(['-p', '1'], { NODE_OPTIONS: '--expose-internals' });
run(['-p', '1'], { NODE_OPTIONS: '"open' });
run(['--disable-proto=delete', '-p', '"__proto__" in {}']);
run(['--disable-proto=throw', '-p', 'try { ({}).__proto__ } catch (error) { error.code }']);
run(['--disable-warning=DEP9', '-e', 'process.emitWarning("hidden", "DeprecationWarning", "DEP9")']);
const flags = process.allowedNodeEnvironmentFlags;
console.log(['--perf_basic_prof', 'r', '-r', '--stack-trace-limit=100', '--r', '--eval', 'no-warnings'].map((flag) => flags.has(flag)));
