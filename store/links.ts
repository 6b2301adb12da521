import { currentOrigin } from '../contracts/origin.ts';
import { MONEY } from '../domain/facts.ts';
import type { LinkedFound } from '../domain/initiative/commands.ts';
import type { Given } from '../domain/initiative/decision.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import { linkedIn } from '../domain/initiative/links.ts';
import type { Linked } from '../domain/policy/basis.ts';
import type { Sql, Statement } from './sql.ts';

/** The money of the initiatives that are linked with one, as they stand. */
export async function linkedWith(sql: Sql, initiative: string): Promise<readonly Linked[]> {
  const [row]: { money: readonly Linked[] }[] = await sql.query('select linked_money($1, null) as money', [
    initiative,
  ]);
  return row?.money ?? [];
}

/** Of the initiatives that somebody wants linked with one: which they see, and the money of all that would be linked then. */
export async function findLinked(
  sql: Sql,
  initiative: string,
  named: readonly string[],
): Promise<LinkedFound> {
  const [row]: LinkedFound[] = await sql.query(
    `select coalesce((select array_agg(id) from initiative where id = any ($2)), '{}') as seen,
            linked_money($1, $2) as money`,
    [initiative, named],
  );
  return row ?? { seen: [], money: [] };
}

/** Writes which initiatives one names, where that changed. */
export function linkStatements(before: Initiative | null, after: Initiative): readonly Statement[] {
  if (after.proposal.value === null || before?.proposal.hash === after.proposal.hash) return [];
  const [was, is] = [linkedIn(before?.proposal.value ?? null), linkedIn(after.proposal.value)];
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  const values = [after.id, is];
  return [
    { text: 'delete from link where initiative = $1 and other <> all ($2::uuid[])', values },
    {
      text: 'insert into link (initiative, other) select $1, unnest($2::uuid[]) on conflict do nothing',
      values,
    },
  ];
}

/**
 * The others look again where what this initiative adds to their money changed. They are told by the outbox and never written
 * here: two initiatives are not locked at once. Nor are two nudges: each other is told by one of its own.
 */
export function linkedNudges(
  before: Initiative | null,
  after: Initiative,
  { linked = [] }: Given,
  found: LinkedFound | null,
): readonly Statement[] {
  const others = [...new Set([...linked, ...(found?.money ?? [])].map(({ initiative }) => initiative))];
  const relinked = before?.proposal.hash !== after.proposal.hash && found !== null;
  const statusChanged = after.status !== (before?.status ?? 'draft');
  const same =
    !relinked &&
    before?.status === after.status &&
    MONEY.every((fact) => before.facts[fact] === after.facts[fact]);
  const origin = JSON.stringify(currentOrigin() ?? {});
  // Whoever was submitted since this one was read did not see it either: who is linked is asked once more, as it is written.
  if (statusChanged) return [{ text: NUDGE_AS_THEY_STAND, values: [others, origin, after.id] }];
  if (same || others.length === 0) return [];
  return [
    { text: 'select jobs.nudge_beside(id, $2) from unnest($1::uuid[]) as id', values: [others, origin] },
  ];
}

const NUDGE_AS_THEY_STAND = `
  select jobs.nudge_beside(id, $2) from (
    select unnest($1::uuid[]) as id
    union
    select (money ->> 'initiative')::uuid from jsonb_array_elements(linked_money($3, null)) as money) as linked`;

/** Of some initiatives those that this connection may see, with their titles. */
export async function titlesOf(
  sql: Sql,
  initiatives: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  if (initiatives.length === 0) return new Map();
  const rows: { id: string; title: string | null }[] = await sql.query(
    `select i.id, (select c.value ->> 'title' from content c where c.hash = i.proposal) as title
       from initiative i where i.id = any ($1)`,
    [initiatives],
  );
  return new Map(rows.map(({ id, title }) => [id, title]));
}
