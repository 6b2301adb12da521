import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { Command } from 'commander';
import { workflowSources } from '../../worker/create-worker.ts';
import { projectRoot } from '../embedded/folders.ts';
import type { Say } from '../embedded/start-problem.ts';

/** Adds `remit bundle`: the workflows in one file beside the build, which a built worker loads as it starts. */
export function addBundle(program: Command, say: Say): void {
  program
    .command('bundle')
    .description('bundle the workflows into dist/, for a build')
    .action(async () => {
      const { code } = await bundleWorkflowCode({
        ...workflowSources(),
        logger: new DefaultLogger('ERROR'),
      });
      const file = join(projectRoot(), 'dist', 'workflow-bundle.js');
      await writeFile(file, code);
      say(`The workflows are in ${file}.`);
    });
}
