import type { Command } from 'commander';
import type { MigrateOptions } from '../cluster/migrate-cluster.ts';
import type { Say } from '../embedded/start-problem.ts';

/** Adds `remit migrate`: what a cluster runs before a new version of API and worker. */
export function addMigrate(program: Command, say: Say): void {
  program
    .command('migrate')
    .description(
      'bring the database of DATABASE_URL to this version, with roles, job queue and the shipped policies',
    )
    .option('--operator <subject>', 'register this subject of OIDC_ISSUER as the first operator')
    .addHelpText(
      'after',
      '\nWith REMIT_API_PASSWORD and REMIT_WORKER_PASSWORD it makes the logins remit_api and remit_worker as well.',
    )
    .action(async (options: MigrateOptions) => {
      // Loaded when it is wanted: other commands are to answer at once.
      const { migrateCluster } = await import('../cluster/migrate-cluster.ts');
      await migrateCluster(options, say);
    });
}
