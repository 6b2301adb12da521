import type pg from 'pg';

/** A uuid (version 8) that follows from a text. */
const uuid = (text: string) => `overlay(overlay(md5(${text}) placing '8' from 13) placing '8' from 17)::uuid`;

/** New uuids and hashes follow from the copy's number, so that every table's rows find each other again. */
const COPIES = `
  create temporary table copy on commit drop as
  select k, ${uuid('$1::text || $2::text || k')} as initiative, i.gate as old_gate,
         ${uuid(`'gate' || $1::text || $2::text || k`)} as gate
    from initiative i, generate_series(1, $3::int) as k where i.id = $1::uuid`;

/** The hash of a copied text: as long and as scattered as a real one, and its own. */
const hash = (old: string) => `encode(sha256(convert_to(${old} || c.initiative, 'UTF8')), 'hex')`;

/** A row of a table with some columns changed. */
const changed = (row: string, table: string, changes: string) =>
  `(jsonb_populate_record(${row}, jsonb_build_object(${changes}))).* from ${table} ${row}, copy c`;

const STATEMENTS = [
  `insert into initiative select ${changed('i', 'initiative', `'id', c.initiative, 'gate', c.gate, 'salt', ${hash('i.salt')}, 'proposal', ${hash('i.proposal')}`)}
    where i.id = $1::uuid`,
  `insert into stage select ${changed('s', 'stage', `'initiative', c.initiative, 'content', ${hash('s.content')}`)}
    where s.initiative = $1::uuid`,
  `insert into gate select ${changed('g', 'gate', `'id', c.gate, 'initiative', c.initiative, 'due_at', g.due_at + c.k * interval '1 second'`)}
    where g.id = c.old_gate and g.initiative = $1::uuid`,
  `insert into task select ${changed('t', 'task', `'id', ${uuid('c.gate::text || t.seat')}, 'gate', c.gate, 'initiative', c.initiative, 'due_at', t.due_at + c.k * interval '1 second', 'priority_at', t.priority_at + c.k * interval '1 second'`)}
    where t.gate = c.old_gate and t.initiative = $1::uuid`,
  `insert into part select c.initiative, p.body, p.part from part p, copy c where p.initiative = $1::uuid`,
  `insert into content select ${changed('w', 'content', `'hash', ${hash('w.hash')}, 'initiative', c.initiative`)}
    where w.initiative = $1::uuid`,
  `insert into event select ${changed('e', 'event', `'id', ${uuid('c.initiative::text || e.n')}, 'stream', c.initiative, 'initiative', c.initiative`)}
    where e.stream = $1::uuid`,
];

/**
 * Copies an initiative as it stands, rows, words and events, `count` times by sets, and has the tables analysed. Votes
 * and reasons cannot be told from those of an initiative that people brought there. No workflow knows of them.
 */
export async function copyInitiative(
  client: pg.Client,
  id: string,
  batch: string,
  count: number,
): Promise<void> {
  await client.query('begin');
  await client.query(COPIES, [id, batch, count]);
  for (const statement of STATEMENTS) await client.query(statement, [id]);
  await client.query('commit');
  for (const table of ['initiative', 'stage', 'gate', 'task', 'part', 'content', 'event', 'idempotency'])
    await client.query(`vacuum analyze ${table}`);
}

/** Every table whose rows somebody's queue is made of, in an order that foreign keys allow. */
const TABLES = [
  ...['body', 'membership', 'person', 'role_held', 'policy', 'registry'],
  ...['initiative', 'stage', 'gate', 'task', 'part', 'content', 'event'],
];

/** Fills another database's empty tables with the rows of this one. */
export async function copyRows(from: pg.Client, to: pg.Client): Promise<void> {
  for (const table of TABLES) {
    const { rows } = await from.query<{ all: unknown }>(
      `select jsonb_agg(to_jsonb(t)) as all from ${table} t`,
    );
    await to.query(
      `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1) on conflict do nothing`,
      [JSON.stringify(rows[0]?.all ?? [])],
    );
  }
}
