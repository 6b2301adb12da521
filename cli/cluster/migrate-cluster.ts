import { createDatabase } from '../../store/database.ts';
import { createLogin, migrate } from '../../store/migrate.ts';
import { messageOf, StartProblem, type Say } from '../embedded/start-problem.ts';
import { registerFirstOperator } from '../organisation/first-operator.ts';
import { putPoliciesInForce } from '../start/set-up.ts';
import { readForCommand } from './read-for-command.ts';

export interface MigrateOptions {
  readonly operator?: string;
}

/** Migrates, makes the logins that have a password, and puts the shipped policies in force where none is. */
export async function migrateCluster({ operator }: MigrateOptions, say: Say): Promise<void> {
  const config = readForCommand(['DATABASE_URL', 'REMIT_API_PASSWORD', 'REMIT_WORKER_PASSWORD']);
  const { DATABASE_URL: url } = config;
  const { host, pathname } = new URL(url);
  try {
    await migrate(url);
    say(`The database at ${host}${pathname} is at this version.`);
    for (const [login, password, role] of [
      ['remit_api', config.REMIT_API_PASSWORD, 'remit_app'],
      ['remit_worker', config.REMIT_WORKER_PASSWORD, 'remit_system'],
    ] as const) {
      if (password === undefined) continue;
      await createLogin(url, login, password, role);
      say(`The login ${login} may act as ${role}.`);
    }
    const database = await createDatabase({ url, role: 'remit_owner', poolSize: 1 }).initialize();
    try {
      await putPoliciesInForce(database);
      if (operator === undefined) return;
      const isNew = await registerFirstOperator(
        database,
        readForCommand(['OIDC_ISSUER']).OIDC_ISSUER,
        operator,
      );
      say(isNew ? `${operator} is registered as operator.` : `${operator} was registered already.`);
    } finally {
      await database.destroy();
    }
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    throw new StartProblem(`The database at ${host}${pathname} could not be migrated: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
