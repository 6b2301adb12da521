import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { localDay } from '../domain/calendar.ts';
import type { BodyCode } from '../domain/body.ts';
import { asThere, MOST_LINKS, type Cover } from '../domain/cover.ts';
import type { Person, PersonId, Role } from '../domain/person.ts';
import type { RegistryEvent } from '../domain/registry.ts';
import { eventStatements } from './append-events.ts';
import { applyCalendars } from './calendars.ts';
import { applyPolicies } from './policy-life.ts';
import { applyToPeople } from './registry-rows.ts';
import type { Sql } from './sql.ts';
import { COVER_AS_JSON, holdsOn, isOn, PERSON } from './person-statement.ts';
import { applyServiceAccounts } from './service-accounts.ts';
import { applyWays } from './telling/ways.ts';
import { CALENDAR } from './world.ts';

/** The registry's own stream of events. */
export const REGISTRY_STREAM = '00000000-0000-8000-8000-000000000001';

/** The actor of what is set up before anybody is known. */
export const SETUP = 'setup';

/** Somebody who is registered, and by which identity of OIDC. */
export interface Identity {
  readonly id: PersonId;
  readonly issuer: string;
  readonly subject: string;
}

/** A person with the name that people read. */
export interface KnownPerson extends Person, Identity {
  readonly name: string;
}

/** Who an OIDC identity is, with the roles they hold today; `null` for somebody not registered. */
export async function personBySubject(
  sql: Sql,
  issuer: string,
  subject: string,
  now: string,
): Promise<KnownPerson | null> {
  const rows: KnownPerson[] = await sql.query(`${PERSON} where p.issuer = $2 and p.subject = $3`, [
    localDay(now, CALENDAR.timeZone),
    issuer,
    subject,
  ]);
  return rows[0] ?? null;
}

/**
 * Makes this transaction somebody's, with the roles that they hold as it begins: row-level security shows what their
 * bodies have a part in. Gives who they are.
 * @throws NotRegistered
 */
export async function actAs(sql: Sql, { id, issuer, subject }: Identity, now: string): Promise<KnownPerson> {
  const day = localDay(now, CALENDAR.timeZone);
  const [found]: { who: KnownPerson }[] = await sql.query(ACT_AS, [day, id, issuer, subject]);
  if (found === undefined) throw new NotRegistered();
  return found.who;
}

/** Whoever asks is not registered, or no more, as after a database was brought back from before they were. */
export class NotRegistered extends Error {
  constructor() {
    super('Who asks is not registered');
    this.name = 'NotRegistered';
  }
}

const ACT_AS = `
  select to_jsonb(p) as who,
         set_config('remit.bodies', concat_ws(' ',
           (select string_agg(distinct held ->> 'body', ' ') from jsonb_array_elements(p.roles) as held),
           case when (p.service -> 'active')::boolean then p.service ->> 'body' end), true),
         set_config('remit.caller', p.id::text, true)
    from (${PERSON} where p.id = $2 and p.issuer = $3 and p.subject = $4 offset 0) as p`;

/** Somebody by id, with the roles they hold today; `null` for somebody not registered. */
export async function personById(sql: Sql, id: PersonId, now: string): Promise<KnownPerson | null> {
  const rows: KnownPerson[] = await sql.query(`${PERSON} where p.id = $2`, [
    localDay(now, CALENDAR.timeZone),
    id,
  ]);
  return rows[0] ?? null;
}

/** The ids of who holds such a role on the day `$1`, and of everybody who stands in for one of them. */
export const orWhoStandsIn = (such: string) => `(
  with recursive there as (
    select r.person as id, 1 as links from role_held r where ${such} and ${holdsOn('r')}
    union
    select c.substitute, t.links + 1 from there t join cover c on c.person = t.id and ${isOn('c')}
     where c.substitute is not null and t.links <= ${MOST_LINKS})
  select id from there)`;

