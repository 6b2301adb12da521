import type { BodyCode } from '../../domain/body.ts';
import type { Sql } from '../sql.ts';

/** Of so many initiatives at most a list is sorted; of more it is read in order, until a page is full. */
const FEW = 1_000;

/** Whether this connection may see few initiatives: then a list begins with them, and not with everybody's in order. */
export async function seesFew(sql: Sql): Promise<boolean> {
  const [counted]: { n: number }[] = await sql.query(
    `select count(*)::int as n from (select from part where body = any (my_bodies()) limit ${FEW + 1}) as p`,
  );
  return (counted?.n ?? 0) <= FEW;
}

/** Rows of a `select … where …` that are of the initiatives this connection may see, found from these on. */
export const amongSeen = (select: string, initiative: string) => `(
  select one.* from (select distinct initiative from part where body = any (my_bodies())) as seen
   cross join lateral (${select} and ${initiative} = seen.initiative offset 0) as one)`;

/** The bodies of this connection that have a part in an initiative, as JSON: what the authorisation function is told. */
export const PARTS = (initiative: string) =>
  `(select json_agg(part.body) from part where part.initiative = ${initiative} and part.body = any (my_bodies()))`;

export const partsAmong = (bodies: readonly BodyCode[] | null) => (bodies ?? []).map((body) => ({ body }));
