import { z } from 'zod';
import { GATE_STATES, SEAT_KINDS } from '../../domain/gate/gate.ts';
import { PRIORITIES } from '../../domain/gate/priority.ts';
import { ITEM_NOTICES } from '../../domain/sitting/outcome.ts';
import {
  ATTENDANCES,
  ITEM_STATES,
  MOST_INVITED,
  MOST_ITEMS,
  SITTING_STATES,
} from '../../domain/sitting/sitting.ts';
import { SITTING_SORTS } from '../../store/sittings/read-sittings.ts';
import { bodyCode, instant, level, named, paging, stage, text, uuid } from './common.ts';
import { vote } from './vote.ts';

const title = text(200).meta({ description: 'What the meeting is called' });
const where = text(500).meta({ description: 'Where it is, or the link to it' });
const heldAt = instant.meta({ description: 'When it begins: today or later, and at most two years ahead' });
const agenda = z.array(uuid).max(MOST_ITEMS).meta({
  description:
    'Open gates that the body decides, signs or advises on, in the order in which they are to be taken',
});
const invited = z.array(uuid).max(MOST_INVITED).meta({
  description:
    'People who approve, sign or are board members for the body, or could fill a seat at a gate of the agenda',
});

export const newSitting = z
  .strictObject({ body: bodyCode, title, where: where.optional(), heldAt, agenda, invited })
  .meta({ id: 'NewSitting' });

export const sittingChange = z
  .strictObject({
    title: title.optional(),
    where: where.nullable().optional(),
    heldAt: heldAt.optional(),
    agenda: agenda.optional().meta({
      description:
        'The whole agenda in its order: what is left out is struck, what was struck or deferred comes back. What you may not see stays',
    }),
    invited: invited.optional().meta({ description: 'Everybody who is to be invited' }),
  })
  .meta({ id: 'SittingChange' });

export const attendance = z
  .strictObject({
    people: z
      .array(z.strictObject({ person: uuid, attendance: z.enum(ATTENDANCES) }))
      .min(1)
      .max(MOST_INVITED),
  })
  .meta({ id: 'AttendanceRecorded' });

export const deferral = z
  .strictObject({ reason: text().meta({ description: 'Its owner reads it' }) })
  .meta({ id: 'Deferral' });

export const cancelling = z.strictObject({ reason: text().optional() }).meta({ id: 'Cancelling' });

export const sittingQuery = z.object({
  ...paging,
  body: bodyCode.optional(),
  state: z.enum(SITTING_STATES).optional(),
  mine: z.literal('true').optional().meta({ description: 'Those that you are invited to' }),
  gate: uuid.optional().meta({ description: 'Those with this gate on the agenda' }),
  sort: z.enum(SITTING_SORTS).default('-heldAt'),
});

export const suggestedQuery = z.object({ body: bodyCode });

const standing = {
  gate: uuid,
  initiative: z.object({ id: uuid, title: z.string().nullable(), lead: z.string() }),
  stage,
  stageName: z.string(),
  level,
  bodies: z.array(z.string()).meta({ description: 'Who decides it' }),
  state: z.enum(ITEM_STATES),
  reason: z.string().nullable().meta({ description: 'Why it was deferred' }),
  gateState: z.enum(GATE_STATES),
  decidedAt: instant.nullable(),
  taken: z.boolean().meta({ description: 'An answer that stands was given at this sitting' }),
  decidedHere: z.boolean().meta({ description: 'It was decided at this sitting' }),
  notice: z.enum(ITEM_NOTICES).nullable().meta({
    description:
      'What else became of it: its content is another than when it was put on the agenda, it was decided before the sitting or outside of it, or it was superseded or withdrawn',
  }),
  approvalsLeft: z.int(),
  stillNeeded: z.array(z.string()).meta({ description: 'What of the quorum is not given yet' }),
  votes: z.array(z.object({ kind: z.enum(SEAT_KINDS), vote })).meta({
    description: 'The answers that stand, in order; `vote.sitting` says at which sitting each was given',
  }),
};

const item = z
  .object({
    place: z.int(),
    shown: z
      .object({
        ...standing,
        dueAt: instant,
        priority: z.enum(PRIORITIES),
        yourTask: uuid.nullable().meta({ description: 'The task at which you can answer now' }),
        notYours: z
          .string()
          .nullable()
          .meta({ description: 'Why you cannot, where you hold the role for it' }),
      })
      .nullable()
      .meta({ description: 'Null for an initiative that you may not see' }),
  })
  .meta({ id: 'AgendaItem' });

const person = z.object({ person: named, attendance: z.enum(ATTENDANCES).nullable() });

const told = {
  id: uuid,
  body: z.string(),
  title: z.string().nullable(),
  where: z.string().nullable(),
  heldAt: instant,
  state: z.enum(SITTING_STATES),
  convenedBy: named,
  createdAt: instant,
  endedAt: instant.nullable(),
  endedBy: named.nullable(),
  reason: z.string().nullable().meta({ description: 'Why it was cancelled' }),
};

export const sittingListed = z
  .object({
    ...told,
    places: z.int().meta({ description: 'How many items its agenda has had' }),
    invited: z.int(),
    mine: z.boolean().meta({ description: 'You are invited' }),
  })
  .meta({ id: 'SittingListed' });

export const sitting = z
  .object({
    ...told,
    agenda: z.array(item),
    people: z.array(person),
    mayKeep: z.boolean().meta({ description: 'You may change and close it, while it is convened' }),
    mayCancel: z.boolean().meta({
      description: 'And cancel it: nobody has answered at it yet, and no item was deferred',
    }),
  })
  .meta({ id: 'Sitting', description: 'Gates that are taken together in one meeting' });

export const suggestions = z
  .object({
    items: z.array(
      z
        .object({
          people: z.array(named).meta({ description: 'Those who could fill its seats for the body' }),
          gates: z.array(
            z.object({
              gate: uuid,
              initiative: z.object({ id: uuid, title: z.string().nullable(), lead: z.string() }),
              stage,
              stageName: z.string(),
              level,
              dueAt: instant,
              priority: z.enum(PRIORITIES),
              sittings: z.array(z.object({ id: uuid, heldAt: instant })).meta({
                description: 'Convened sittings that you may see and that are to take it already',
              }),
            }),
          ),
        })
        .meta({ id: 'SuggestedAgenda' }),
    ),
  })
  .meta({
    id: 'SuggestedAgendas',
    description:
      'Those that hold what is due first come first, and those of which every gate is on another agenda already last',
  });

const recorded = z
  .object({
    place: z.int(),
    shown: z
      .object({
        ...standing,
        home: level,
        explanation: z.array(z.string()).meta({ description: 'Why it was decided there' }),
        conditions: z.array(z.object({ text: z.string(), owner: z.string(), due: z.string() })),
        noMore: z.array(z.object({ by: named, at: instant })).meta({
          description: 'Answers of the sitting that were taken back, or made outdated, before it closed',
        }),
      })
      .nullable()
      .meta({ description: 'Null for an initiative that you may not see' }),
  })
  .meta({ id: 'RecordedItem' });

export const sittingRecord = z
  .object({ ...told, bodyName: z.string(), people: z.array(person), agenda: z.array(recorded) })
  .meta({
    id: 'SittingRecord',
    description: 'Told from the events up to its closing: nothing that happens later changes it',
  });
