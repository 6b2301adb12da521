import type { DataSource } from 'typeorm';
import { mountPages } from '../../../web/pages.ts';
import { openHouse, type House } from '../house.ts';
import { keptAt, rowsOf } from './kept.ts';
import { operationsOf, type Target } from './operations.ts';
import { routesMountedBy, type PageRoute } from './routes-of-pages.ts';
import { SECRETS } from './session-for.ts';
import { targetAt } from './targets.ts';
import { tryEverything, type Asker, type Report } from './try-everything.ts';
import { tryPages, type PagesReport } from './try-pages.ts';

const BODIES = ['QMJ', 'QHL', 'Y56', 'Y60', 'national', 'place:QHL:west-birmingham'] as const;
const POSTS = ['owner', 'approver-1', 'approver-2', 'board'] as const;

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
  readonly pages: PagesReport;
  /** All pages, and all forms, that there are. */
  readonly routes: readonly PageRoute[];
  /** Whether what somebody keeps was changed by somebody else. */
  readonly keptChanged: boolean;
}

/** A house with its pages, and what they are, as its router has them. */
export interface Walled {
  readonly house: House;
  readonly routes: readonly PageRoute[];
}

export async function openWalled(): Promise<Walled> {
  let routes: readonly PageRoute[] = [];
  const house = await openHouse({
    pages: (app, services, publicUrl) => {
      routes = routesMountedBy(app, () => {
        mountPages(app, services, { publicUrl, clientId: 'remit-pages', secrets: SECRETS });
      });
    },
  });
  return { house, routes };
}

/** Two initiatives and two drafts of two ICSs, and people of every role, of those bodies and of others, who try everything. */
export async function tryTheWalls({ house, routes }: Walled, how: How = {}): Promise<Tried> {
  const database = await house.database.connect('remit_owner', 1);
  const targets: Target[] = [];
  for (const lead of ['QMJ', 'QHL'])
    for (const draft of [false, true]) targets.push(await targetAt(house, lead, draft));
  const askers = await askersAt(house, database, targets);
  const kept = await keptAt(house, 'QHL');
  // As though everybody could fill a seat of it: they see the sitting, and what they may not see on its agenda they do not.
  await database.query(
    'insert into sitting_person (sitting, person) select s.id, p.id from sitting s, person p',
  );
  const document = await (await fetch(`${house.url}/openapi.json`)).json();
  const operations = operationsOf(document as Parameters<typeof operationsOf>[0]);
  if (how.withoutRowSecurity === true) await withoutRowSecurity(database);
  const { withoutAuthorisation = false } = how;
  // Without either wall what is done changes who sees what: there it is tried what they read.
  const tried = <T extends { method: string }>(all: readonly T[]) =>
    how.withoutRowSecurity === true ? all.filter(({ method }) => method === 'GET') : all;
  const asked = tried(operations);
  const report = await tryEverything(house, asked, askers, targets, withoutAuthorisation);
  const before = await rowsOf(database, kept);
  // Two approvers of a body are one kind of person; and rows know nothing of roles, so there one of each body will do.
  const people = askers.filter(
    ({ name, body }) =>
      body === null ||
      name.startsWith('approver-1') ||
      !(withoutAuthorisation || name.startsWith('approver')),
  );
  const pages = await tryPages(house, tried(routes), people, targets, kept);
  const keptChanged = JSON.stringify(await rowsOf(database, kept)) !== JSON.stringify(before);
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
  const done = row?.n ?? 0;
  return {
    ...report,
    operations: asked.length,
    seen: Object.fromEntries(seen),
    done,
    pages,
    routes,
    keptChanged,
  };
}
