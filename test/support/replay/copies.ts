import type pg from 'pg';

/** A uuid (version 8) that follows from a text. */
const uuid = (text: string) => `overlay(overlay(md5(${text}) placing '8' from 13) placing '8' from 17)::uuid`;

/** Each copy with its number, and the amount of the fact that is its own. */
const COPIES = `
  create temporary table copy on commit drop as
  select k, ${uuid(`$1::text || $5::text || k`)} as initiative,
         $3::numeric + 1 + (k * 7919::bigint * 104729) % greatest(($4::numeric - $3::numeric)::bigint, 1) as amount,
         case when $5::text <> '' then clock_timestamp() end as at
    from generate_series(1, $2::int) as k`;

const gate = (old: string) => uuid(`${old}::text || c.initiative`);
const hash = (old: string) => `encode(sha256(convert_to(${old} || c.initiative, 'UTF8')), 'hex')`;

/** A row of a table with some columns changed, made once for each copy. */
const changed = (row: string, table: string, changes: string) =>
  `made.* from ${table} ${row} cross join copy c
    cross join lateral jsonb_populate_record(${row}, jsonb_build_object(${changes})) as made`;

/** The data of an event with the copy's own amount in the receipt that it has, and in the facts that were drafted. */
const DATA = `case
  when $2::text is null then e.data
  when e.type = 'initiative-drafted' then jsonb_set(e.data, array['facts', $2], to_jsonb(c.amount))
  when e.type = 'gate-opened' then jsonb_set(e.data, array['receipt', 'facts', $2], to_jsonb(c.amount))
  else e.data end`;

const FACTS = `case when $2::text is null then i.facts else jsonb_set(i.facts, array[$2], to_jsonb(c.amount)) end`;

const STATEMENTS = [
  `insert into initiative select ${changed('i', 'initiative', `'id', c.initiative, 'gate', ${gate('i.gate')}, 'salt', ${hash('i.salt')}, 'proposal', ${hash('i.proposal')}, 'facts', ${FACTS}`)}
    where i.id = $1::uuid`,
  `insert into stage select ${changed('s', 'stage', `'initiative', c.initiative, 'content', ${hash('s.content')}`)}
    where s.initiative = $1::uuid and ($2::text is null or true)`,
  `insert into gate select ${changed('g', 'gate', `'id', ${gate('g.id')}, 'initiative', c.initiative`)}
    where g.initiative = $1::uuid and ($2::text is null or true)`,
  `insert into task select ${changed('t', 'task', `'id', ${uuid('c.initiative::text || t.id')}, 'gate', ${gate('t.gate')}, 'initiative', c.initiative`)}
    where t.initiative = $1::uuid and ($2::text is null or true)`,
  `insert into part select c.initiative, p.body, p.part from part p, copy c
    where p.initiative = $1::uuid and ($2::text is null or true)`,
  `insert into content select ${changed('w', 'content', `'hash', ${hash('w.hash')}, 'initiative', c.initiative`)}
    where w.initiative = $1::uuid and ($2::text is null or true)`,
  `insert into event select ${changed('e', 'event', `'id', ${uuid('c.initiative::text || e.n')}, 'stream', c.initiative, 'initiative', c.initiative, 'data', ${DATA}, 'at', coalesce(c.at, e.at)`)}
    where e.stream = $1::uuid`,
];

/**
 * Copies an initiative as it stands, rows, words and events of all its gates, so many times, each with an amount of its own of
 * one fact: between the same two thresholds of the policy by which its verdicts were taken, which so stay what they were.
 */
export async function copyHistory(
  client: pg.Client,
  id: string,
  {
    copies,
    varies,
    batch = '',
  }: {
    readonly copies: number;
    readonly varies: { readonly fact: string; readonly over: number; readonly upTo: number } | null;
    /** Where some were copied before, another word: these happened now. */
    readonly batch?: string;
  },
): Promise<void> {
  await client.query('begin');
  await client.query(COPIES, [id, copies, varies?.over ?? 0, varies?.upTo ?? 0, batch]);
  for (const statement of STATEMENTS) await client.query(statement, [id, varies?.fact ?? null]);
  await client.query('commit');
}
