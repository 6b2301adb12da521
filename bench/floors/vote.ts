import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import { seal } from '../../domain/content.ts';
import { REASON, type Ballot } from '../load/messages.ts';

/*
 * The floor beneath a vote: what Postgres and its driver do for it, and nothing of Remit's. The same statements in the
 * same order and the same two waits, prepared, over as many connections, in the same role under row-level security, with
 * the same durability, leaving the same rows. What is not here: deciding, who may, the answer's making, TypeORM, HTTP.
 *
 * `test/api/bench-floor.test.ts` compares these statements with those of the handler.
 */

const BEGIN = 'begin';

const ACT_AS = `
  select to_jsonb(p) as who,
         set_config('remit.bodies', concat_ws(' ',
           (select string_agg(distinct held ->> 'body', ' ') from jsonb_array_elements(p.roles) as held),
           case when (p.service -> 'active')::boolean then p.service ->> 'body' end), true),
         set_config('remit.caller', p.id::text, true)
    from (
  select p.id, p.issuer, p.subject, p.name, p.profession, coalesce((
    select jsonb_agg(jsonb_build_object('role', r.role, 'body', r.body) order by r.role, r.body)
      from role_held r
     where r.person = p.id and r.valid_from <= $1 and (r.valid_to is null or $1 < r.valid_to)), '[]') || coalesce(stands.roles, '[]') as roles,
         coalesce(to_jsonb(stands.people), '[]') as "standsFor", coalesce((
    select jsonb_agg(jsonb_build_object('by', n.person, 'kind', n.kind, 'of', n.about) order by n.id)
      from interest n
     where n.person = any (array_append(stands.people, p.id)) and n.valid_from <= $1 and (n.valid_to is null or $1 < n.valid_to)), '[]') as interests, (
    select jsonb_build_object('body', s.body, 'responsible', s.responsible, 'scopes', to_jsonb(s.scopes),
             'profession', (select whose.profession from person whose where whose.id = s.responsible),
             'active', s.ended_at is null and exists (
               select from role_held r
                where r.person = s.responsible and r.role = 'owner' and r.body = s.body
                  and r.valid_from <= $1 and (r.valid_to is null or $1 < r.valid_to)))
      from service_account s where s.person = p.id) as service
  from person p cross join lateral (
    with recursive stands as (
      select c.person, c.roles, c.bodies, c.levels, 1 as links
        from cover c where c.substitute = p.id and c.valid_from <= $1 and $1 < c.valid_to
      union
      select c.person,
             case when s.roles is null then c.roles when c.roles is null then s.roles
               else array(select each from unnest(c.roles) as each where each = any (s.roles)) end,
             case when s.bodies is null then c.bodies when c.bodies is null then s.bodies
               else array(select each from unnest(c.bodies) as each where each = any (s.bodies)) end,
             case when s.levels is null then c.levels when c.levels is null then s.levels
               else array(select each from unnest(c.levels) as each where each = any (s.levels)) end,
             s.links + 1
        from stands s join cover c on c.substitute = s.person and c.valid_from <= $1 and $1 < c.valid_to
       where c.person <> p.id and s.links < 5
         and (s.roles is null or c.roles is null or s.roles && c.roles)
         and (s.bodies is null or c.bodies is null or s.bodies && c.bodies)
         and (s.levels is null or c.levels is null or s.levels && c.levels))
    select array_agg(distinct s.person) as people,
           jsonb_agg(distinct jsonb_strip_nulls(jsonb_build_object(
             'role', r.role, 'body', r.body, 'onBehalfOf', s.person, 'levels', s.levels))) filter (where r.id is not null) as roles
      from stands s
      left join role_held r on r.person = s.person and r.valid_from <= $1 and (r.valid_to is null or $1 < r.valid_to)
       and r.role in ('approver', 'signatory')
       and (s.roles is null or r.role = any (s.roles)) and (s.bodies is null or r.body = any (s.bodies))) as stands
  where p.id = $2 and p.issuer = $3 and p.subject = $4 offset 0) as p`;

const TAKE_KEY = `
  insert into idempotency (caller, route, key, request_hash) values ($1, $2, $3, $4)
  on conflict do nothing returning key`;

const LOCK = `
  select from initiative where id = (select task.initiative from task where task.id = $1) for update`;

