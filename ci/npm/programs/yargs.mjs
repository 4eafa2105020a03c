// yargs: commands, options of every kind, help and errors.
import yargs from 'yargs';

const program = (line) =>
  yargs(line.split(' '))
    .scriptName('tool')
    .command('build [files..]', 'builds', (y) =>
      y.option('level', { type: 'number', alias: 'l', describe: 'how much', default: 1 }).array('tag'),
    )
    .command('serve <port>', 'serves', (y) => y.positional('port', { type: 'number' }).demandOption('host'))
    .count('v')
    .strict()
    .wrap(80)
    .locale('en')
    .exitProcess(false)
    .version('1.2.3')
    .fail((message) => console.log('failed:', message));

for (const line of ['build a.js --level 3 -v -v --tag a b', 'serve 80 --host h', 'serve', 'build --nope', 'build -l x']) {
  console.log(line, { ...program(line).parseSync(), $0: undefined });
}
console.log(await program('').getHelp());
console.log(await program('build').parseAsync());
