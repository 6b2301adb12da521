import type { Command } from 'commander';
import type { Say } from '../embedded/start-problem.ts';

/** Adds `remit example`: what a cluster runs that somebody tries out. */
export function addExample(program: Command, say: Say): void {
  program
    .command('example')
    .description(
      'load the example organisation into the database of DATABASE_URL, where nobody is registered yet',
    )
    .addHelpText('after', '\nIts people are known to OIDC_ISSUER, which must be the local identity provider.')
    .action(async () => {
      // Loaded when it is wanted: other commands are to answer at once.
      const { loadExample } = await import('../cluster/load-example.ts');
      await loadExample(say);
    });
}