const READ = `
  select to_jsonb(i) as initiative, s.rows as stages, to_jsonb(g) as gate, t.rows as tasks,
         (select jsonb_object_agg(c.hash, jsonb_build_array(c.salt, c.value)) from content c
           where c.hash = any (array[i.salt, i.proposal] || s.contents || array(
             select jsonb_path_query(
               jsonb_build_array(i.claims, i.conditions, i.sent_back, i.attachments, g.referrals, g.overrides, g.conditions, g.earlier, t.worded),
               '$.**.hash') #>> '{}'))) as words,
         (select jsonb_object_agg(person.id, person.name) from person
           where person.id = any (array[i.owner, my_caller()::uuid] || t.holders || array(
             select (jsonb_path_query(jsonb_build_array(t.worded, g.earlier), '$.**.by') #>> '{}')::uuid
             union all select (jsonb_path_query(jsonb_build_array(t.worded, g.earlier), '$.**.onBehalfOf') #>> '{}')::uuid))) as names,
         (select jsonb_build_object('map', map, 'policies', (
             select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'version', version, 'from', in_force_from)
                                       order by in_force_from desc, version desc), '[]')
               from policy where state = 'in-force'))
            from registry) as versions,
         (select jsonb_build_object('gate', task.gate, 'stage', task.stage, 'task', task.id) from task where task.id = $1) as place, null::jsonb as linked
    from initiative i
    left join lateral (
      select gate.id, gate.stage, gate.round, gate.state, gate.home, gate.level, gate.bodies, coalesce(gate.brief, gate.receipt) as receipt,
             gate.rules_version, gate.quorum, gate.referrals, gate.overrides, gate.conditions, gate.suspended, gate.content_hash,
             gate.opened_at, gate.due_at, gate.next_look_at, gate.reminded, gate.clock_stopped_at, gate.clock_stopped_until,
             gate.past_due, gate.decided_at, gate.return_to, gate.decision, gate.calendar, gate.earlier, gate.moved
        from gate where gate.id = i.gate) g on true
    cross join lateral (
      select jsonb_agg(to_jsonb(w)) as rows, array_agg(w.content) as contents
        from stage w where w.initiative = i.id) s
    cross join lateral (
      select jsonb_agg(to_jsonb(task) order by task.seat) as rows, jsonb_agg(jsonb_build_array(task.vote, task.questions, task.delegation, task.reminded, task.outdated)) as worded,
             array_agg(task.claimed_by) || array_agg((task.delegation ->> 'to')::uuid) as holders
        from task where task.gate = i.gate) t
   where i.id = (select task.initiative from task where task.id = $1)`;

const UPDATE_INITIATIVE = `
  update initiative set n = $2, at = $3, status = $4, editors = $5, recused = $6, salt = $7, proposal = $8, lead = coalesce($9, lead), affected = coalesce($10, affected),
    policy_version = $11, facts = $12, scope = $13, claims = $14, revision = $15, stage = $16, gate = $17, conditions = $18, approved_money = $19,
    sent_back = $20, next_at = $21
   where id = $1`;

const UPSERT_TASKS = `
  insert into task (id, gate, initiative, seat, kind, bodies, role, state, claimed_by, claimed_as, outcome, vote,
    outdated, questions, delegation, reminded, delegated_to, offered, closed_to, engages, stage, level, opened_at, due_at)
  select task, $1, $2, seat, kind, bodies, role, state, claimed_by, claimed_as, outcome, nullif(vote, 'null'),
         nullif(outdated, 'null'), questions, nullif(delegation, 'null'), nullif(reminded, 'null'), delegated_to, offered, closed_to, engages, $3, $4, $5, $6
    from jsonb_to_recordset($7) as t(task uuid, seat int, kind text, bodies text[], role text, state text,
           claimed_by uuid, claimed_as text, outcome text, vote jsonb, outdated jsonb, questions jsonb,
           delegation jsonb, reminded jsonb, delegated_to uuid, offered boolean, closed_to text[], engages uuid)
  on conflict (id) do update set state = excluded.state, claimed_by = excluded.claimed_by,
    claimed_as = excluded.claimed_as, outcome = excluded.outcome, vote = excluded.vote,
    outdated = excluded.outdated, questions = excluded.questions, delegation = excluded.delegation, reminded = excluded.reminded, delegated_to = excluded.delegated_to,
    offered = excluded.offered, closed_to = excluded.closed_to, engages = excluded.engages, due_at = excluded.due_at`;

const KEEP_WORDS = `
  insert into content (hash, initiative, salt, value)
  select hash, $1, salt, value from jsonb_to_recordset($2) as c(hash text, salt text, value jsonb)
  on conflict (hash) do nothing`;

const APPEND_EVENTS = `
  insert into event (id, stream, n, initiative, type, version, at, actor, data, request)
  select id, $1, n, $2, type, $3, at, actor, data, $5
    from jsonb_to_recordset($4) as e(id uuid, n int, type text, at timestamptz, actor text, data jsonb)`;

