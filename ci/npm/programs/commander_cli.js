// Commander: options, subcommands, help and errors of a command line.
'use strict';
const { Command, Option, InvalidArgumentError } = require('commander');

const run = (...args) => {
  const program = new Command('tool').version('1.2.3').description('does things').exitOverride();
  const write = (name) => (text) => console.log(name, text);
  program.configureOutput({ writeOut: write('out:'), writeErr: write('err:') });
  program.configureHelp({ helpWidth: 80 });
  program.option('-v, --verbose', 'say more', (_, count) => count + 1, 0);
  program.addOption(new Option('-l, --level <level>', 'how much').choices(['low', 'high']).default('low'));
  program.command('add <first> [others...]').alias('a').description('adds numbers')
    .option('--no-round', 'keep fractions').option('-s, --scale <n>', 'factor', (text) => {
      if (Number.isNaN(Number(text))) throw new InvalidArgumentError('Not a number.');
      return Number(text);
    }, 1)
    .action((first, others, options, command) => {
      const sum = [first, ...others].reduce((total, text) => total + Number(text), 0) * options.scale;
      console.log('sum', options.round ? Math.round(sum) : sum, command.optsWithGlobals());
    });
  program.command('fail').action(async () => { throw new Error('action failed'); });
  return program.parseAsync(args, { from: 'user' }).catch((error) => console.log(error.code ?? 'none', error.message));
};

(async () => {
  await run('add', '1', '2.5', '-s', '2');
  await run('a', '1.2', '--no-round', '-vv', '--level=high');
  await run('add', '1', '--scale', 'x');
  await run('add');
  await run('--level', 'middle', 'add', '1');
  await run('--unknown');
  await run('ad');
  await run('fail');
  await run('--version');
  await run('--help');
  await run('help', 'add');
})();