/** Some people by id, with the roles they hold today; who is not registered is not there. */
export async function peopleById(
  sql: Sql,
  ids: readonly PersonId[],
  now: string,
): Promise<ReadonlyMap<PersonId, KnownPerson>> {
  if (ids.length === 0) return new Map();
  const rows: KnownPerson[] = await sql.query(`${PERSON} where p.id = any ($2)`, [
    localDay(now, CALENDAR.timeZone),
    ids,
  ]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Everybody who holds a role for one of some bodies today, or stands in for who does, by name. */
export async function colleaguesOf(
  sql: Sql,
  bodies: readonly BodyCode[],
  now: string,
): Promise<readonly KnownPerson[]> {
  const rows: KnownPerson[] = await sql.query(
    `${PERSON} where p.id in ${orWhoStandsIn('r.body = any ($2)')} order by p.name, p.id limit 200`,
    [localDay(now, CALENDAR.timeZone), bodies],
  );
  return rows;
}

/** So many people at most are looked through for who could decide. */
export const MOST_DECIDERS = 5_000;

/** Everybody who approves or signs for one of some bodies today, by name; those who are away only for what they are not away from. */
export async function decidersOf(
  sql: Sql,
  bodies: readonly BodyCode[],
  now: string,
): Promise<readonly KnownPerson[]> {
  const day = localDay(now, CALENDAR.timeZone);
  const rows: (KnownPerson & { readonly away: readonly Cover[] })[] = await sql.query(
    `select found.*, coalesce((
       select jsonb_agg(${COVER_AS_JSON}) from cover c where c.person = found.id and ${isOn('c')}), '[]') as away
       from (${PERSON} where p.id in ${orWhoStandsIn(`r.role in ('approver', 'signatory') and r.body = any ($2)`)}
             order by p.name, p.id limit ${MOST_DECIDERS}) as found
      order by name, id`,
    [day, bodies],
  );
  return rows.map(({ away, ...person }) => asThere(person, away, day));
}

/** A page of people in order of subject; with `body`, those who hold a role for it today. */
export async function listPeople(
  sql: Sql,
  filter: { readonly body?: string; readonly role?: Role; readonly after?: string; readonly limit: number },
  now: string,
): Promise<readonly KnownPerson[]> {
  const rows: KnownPerson[] = await sql.query(
    `${PERSON} where ($2::text is null or p.subject > $2)
       and not exists (select from service_account s where s.person = p.id)
       and (($3::text is null and $4::text is null) or exists (
         select from role_held r where r.person = p.id and r.valid_from <= $1
            and (r.valid_to is null or $1 < r.valid_to)
            and ($3::text is null or r.body = $3) and ($4::text is null or r.role = $4)))
     order by p.subject limit $5`,
    [
      localDay(now, CALENDAR.timeZone),
      filter.after ?? null,
      filter.body ?? null,
      filter.role ?? null,
      filter.limit,
    ],
  );
  return rows;
}

/** The names of people, for showing; an erased or unknown person has none. */
export async function namesOf(sql: Sql, ids: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => /^[0-9a-f-]{36}$/.test(id));
  if (wanted.length === 0) return new Map();
  const rows: { id: string; name: string }[] = await sql.query(
    'select id, name from person where id = any ($1)',
    [wanted],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}

/**
 * Changes the registry: under its one lock, `decide` sees it as it is, and rows and events are written together.
 * Memberships and roles begin on the day they say, or today.
 */
export async function changeRegistry<R>(
  database: DataSource | EntityManager,
  actor: string,
  now: string,
  decide: (
    manager: EntityManager,
  ) => Promise<{ readonly events: readonly RegistryEvent[]; readonly result: R }>,
): Promise<R> {
  return database.transaction(async (manager: EntityManager) => {
    await manager.query('select from registry where id = 1 for update');
    const { events, result } = await decide(manager);
    await applyBodies(manager, events);
    await applyPeople(manager, events, localDay(now, CALENDAR.timeZone));
    await applyServiceAccounts(manager, events, now);
    await applyWays(manager, events);
    await applyCalendars(manager, events, now, actor);
    await applyPolicies(manager, events, { at: now, by: actor });
    await applyToPeople(manager, events);
    const [row]: { n: number }[] = await manager.query('select n from registry where id = 1');
    const before = row?.n ?? 0;
    const appended = events.map((event, index) => ({ ...event, n: before + 1 + index, at: now, actor }));
    for (const { text, values } of eventStatements(REGISTRY_STREAM, null, appended))
      await manager.query(text, [...values]);
    await manager.query('update registry set n = n + $1 where id = 1', [events.length]);
    return result;
  });
}

/** Bodies before memberships: a body may belong to one that comes with it. */
async function applyBodies(manager: EntityManager, events: readonly RegistryEvent[]): Promise<void> {
  const bodies = events.flatMap((event) => (event.type === 'body-registered' ? [event.data] : []));
  if (bodies.length === 0) return;
  await manager.query(
    `insert into body (code, name, kind)
     select code, name, kind from jsonb_to_recordset($1) as b(code text, name text, kind text)
     on conflict (code) do update set name = excluded.name, kind = excluded.kind`,
    [JSON.stringify(bodies)],
  );
  await manager.query('delete from membership where body = any ($1)', [bodies.map((body) => body.code)]);
  const memberships = bodies.flatMap(({ code, memberships: all }) =>
    all.map((each) => ({ body: code, ...each })),
  );
  await manager.query(
    `insert into membership (body, parent, valid_from, valid_to)
     select body, parent, "from", "to"
       from jsonb_to_recordset($1) as m(body text, parent text, "from" date, "to" date)`,
    [JSON.stringify(memberships)],
  );
}

async function applyPeople(
  manager: EntityManager,
  events: readonly RegistryEvent[],
  today: string,
): Promise<void> {
  const people = events.flatMap((event) => (event.type === 'person-registered' ? [event.data] : []));
  if (people.length === 0) return;
  await manager.query(
    `insert into person (id, issuer, subject, name, profession)
     select id, issuer, subject, name, profession
       from jsonb_to_recordset($1) as p(id uuid, issuer text, subject text, name text, profession text)`,
    [JSON.stringify(people.map((person) => ({ ...person, name: person.name.value })))],
  );
  const roles = people.flatMap(({ id, roles: all }) =>
    all.map((held) => ({ id: uuid(), person: id, ...held })),
  );
  await manager.query(
    `insert into role_held (id, person, role, body, valid_from)
     select id, person, role, body, $2 from jsonb_to_recordset($1) as r(id uuid, person uuid, role text, body text)`,
    [JSON.stringify(roles), today],
  );
}
