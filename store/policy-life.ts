import type { EntityManager } from 'typeorm';
import { evolvePolicy, type Done, type PolicyEvent, type PolicyLife } from '../domain/policy-life/life.ts';
import type { RegistryEvent } from '../domain/registry.ts';
import type { Sql } from './sql.ts';

interface Row {
  readonly version: string;
  readonly name: string;
  readonly hash: string;
  readonly state: PolicyLife['state'];
  readonly authors: readonly string[];
  readonly in_force_from: Date | null;
  readonly drafted_at: Date | null;
  readonly drafted_by: string | null;
  readonly trial_from: Date | null;
  readonly trial_by: string | null;
  readonly put_in_force_at: Date | null;
  readonly put_in_force_by: string | null;
  readonly initiative: string | null;
  readonly retired_at: Date | null;
  readonly retired_by: string | null;
  readonly revision: number;
}

const COLUMNS = `version, name, hash, state, authors, in_force_from, drafted_at, drafted_by, trial_from, trial_by,
  put_in_force_at, put_in_force_by, initiative, retired_at, retired_by, revision`;

/** Every version of the subsidiarity policy, as it is. */
export async function readPolicyLives(sql: Sql): Promise<readonly PolicyLife[]> {
  const rows: Row[] = await sql.query(READ, ['subsidiarity']);
  return rows.map(lifeOf);
}

/** Every version of the gate rules: they are installed, and have no other life. */
export async function readGateRulesVersions(sql: Sql): Promise<readonly PolicyLife[]> {
  const rows: Row[] = await sql.query(READ, ['gates']);
  return rows.map(lifeOf);
}

const READ = `select ${COLUMNS} from policy where kind = $1 order by version`;

function lifeOf(row: Row): PolicyLife {
  const { version, name, hash, state, authors, initiative, revision } = row;
  const putInForce = done(row.put_in_force_at, row.put_in_force_by);
  return {
    ...{ version, name, hash, state, authors, revision },
    inForceFrom: row.in_force_from?.toISOString() ?? null,
    drafted: done(row.drafted_at, row.drafted_by),
    trial: done(row.trial_from, row.trial_by),
    putInForce: putInForce === null || initiative === null ? null : { ...putInForce, initiative },
    retired: done(row.retired_at, row.retired_by),
  };
}

const done = (at: Date | null, by: string | null): Done | null =>
  at === null || by === null ? null : { by, at: at.toISOString() };

const TYPES: ReadonlySet<string> = new Set<PolicyEvent['type']>([
  'policy-drafted',
  'policy-on-trial',
  'policy-in-force',
  'policy-called-off',
  'policy-retired',
]);

/** Whether something happened to a policy. */
export const isPolicyEvent = (event: { readonly type: string }): event is PolicyEvent =>
  TYPES.has(event.type);

/** Writes what happened to policies: the row is what the events make of it. */
export async function applyPolicies(
  manager: EntityManager,
  events: readonly RegistryEvent[],
  by: Done,
): Promise<void> {
  for (const event of events.filter(isPolicyEvent)) {
    const known = await readPolicyLives(manager);
    const before = known.find(({ version }) => version === event.data.version) ?? null;
    const after = evolvePolicy(before, event, by);
    await write(manager, after, event.type === 'policy-drafted' ? event.data.dmn : null);
  }
}

/** The text of a draft comes with it; of anything else it stays. */
async function write(manager: EntityManager, after: PolicyLife, dmn: string | null): Promise<void> {
  const { version, name, hash, state, authors, inForceFrom, drafted, trial, putInForce, retired } = after;
  const values = [
    ...[version, name, hash, state, authors, inForceFrom],
    ...[drafted?.at ?? null, drafted?.by ?? null, trial?.at ?? null, trial?.by ?? null],
    ...[putInForce?.at ?? null, putInForce?.by ?? null, putInForce?.initiative ?? null],
    ...[retired?.at ?? null, retired?.by ?? null, after.revision],
  ];
  const columns = COLUMNS.split(',').map((column) => column.trim());
  const places = columns.map((_, index) => `$${index + 1}`);
  if (dmn === null)
    await manager.query(
      `update policy set ${columns.map((column, index) => `${column} = ${places[index] ?? ''}`).join(', ')}
        where kind = 'subsidiarity' and version = $1`,
      values,
    );
  else
    await manager.query(
      `insert into policy (kind, source, ${columns.join(', ')})
       values ('subsidiarity', $${columns.length + 1}, ${places.join(', ')})
       on conflict (kind, version) do update set source = excluded.source, ${columns
         .slice(1)
         .map((column) => `${column} = excluded.${column}`)
         .join(', ')}`,
      [...values, dmn],
    );
}

/**
 * Whether an initiative under way names a version. Nobody submits one that does until this transaction ends: see
 * `findNamedPolicies`, which waits for it.
 */
export async function isUnderWay(sql: Sql, version: string): Promise<boolean> {
  await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [lockOf(version)]);
  const [row]: { found: boolean }[] = await sql.query('select policy_under_way($1) as found', [version]);
  return row?.found === true;
}

/** One name for what is locked where the text of a version is replaced, or asked to be put in force. */
const lockOf = (version: string) => `remit policy ${version}`;

/** Of the versions that initiatives name, those that there are. Their texts stand until this transaction ends. */
export async function findNamedPolicies(
  sql: Sql,
  versions: readonly string[],
): Promise<readonly Pick<PolicyLife, 'version' | 'hash' | 'state' | 'authors'>[]> {
  const found: Pick<PolicyLife, 'version' | 'hash' | 'state' | 'authors'>[] = [];
  for (const version of [...new Set(versions)].sort()) {
    await sql.query('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [lockOf(version)]);
    const rows: (typeof found)[number][] = await sql.query(
      `select version, hash, state, authors from policy where kind = 'subsidiarity' and version = $1`,
      [version],
    );
    found.push(...rows);
  }
  return found;
}
