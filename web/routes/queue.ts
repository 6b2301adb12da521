import { z } from 'zod';
import { peopleAt } from '../../api/present/gates.ts';
import { level } from '../../api/schemas/common.ts';
import { readOne } from '../../api/read-one.ts';
import type { Services } from '../../api/services.ts';
import { decodeCursor } from '../../store/keyset.ts';
import { listInitiatives } from '../../store/read/initiatives.ts';
import { listTasks } from '../../store/read/tasks.ts';
import type { Asking } from '../personal.ts';
import { initiativeRow } from '../present/initiative.ts';
import { emptyWords } from '../words-form.ts';
import { queueRow, questionRow } from '../present/queue.ts';
import { TASK_TAGS } from '../words/gate-words.ts';
import { LEVEL_CHOICES, namesFor } from '../words/names.ts';

const PAGE = 20;
const OWN = 10;

/** What deciders asked this owner, what is due first first. */
const TO_ANSWER = { queue: 'to-answer', sort: 'dueAt', after: null, limit: PAGE } as const;

const STATES = ['ready', 'claimed', 'info-requested'] as const;

/** A filter that cannot be read is no filter: what was typed into an address is nobody's mistake to be told of. */
const filters = z.object({
  state: z.enum(STATES).optional().catch(undefined),
  level: level.optional().catch(undefined),
  after: z.string().optional().catch(undefined),
});

/** What waits for this person, by due date; and for an owner how their own initiatives are. */
export function queuePage(services: Services) {
  return async ({ person, request, show }: Asking): Promise<void> => {
    const filter = filters.parse(request.query);
    const after = filter.after === undefined ? null : decodeCursor(filter.after);
    const isOwner = person.roles.some((held) => held.role === 'owner');
    const view = await readOne(services, person, async (sql, given) => {
      const { state, level: at } = filter;
      const page = await listTasks(sql, person, {
        queue: 'mine',
        state,
        level: at,
        sort: 'dueAt',
        after,
        limit: PAGE,
      });
      const own = await listInitiatives(sql, person, {
        owner: person.id,
        sort: '-updatedAt',
        after: null,
        limit: OWN,
      });
      const asked = isOwner ? await listTasks(sql, person, TO_ANSWER) : null;
      const questions = asked?.items ?? [];
      const names = await namesFor(
        sql,
        given.bodies,
        [...page.items, ...questions].flatMap((each) => peopleAt(each.gate)),
      );
      return {
        questions: questions.map((each) => questionRow(each, names)),
        moreQuestions: (asked?.next ?? null) !== null,
        total: page.total ?? null,
        claimable: page.items.some((each) => each.seat.state === 'ready'),
        rows: page.items.map((each) => queueRow(each, person.id, names, given.now)),
        next: page.next === null ? null : addressOf({ ...filter, after: page.next }),
        first: after === null ? null : addressOf({ ...filter, after: undefined }),
        own: own.items.map((each) => initiativeRow(each, given.bodies, names)),
        moreOwn: own.next !== null,
      };
    });
    const decides = person.roles.some((held) => held.role === 'approver' || held.role === 'signatory');
    show('queue', {
      ...view,
      key: emptyWords().key,
      level: filter.level,
      filtered: filter.state !== undefined || filter.level !== undefined,
      isOwner,
      decides,
      states: choices(
        STATES.map((value) => ({ value, text: TASK_TAGS[value].text })),
        filter.state,
      ),
      levels: choices(LEVEL_CHOICES, filter.level),
    });
  };
}

/** The items of a select, with "Any" first. */
export function choices(
  all: readonly { readonly value: string; readonly text: string }[],
  chosen: string | undefined,
) {
  return [{ value: '', text: 'Any' }, ...all].map((each) => ({
    ...each,
    selected: each.value === (chosen ?? ''),
  }));
}

/** The address of this list with other filters. */
export function addressOf(filter: Readonly<Record<string, string | undefined>>, path = '/queue'): string {
  const given = Object.entries(filter).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as [string, string]],
  );
  const query = new URLSearchParams(given).toString();
  return query === '' ? path : `${path}?${query}`;
}
