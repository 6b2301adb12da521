import type { CoveredRole } from '../../domain/cover.ts';
import type { BodyCode } from '../../domain/body.ts';
import type { PersonId, RoleHeld } from '../../domain/person.ts';
import { OPEN } from './mine.ts';
import type { Sql } from '../sql.ts';

/** A role of somebody, from a day to (not including) a day. */
export interface DatedRole extends RoleHeld {
  readonly from: string;
  readonly to: string | null;
}

/** The roles of somebody's own that are not over on a day, and how often they were changed. */
export async function rolesWithDays(
  sql: Sql,
  person: PersonId,
  day: string,
): Promise<{ readonly held: readonly DatedRole[]; readonly revision: number } | null> {
  const [row]: { revision: number; held: DatedRole[] }[] = await sql.query(
    `select p.revision, coalesce((
       select jsonb_agg(jsonb_build_object('role', r.role, 'body', r.body, 'from', r.valid_from, 'to', r.valid_to)
                        order by r.valid_from, r.role, r.body)
         from role_held r where r.person = p.id and (r.valid_to is null or r.valid_to > $2)), '[]') as held
       from person p where p.id = $1`,
    [person, day],
  );
  return row ?? null;
}

/** The ids of the open tasks that somebody holds or prepares, in order of due date. */
export async function tasksInHand(sql: Sql, person: PersonId, most: number): Promise<readonly string[]> {
  const rows: { id: string }[] = await sql.query(
    `select id from task t where ${OPEN} and (t.claimed_by = $1 or t.delegated_to = $1) order by t.due_at, t.id limit $2`,
    [person, most],
  );
  return rows.map(({ id }) => id);
}

/** One waiting task of each gate that waits for some of these roles, by gate. */
export async function gatesThatWaitFor(
  sql: Sql,
  roles: readonly { readonly role: CoveredRole; readonly body: BodyCode }[],
  most: number,
): Promise<readonly string[]> {
  const rows: { id: string }[] = await sql.query(
    `select id from (
       select distinct on (t.gate) t.gate, t.id, t.due_at from task t
        where ${OPEN} and t.kind <> 'advice'
          and exists (select from unnest($1::text[], $2::text[]) as m(role, body)
                       where m.role = t.role and m.body = any (t.bodies))
        order by t.gate, t.id) as waiting
      order by due_at, gate limit $3`,
    [roles.map(({ role }) => role), roles.map(({ body }) => body), most],
  );
  return rows.map(({ id }) => id);
}

/** The ids of the initiatives of an owner that are not over. */
export async function ownedBy(sql: Sql, person: PersonId, most: number): Promise<readonly string[]> {
  const rows: { id: string }[] = await sql.query(
    `select id from initiative where owner = $1 and status in ('draft', 'under-way') order by id limit $2`,
    [person, most],
  );
  return rows.map(({ id }) => id);
}
