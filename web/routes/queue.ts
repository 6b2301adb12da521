import { z } from 'zod';
import { peopleAt } from '../../api/present/gates.ts';
import { readOne } from '../../api/read-one.ts';
import { countQueries, readableFilters } from '../../api/routes/queues.ts';
import type { Services } from '../../api/services.ts';
import { QUEUES, taskFilterOf, type TaskQuery } from '../../api/task-query.ts';
import { decodeCursor } from '../../store/keyset.ts';
import { listInitiatives } from '../../store/read/initiatives.ts';
import { listTasks } from '../../store/read/tasks.ts';
import { listSittings } from '../../store/sittings/read-sittings.ts';
import type { KnownPerson } from '../../store/registry.ts';
import type { Sql } from '../../store/sql.ts';
import type { Asking } from '../personal.ts';
import { initiativeRow } from '../present/initiative.ts';
import { queueRow, questionRow, sharesOf } from '../present/queue.ts';
import { sittingRow } from '../present/sittings.ts';
import { filterForm, isAsked, isFiltered, queryIn, queueAddress } from '../queue-query.ts';
import { emptyWords } from '../words-form.ts';
import { namesFor } from '../words/names.ts';

const PAGE = 20;
const OWN = 10;
/** So many filters that are kept stand as links above the queue; the others are behind them. */
const IN_SIGHT = 8;

/** What deciders asked this owner, what is due first first. */
const TO_ANSWER = { queue: 'to-answer', sort: 'dueAt', after: null, limit: PAGE } as const;

const pageFrom = z.object({ after: z.string().optional().catch(undefined) });

/** What waits for this person, as they filter it; and for an owner how their own initiatives are. */
export function queuePage(services: Services) {
  return async ({ person, request, show }: Asking): Promise<void> => {
    const { after: from } = pageFrom.parse(request.query);
    const after = from === undefined ? null : decodeCursor(from);
    const isOwner = person.roles.some((held) => held.role === 'owner');
    const view = await readOne(services, person, async (sql, given) => {
      const { now } = given;
      const kept = await readableFilters(sql, person);
      const opensWith = kept.find((each) => each.default && each.person === person.id);
      const query = isAsked(request.query) ? queryIn(request.query) : (opensWith?.query ?? queryIn({}));
      const { sort = 'dueAt', ...asked } = query;
      const page = await listTasks(sql, person, {
        ...taskFilterOf(asked, person, now),
        sort,
        after,
        limit: PAGE,
      });
      const own = await listInitiatives(sql, person, {
        owner: person.id,
        sort: '-updatedAt',
        after: null,
        limit: OWN,
      });
      const questions = isOwner ? await listTasks(sql, person, TO_ANSWER) : null;
      const items = questions?.items ?? [];
      const next = await listSittings(sql, {
        ...{ states: ['convened'], invited: person.id, sort: 'heldAt', after: null, limit: 1 },
      });
      const names = await namesFor(
        sql,
        given.bodies,
        [...page.items, ...items].flatMap((each) => peopleAt(each.gate)),
      );
      return {
        sitting: next.items.map((each) => sittingRow(each, person, names))[0] ?? null,
        questions: items.map((each) => questionRow(each, names)),
        moreQuestions: (questions?.next ?? null) !== null,
        total: page.total ?? null,
        claimable: query.queue === 'mine' && page.items.some((each) => each.seat.state === 'ready'),
        rows: page.items.map((each) => queueRow(each, person.id, names, now)),
        next: page.next === null ? null : queueAddress(query, page.next),
        first: after === null ? null : queueAddress(query),
        own: own.items.map((each) => initiativeRow(each, given.bodies, names)),
        moreOwn: own.next !== null,
        filter: filterForm(query),
        keeping: { query: JSON.stringify(query), name: '', opens: false, key: emptyWords().key },
        filtered: isFiltered(query),
        ...(await linksTo(sql, person, kept, query, now)),
        shareWith: sharesOf(person, names),
      };
    });
    const decides = person.roles.some((held) => held.role === 'approver' || held.role === 'signatory');
    const watches = person.roles.some((held) => held.role === 'board');
    show('queue', { ...view, key: emptyWords().key, isOwner, decides, watches });
  };
}

/** The queues and filters as links, with how many tasks each leaves; of very many it is said that they are more. */
async function linksTo(
  sql: Sql,
  person: KnownPerson,
  kept: Awaited<ReturnType<typeof readableFilters>>,
  shown: TaskQuery,
  now: string,
) {
  const counts = await countQueries(sql, person, [...QUEUES, ...kept], now);
  const linkTo = ({ name, query }: { readonly name: string; readonly query: TaskQuery }, at: number) => {
    const { count = 0, more = false } = counts[at] ?? {};
    const href = queueAddress(query);
    return {
      name,
      href: href === '/queue' ? '/queue?queue=mine' : href,
      count: `${count.toLocaleString('en-GB')}${more ? '+' : ''}`,
      current: href === queueAddress(shown),
    };
  };
  const links = kept.map((each, at) => ({
    ...linkTo(each, QUEUES.length + at),
    mine: each.person === person.id,
    shared: each.sharedWith !== null,
    opens: each.default && each.person === person.id,
  }));
  const first = inSight(links);
  return {
    queues: QUEUES.map(linkTo),
    kept: first,
    moreKept: links.filter((each) => !first.includes(each)),
  };
}

/** The few that stand in sight, in their order: the one that is shown, the one that opens, one's own, then what others share. */
function inSight<L extends { readonly current: boolean; readonly opens: boolean; readonly mine: boolean }>(
  links: readonly L[],
): readonly L[] {
  const rank = ({ current, opens, mine }: L) => (current ? 0 : opens ? 1 : mine ? 2 : 3);
  const chosen = new Set(links.toSorted((a, b) => rank(a) - rank(b)).slice(0, IN_SIGHT));
  return links.filter((each) => chosen.has(each));
}

/** The address of a list with other filters. */
export function addressOf(filter: Readonly<Record<string, string | undefined>>, path = '/queue'): string {
  const given = Object.entries(filter).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as [string, string]],
  );
  const query = new URLSearchParams(given).toString();
  return query === '' ? path : `${path}?${query}`;
}
