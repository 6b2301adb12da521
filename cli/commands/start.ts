import type { Command } from 'commander';
import type { Say } from '../embedded/start-problem.ts';

/** Adds `remit start`: everything on this machine, until Ctrl-C. */
export function addStart(program: Command, print: Say): void {
  program
    .command('start')
    .description('bring up everything on this machine and stay up until Ctrl-C')
    .action(async () => {
      // Loaded when it is wanted: other commands are to answer at once.
      const [{ start }, { readStartSettings }] = await Promise.all([
        import('../start/start.ts'),
        import('../start/settings.ts'),
      ]);
      process.exit(await start(readStartSettings(), print));
    });
}