const KEEP_ANSWER = `
  update idempotency set status = $4, headers = $5, body = $6 where caller = $1 and route = $2 and key = $3`;

const COMMIT = 'commit';

/** The columns that the floor copies from the row it read to the row it writes. */
interface Read {
  readonly initiative: Readonly<Record<string, never>>;
  readonly gate: Readonly<Record<string, string>>;
  readonly tasks: readonly Readonly<Record<string, unknown>>[];
}

export class FloorVotes {
  private readonly pool: pg.Pool;
  private readonly names = new Map<string, string>();

  constructor(
    url: string,
    /** What the API answered to a vote like these, to be kept with the key. */
    private readonly answer: string,
  ) {
    this.pool = new pg.Pool({
      connectionString: url,
      max: 20,
      pipeline: true,
      options:
        '-c role=remit_app -c search_path=remit -c timezone=UTC -c jit=off -c plan_cache_mode=force_generic_plan',
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
    });
  }

  async cast({ task, contentHash, voter }: Ballot): Promise<void> {
    const key = [voter.id, `POST /v1/tasks/${task}/complete`, uuid()];
    const client = await this.pool.connect();
    const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
    // Statements that are asked together leave together, as the handler's do.
    const ask = (text: string, values: unknown[] = []) => {
      if (stream.writableCorked === 0) {
        stream.cork();
        process.nextTick(() => stream.uncork());
      }
      return client.query({ name: this.name(text), text, values });
    };
    try {
      const [, , taken, , read] = await Promise.all([
        ask(BEGIN),
        ask(ACT_AS, [new Date().toISOString().slice(0, 10), voter.id, voter.issuer, voter.subject]),
        ask(TAKE_KEY, [...key, contentHash]),
        ask(LOCK, [task]),
        ask(READ, [task]),
      ]);
      if (taken.rowCount !== 1) throw new Error('The key was taken');
      const { initiative: i, gate: g, tasks } = read.rows[0] as Read;
      const seat = tasks.find((each) => each['id'] === task);
      if (seat?.['vote'] !== null) throw new Error('The seat is filled');
      const at = new Date().toISOString();
      const reason = seal(REASON, randomBytes(16).toString('base64url'));
      const vote = { ...told(voter, contentHash, at), reason: { sealed: true, hash: reason.hash } };
      const event = {
        ...{ id: uuid(), n: Number(i['n']) + 1, type: 'task-completed', at, actor: voter.id },
        data: { gate: g['id'], stage: g['stage'], task, vote },
      };
      const filled = {
        ...{ ...seat, task, state: 'completed', claimed_by: voter.id, claimed_as: voter.profession },
        ...{ outcome: 'approve', vote, offered: false, closed_to: [], engages: voter.id },
      };
      // An approval closes the other that its body still waits for to its profession.
      const others = tasks.filter(
        (each) =>
          seat['kind'] === 'approval' &&
          each['kind'] === 'approval' &&
          each !== seat &&
          each['vote'] === null,
      );
      const closed = others.map((each) => ({
        ...each,
        task: each['id'],
        offered: true,
        closed_to: ['', voter.profession],
      }));
      await Promise.all([
        ask(UPDATE_INITIATIVE, [
          ...[
            i['id'],
            event.n,
            at,
            i['status'],
            i['editors'],
            i['recused'],
            i['salt'],
            i['proposal'],
            i['lead'],
            i['affected'],
            i['policy_version'],
          ],
          ...[JSON.stringify(i['facts']), i['scope'], JSON.stringify(i['claims'])],
          ...[i['revision'], i['stage'], i['gate']],
          ...[JSON.stringify(i['conditions']), null, null, i['next_at']],
        ]),
        ask(UPSERT_TASKS, [
          ...[
            g['id'],
            i['id'],
            g['stage'],
            g['level'],
            g['opened_at'],
            g['due_at'],
            JSON.stringify([filled, ...closed]),
          ],
        ]),
        ask(KEEP_WORDS, [
          i['id'],
          JSON.stringify([{ hash: reason.hash, salt: reason.salt, value: reason.value }]),
        ]),
        ask(APPEND_EVENTS, [i['id'], i['id'], 1, JSON.stringify([event]), null]),
        ask(KEEP_ANSWER, [...key, 200, '{}', this.answer]),
        ask(COMMIT),
      ]);
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private name(text: string): string {
    const name = this.names.get(text) ?? `floor_${this.names.size + 1}`;
    this.names.set(text, name);
    return name;
  }
}

function told({ id, body, profession, registered }: Ballot['voter'], contentHash: string, at: string) {
  return {
    ...{ by: id, body, profession, registered, outcome: 'approve', contentHash, at },
    ...{ conditions: null, returnTo: null },
  };
}
