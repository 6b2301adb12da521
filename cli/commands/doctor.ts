import type { Command } from 'commander';
import type { DoctorSettings } from '../doctor/settings.ts';
import type { Say } from '../embedded/start-problem.ts';

/** Adds `remit doctor`. Its exit code is 0 where nothing differs, 1 where something does, 2 where it could not look. */
export function addDoctor(program: Command, say: Say): void {
  program
    .command('doctor')
    .description('compare Temporal with the events and rows of every initiative, and say each difference')
    .option(
      '--mend',
      'mend what can be mended safely: no event is changed, and of rows only what says nothing that the events do not',
    )
    .option(
      '--files',
      'read every file as well, from Postgres or the bucket, and hold its bytes against its hash',
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nOf DATABASE_URL and TEMPORAL_ADDRESS as the worker has them, else of the Remit that npm start runs here.' +
        '\nExit code: 0 nothing differs, 1 something does, 2 it could not look.',
    )
    .action(async (settings: DoctorSettings) => {
      // Loaded when it is wanted: other commands are to answer at once.
      const { runDoctor } = await import('../doctor/run-doctor.ts');
      process.exitCode = await runDoctor(settings, say);
    });
}
