import type { Command } from 'commander';
import type { Say } from '../embedded/start-problem.ts';

/** Adds `remit policy check [FILE]`. */
export function addPolicy(program: Command, say: Say): void {
  const policy = program.command('policy').description('the rules of who decides');
  policy
    .command('check')
    .description(
      'analyse a subsidiarity policy before it is used: gaps, rules that never decide, and where less leads higher',
    )
    .argument('[file]', 'the policy as DMN; the shipped one when left out')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nNeeds nothing that runs. Exit code: 0 nothing to mend, 1 errors or warnings, 2 it could not be read or not all was answered.',
    )
    .action(async (file: string | undefined, options: { readonly json?: boolean }) => {
      // Loaded when it is wanted: other commands are to answer at once.
      const { checkPolicy } = await import('../policy/check-policy.ts');
      process.exitCode = await checkPolicy(file, options, say);
    });
}
