import { z } from 'zod';
import { SEAT_KINDS, TASK_STATES } from '../../domain/gate/gate.ts';
import { TASK_SORTS } from '../../store/read/tasks.ts';
import { bodyCode, day, instant, level, named, paging, searchWords, stage, text, uuid } from './common.ts';

/** What a list of tasks can be asked for, and what a saved filter keeps. */
const asked = {
  queue: z.enum(['mine', 'to-answer']).optional().meta({
    description:
      '`mine`: those you could fill, hold, or prepare for somebody; `to-answer`: those that wait for your answer as owner',
  }),
  assignee: z
    .union([z.literal('me'), uuid])
    .optional()
    .meta({ description: 'Who holds or has filled it: `me`, or the id of a person' }),
  state: z.enum(TASK_STATES).optional(),
  level: level.optional(),
  stage: stage.optional(),
  initiative: uuid.optional(),
  body: bodyCode.optional(),
  kind: z.enum(SEAT_KINDS).optional(),
  dueBefore: day.optional().meta({ description: 'Due on a day before this one' }),
  overdue: z
    .literal('true')
    .optional()
    .meta({ description: 'Open, and its due date has passed without a clock that stands' }),
  q: searchWords.optional(),
};

const sort = z.enum(TASK_SORTS).meta({
  description:
    '`dueAt` is what is due first, `priority` what is most urgent first, `openedAt` what has waited longest first; with `-` the other way',
});

export const taskListQuery = z.object({ ...paging, ...asked, sort: sort.default('dueAt') });

/** The query of a list without where a page begins. */
export const filterQuery = z
  .strictObject({ ...asked, sort: sort.optional() })
  .meta({ id: 'TaskQuery', description: 'What `GET /v1/tasks` is asked with' });

const name = text(80).meta({ description: 'Yours is the only one of this name' });
const sharedWith = bodyCode
  .nullable()
  .meta({ description: 'A body of yours, whose people may use it as well; null for you alone' });
const isDefault = z
  .boolean()
  .meta({ description: 'The one that your queue opens with; there is one at most' });

export const newFilter = z
  .strictObject({
    name,
    query: filterQuery,
    sharedWith: sharedWith.optional(),
    default: isDefault.optional(),
  })
  .meta({ id: 'NewFilter' });

export const filterChange = z
  .strictObject({
    name: name.optional(),
    query: filterQuery.optional(),
    sharedWith: sharedWith.optional(),
    default: isDefault.optional(),
  })
  .meta({ id: 'FilterChange' });

export const savedFilter = z
  .object({
    id: uuid,
    name: z.string(),
    query: filterQuery,
    sharedWith,
    default: isDefault,
    owner: named,
    mine: z.boolean(),
    revision: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'SavedFilter', description: 'A filter of tasks that somebody keeps' });

const counted = {
  count: z.int().meta({ description: 'How many tasks it leaves, 1,000 at most' }),
  more: z.boolean().meta({ description: 'There are more than that' }),
};

export const savedFilters = z
  .object({ items: z.array(savedFilter.extend(counted).meta({ id: 'CountedFilter' })) })
  .meta({ id: 'SavedFilters' });

export const queues = z
  .object({
    items: z.array(
      z
        .object({ id: z.string(), name: z.string(), query: filterQuery, ...counted })
        .meta({ id: 'CountedQueue' }),
    ),
  })
  .meta({ id: 'Queues' });
