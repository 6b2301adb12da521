import type { DataSource } from 'typeorm';
import { loadPolicy } from '../domain/policy/policy.ts';
import { sha256 } from '../domain/log/hash.ts';
import type { CalendarVersion } from '../domain/calendars/calendars.ts';
import { shippedCalendarEvents } from './calendars.ts';
import { changeRegistry, SETUP } from './registry.ts';
import type { Sql } from './sql.ts';
import { rulesFrom } from './world.ts';

/** Puts the shipped policies in force where none is, and imports the shipped calendar; a version that is there already stays as it is. */
export async function installPolicies(
  database: DataSource,
  dmn: string,
  gates: string,
  now: string,
): Promise<void> {
  const policy = await loadPolicy(dmn);
  if (!policy.ok) throw new Error(`The shipped policy cannot be read: ${JSON.stringify(policy.error)}`);
  const rules = rulesFrom(gates);
  const { version, name, hash } = policy.value;
  await install(database, ['subsidiarity', version, name, hash, dmn, now]);
  await install(database, ['gates', String(rules.version), rules.name, sha256(gates), gates, now]);
  await installCalendar(database, now);
}

/** Imports the shipped calendar where there is none, and its newer days where nobody else has imported any. */
export async function installCalendar(
  database: DataSource,
  now: string,
  shipped?: CalendarVersion,
): Promise<void> {
  await changeRegistry(database, SETUP, now, async (manager) => ({
    events: await shippedCalendarEvents(manager, SETUP, shipped),
    result: null,
  }));
}

async function install(database: DataSource, row: readonly string[]): Promise<void> {
  await database.query(
    `insert into policy (kind, version, name, hash, source, state, in_force_from)
     select $1, $2, $3, $4, $5, 'in-force', $6
      where not exists (select from policy where kind = $1)`,
    [...row],
  );
}

/** The document of one version: DMN for subsidiarity, JSON for gate rules. */
export async function policySource(sql: Sql, kind: string, version: string): Promise<string | null> {
  const rows: { source: string }[] = await sql.query(
    'select source from policy where kind = $1 and version = $2',
    [kind, version],
  );
  return rows[0]?.source ?? null;
}
