import type { BodyCode } from '../../domain/body.ts';
import { localDay } from '../../domain/calendar.ts';
import type { PersonId } from '../../domain/person.ts';
import type { WayTold } from '../../domain/telling/way.ts';
import { PERSON } from '../person-statement.ts';
import { orWhoStandsIn, type KnownPerson } from '../registry.ts';
import type { Sql } from '../sql.ts';
import { CALENDAR } from '../world.ts';

/** Somebody whom a mail can reach, and how they want to be told. */
export interface Addressee extends KnownPerson, WayTold {
  readonly email: string;
}

/** Of some people, and of those who hold a role for one of some bodies today or stand in for who does, who has an address. */
export async function addresseesAmong(
  sql: Sql,
  people: readonly PersonId[],
  bodies: readonly BodyCode[],
  now: string,
): Promise<readonly Addressee[]> {
  return sql.query(
    `select told.*, w.email, w.how, w.hour from (${PERSON} where p.id in (
       select w.person from (select unnest($2::uuid[]) as id union ${orWhoStandsIn('r.body = any ($3)')}) as such
         join way_told w on w.person = such.id and w.email is not null)) as told
      join way_told w on w.person = told.id`,
    [localDay(now, CALENDAR.timeZone), people, bodies],
  );
}

/** Whether anybody has an address at all. */
export async function anybodyHasAddress(sql: Sql): Promise<boolean> {
  const rows: unknown[] = await sql.query('select from way_told where email is not null limit 1');
  return rows.length > 0;
}

/** Who wants to be told by webhook, and of what: an empty list of types is all of them. */
export interface Subscription {
  readonly id: string;
  readonly body: BodyCode;
  readonly types: readonly string[];
}

/** Every webhook that is on. */
export async function subscriptions(sql: Sql): Promise<readonly Subscription[]> {
  return sql.query('select id, body, types from webhook where active');
}
