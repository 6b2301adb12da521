import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { House } from '../house.ts';
import { openGateOf, submitAt, draftAt } from '../initiatives.ts';
import { operationsOf, textFile, type Target } from './operations.ts';
import { tryEverything, type Asker, type Report } from './try-everything.ts';

const BODIES = ['QMJ', 'QHL', 'Y56', 'Y60', 'national', 'place:QHL:west-birmingham'] as const;
const POSTS = ['owner', 'approver-1', 'approver-2', 'board'] as const;

async function attachmentAt(house: House, lead: string, initiative: string, text: string): Promise<string> {
  const { token } = await house.as(`owner.${lead}`);
  const answer = await fetch(`${house.url}/v1/initiatives/${initiative}/attachments?to=proposal`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: textFile(text, 'A name that only some may read.txt'),
  });
  if (answer.status !== 201) throw new Error(`A file gave ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}

/** A sitting with a gate on its agenda. */
async function sittingAt(house: House, lead: string, gate: string): Promise<string> {
  const asker = await house.as(`approver-1.${lead}`);
  const { status, body } = await asker.post<{ id: string }>('/v1/sittings', {
    body: lead,
    title: 'A meeting',
    heldAt: new Date().toISOString(),
    agenda: [gate],
    invited: [],
  });
  if (status !== 201) throw new Error(`A sitting gave ${status}`);
  return body.id;
}

async function targetAt(house: House, lead: string, draft: boolean): Promise<Target> {
  const name = `${draft ? 'a draft' : 'an initiative'} of ${lead}`;
  const mark = (what: string) => `${what} that only some may read, of ${name}`;
  const proposal = { title: mark('A title'), aim: mark('An aim') };
  const owner = await house.as(`owner.${lead}`);
  if (draft) {
    const initiative = await draftAt(house, lead, proposal);
    return {
      name,
      lead,
      initiative,
      ...{ gate: uuid(), task: uuid(), sitting: uuid(), closed: uuid() },
      attachment: await attachmentAt(house, lead, initiative, mark('A file')),
      isDraft: true,
      traces: [initiative, ...Object.values(proposal)],
    };
  }
  const initiative = await submitAt(house, lead, proposal);
  const attachment = await attachmentAt(house, lead, initiative, mark('A file'));
  const gate = await openGateOf(owner, initiative);
  const approval = gate.seats.find((seat) => seat.role === 'approver');
  const task = approval?.task ?? '';
  const asker = await house.as(`approver-1.${lead}`);
  await asker.post(`/v1/tasks/${task}/request-information`, { question: mark('A question') });
  await owner.post(`/v1/tasks/${task}/answer`, { answer: mark('An answer') });
  const vote = { outcome: 'approve', reason: mark('A reason'), contentHash: gate.contentHash };
  const voted = await asker.post(`/v1/tasks/${task}/complete`, vote);
  if (voted.status !== 200) throw new Error(`The vote of ${name} gave ${voted.status}`);
  const [sitting, closed] = [await sittingAt(house, lead, gate.id), await sittingAt(house, lead, gate.id)];
  await asker.post(`/v1/sittings/${closed}/close`);
  const said = ['A question', 'An answer', 'A reason'].map(mark);
  const ids = [initiative, gate.id, ...gate.seats.map((seat) => seat.task)];
  return {
    name,
    lead,
    initiative,
    gate: gate.id,
    task,
    attachment,
    ...{ sitting, closed },
    isDraft: false,
    traces: [...ids, ...Object.values(proposal), ...said],
  };
}

async function askersAt(
  house: House,
  database: DataSource,
  targets: readonly Target[],
): Promise<readonly Asker[]> {
  const parts: { initiative: string; body: string }[] = await database.query(
    'select initiative, body from part',
  );
  const registered = BODIES.flatMap((body) => [
    ...POSTS.map((post) => ({ name: `${post}.${body}`, body, post })),
    ...(body.startsWith('Q') ? [{ name: `signatory.${body}`, body, post: 'signatory' }] : []),
  ]);
  const askers: Asker[] = [];
  for (const { name, body, post } of registered) {
    const seen = targets.filter(({ initiative }) =>
      parts.some((part) => part.initiative === initiative && part.body === body),
    );
    const { token } = await house.as(name);
    const owns = post === 'owner' ? [body] : [];
    askers.push({ name, body, token, isRegistered: true, isOperator: false, owns, sees: new Set(seen) });
  }
  const none = { body: null, owns: [], sees: new Set<Target>() };
  const { token: operator } = await house.as('operator');
  const { token: stranger } = await house.as('somebody.who.is.not.registered');
  return [
    ...askers,
    { name: 'operator', token: operator, isRegistered: true, isOperator: true, ...none },
    {
      name: 'somebody who is not registered',
      token: stranger,
      isRegistered: false,
      isOperator: false,
      ...none,
    },
    { name: 'nobody', token: null, isRegistered: false, isOperator: false, ...none },
  ];
}

/** Takes the second wall away: every row is everybody's. */
async function withoutRowSecurity(database: DataSource): Promise<void> {
  const tables: { name: string }[] = await database.query(
    `select relname as name from pg_class where relrowsecurity and relnamespace = 'remit'::regnamespace`,
  );
  for (const { name } of tables) await database.query(`alter table ${name} disable row level security`);
}

/** What is tried, and with which walls. */
export interface How {
  readonly withoutAuthorisation?: boolean;
  readonly withoutRowSecurity?: boolean;
}

/** What came of trying everything. */
export interface Tried extends Report {
  /** How many operations there are. */
  readonly operations: number;
  /** By target, the bodies whose people may see it. */
  readonly seen: Readonly<Record<string, readonly string[]>>;
  /** How many events of a target somebody made who may not see it. */
  readonly done: number;
}

/** Two initiatives and two drafts of two ICSs, and people of every role, of those bodies and of others, who try everything. */
export async function tryTheWalls(house: House, how: How = {}): Promise<Tried> {
  const database = await house.database.connect('remit_owner', 1);
  const targets: Target[] = [];
  for (const lead of ['QMJ', 'QHL'])
    for (const draft of [false, true]) targets.push(await targetAt(house, lead, draft));
  const askers = await askersAt(house, database, targets);
  // As though everybody could fill a seat of it: they see the sitting, and what they may not see on its agenda they do not.
  await database.query(
    'insert into sitting_person (sitting, person) select s.id, p.id from sitting s, person p',
  );
  const document = await (await fetch(`${house.url}/openapi.json`)).json();
  const operations = operationsOf(document as Parameters<typeof operationsOf>[0]);
  if (how.withoutRowSecurity === true) await withoutRowSecurity(database);
  const { withoutAuthorisation = false } = how;
  // Without either wall what is done changes who sees what: there it is tried what they read.
  const asked =
    how.withoutRowSecurity === true ? operations.filter(({ method }) => method === 'GET') : operations;
  const report = await tryEverything(house, asked, askers, targets, withoutAuthorisation);
  const seen = targets.map((target): [string, readonly string[]] => {
    const bodies = askers.flatMap(({ sees, body }) => (sees.has(target) && body !== null ? [body] : []));
    return [target.name, [...new Set(bodies)]];
  });
  const [row]: { n: number }[] = await database.query(
    `select count(*)::int as n from event e
      where e.initiative = any ($1) and e.actor <> 'workflow' and not exists (
        select from role_held r join part p on p.body = r.body and p.initiative = e.initiative
         where r.person::text = e.actor)`,
    [targets.map(({ initiative }) => initiative)],
  );
  return { ...report, operations: asked.length, seen: Object.fromEntries(seen), done: row?.n ?? 0 };
}
