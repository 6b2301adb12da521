import { z } from 'zod';
import {
  GATE_STATES,
  OUTCOMES,
  REFERRAL_ANSWERS,
  REQUIREMENT_STATES,
  SEAT_KINDS,
  TASK_STATES,
} from '../../domain/gate/gate.ts';
import { PRIORITIES } from '../../domain/gate/priority.ts';
import { TASK_ACTIONS } from '../../domain/gate/actions.ts';
import { whatIsNext } from './ahead.ts';
import { calendarRef } from './calendar.ts';
import { SECTIONS } from '../../domain/gate/sections.ts';
import { earlierVote, vote } from './vote.ts';
import { bodyCode, day, instant, level, named, stage, text, uuid } from './common.ts';

export const requirement = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(REQUIREMENT_STATES),
    missing: z.array(z.string()),
    reason: z.string(),
    evidence: z.string().nullable(),
  })
  .meta({ id: 'Requirement' });

const outdated = z.object({ by: named, at: instant }).nullable().meta({
  description: 'Whose answer an edit made outdated, until the task is answered, and when they gave it',
});

const difference = z
  .object({
    section: z.enum(SECTIONS),
    name: z.string(),
    before: z.looseObject({}).nullable(),
    after: z.looseObject({}),
  })
  .meta({
    id: 'Difference',
    description:
      'The fields of a section that differ, by the way to each; `before` is null where those words were erased',
  });

const question = z
  .object({
    by: named,
    text: z.string().nullable(),
    at: instant,
    answer: z.object({ by: named, text: z.string().nullable(), at: instant }).nullable(),
  })
  .meta({ id: 'Question', description: 'What a decider asked the owner; the texts are null once erased' });

const delegation = z
  .object({ to: named, at: instant, resolvedAt: instant.nullable(), note: z.string().nullable() })
  .meta({ id: 'Delegation', description: 'Who prepares it for whoever holds it, and what they had to say' });

const reminded = z
  .object({ by: named, at: instant })
  .nullable()
  .meta({ description: 'When somebody last reminded of it, and who' });

const clockStoppedAt = instant
  .nullable()
  .meta({ description: 'Since when the due date stands still, while a decider waits for the owner' });
const clockStoppedUntil = instant
  .nullable()
  .meta({ description: 'How long it does at most: then what was asked is waited for no more' });

export const seat = z
  .object({
    task: uuid,
    kind: z.enum(SEAT_KINDS),
    bodies: z.array(z.string()),
    role: z.enum(['approver', 'signatory']),
    state: z.enum(TASK_STATES),
    claimedBy: named.nullable(),
    vote: vote.nullable(),
    outdated,
    questions: z.array(question),
    delegation: delegation.nullable(),
    reminded,
  })
  .meta({ id: 'Seat', description: 'One place in the quorum; each is one task' });

export const referral = z
  .object({
    authority: z.string(),
    kind: z.enum(['consent', 'notice']),
    answer: z.enum(REFERRAL_ANSWERS).nullable(),
    reference: z.string().nullable(),
    at: instant.nullable(),
  })
  .meta({ id: 'Referral' });

const stillNeeded = z.array(z.string()).meta({
  description:
    'What of the quorum is not given yet, a sentence for each set of thresholds: of whom, how many, of which professions, after what',
});

const eligibleApprovers = z.array(named).meta({
  description: 'Who could still give an approval or a signature, by name; nobody once the gate is decided',
});

export const outOfReach = z
  .array(
    z.object({
      bodies: z.array(z.string()),
      role: z.enum(['approver', 'signatory']),
      reason: z.string(),
      wayOut: z.string(),
    }),
  )
  .meta({
    description:
      'What of the quorum nobody who is registered can give, and what would mend it; empty where it can be reached',
  });

export const gate = z
  .object({
    id: uuid,
    initiative: uuid,
    stage,
    round: z.int(),
    state: z.enum(GATE_STATES),
    home: level.meta({ description: 'The most local level that may decide' }),
    level,
    bodies: z.array(z.string()),
    escalatedFrom: level.nullable(),
    deciding: z.array(z.string()).meta({ description: 'The rules that decided the level, by id' }),
    explanation: z.array(z.string()),
    openedBy: named,
    approvalsLeft: z
      .int()
      .meta({ description: 'Approvals and signatures that it still takes, at the least' }),
    stillNeeded,
    suspended: z.boolean(),
    contentHash: z.string().meta({ description: 'Of what approvers are shown; a vote names it' }),
    requirements: z.array(requirement),
    seats: z.array(seat),
    referrals: z.array(referral),
    openedAt: instant,
    calendar: calendarRef,
    dueAt: instant,
    nextLookAt: instant,
    clockStoppedAt,
    clockStoppedUntil,
    pastDue: z.int(),
    policyVersion: z.string().meta({
      description:
        'The version of the subsidiarity policy that it is judged by, which it keeps while it is open',
    }),
    movedFrom: z
      .string()
      .nullable()
      .meta({ description: 'The version that it was brought over from; null where it was not' }),
    earlierVotes: z.array(earlierVote),
    decidedAt: instant.nullable(),
    declinedBy: z.string().nullable(),
    returnTo: stage.nullable(),
  })
  .meta({ id: 'Gate' });

export const gates = z
  .object({
    items: z.array(
      gate.extend({ eligibleApprovers, outOfReach, ...whatIsNext }).meta({ id: 'GateWithPeople' }),
    ),
  })
  .meta({ id: 'Gates' });

export const preview = z
  .object({
    stage,
    home: level,
    level,
    bodies: z.array(z.string()),
    escalatedFrom: level.nullable(),
    deciding: z.array(z.string()),
    explanation: z.array(z.string()),
    isOpen: z.boolean().meta({ description: 'True where this gate is open; false where it would be' }),
    seats: z.array(
      z.object({
        kind: z.enum(SEAT_KINDS),
        bodies: z.array(z.string()),
        role: z.enum(['approver', 'signatory']),
      }),
    ),
    stillNeeded,
    referrals: z.array(z.object({ authority: z.string(), kind: z.enum(['consent', 'notice']) })),
    dueAt: instant,
    eligibleApprovers,
    outOfReach,
  })
  .meta({ id: 'Preview', description: 'Who decides, or would if the stage were presented now' });

export const verdict = z
  .object({
    gate: uuid,
    stage,
    round: z.int(),
    at: instant,
    home: level,
    level,
    bodies: z.array(z.string()),
    escalatedFrom: level.nullable(),
    deciding: z.array(z.string()),
    referTo: z.array(z.object({ authority: z.string(), kind: z.enum(['consent', 'notice']) })),
    explanation: z.array(z.string()),
    receipt: z.looseObject({}),
  })
  .meta({ id: 'Verdict', description: 'Where the policy sent a gate, with the receipt that proves it' });

export const verdicts = z.object({ items: z.array(verdict) }).meta({ id: 'Verdicts' });

export const referralAnswer = z
  .strictObject({
    answer: z.enum(REFERRAL_ANSWERS),
    reference: text(500).meta({ description: 'Letter, minute or case number of the authority' }),
  })
  .meta({ id: 'ReferralAnswer' });

export const returning = z.strictObject({ reason: text() }).meta({ id: 'GateReturn' });

export const override = z.strictObject({ reason: text() }).meta({ id: 'RequirementOverride' });

const availableAction = z.object({
  action: z.enum(TASK_ACTIONS),
  allowed: z.boolean(),
  code: z.string().optional(),
  reason: z.string().optional(),
});

export const task = z
  .object({
    id: uuid,
    gate: uuid,
    initiative: z.object({ id: uuid, title: z.string().nullable(), lead: z.string() }),
    stage,
    stageName: z.string(),
    level,
    kind: z.enum(SEAT_KINDS),
    bodies: z.array(z.string()),
    role: z.enum(['approver', 'signatory']),
    state: z.enum(TASK_STATES),
    outcome: z.enum(OUTCOMES).nullable(),
    claimedBy: named.nullable(),
    vote: vote.nullable(),
    outdated,
    contentHash: z.string(),
    explanation: z.array(z.string()).meta({ description: 'Why it is with these bodies' }),
    questions: z.array(question),
    delegation: delegation.nullable(),
    reminded,
    openedAt: instant,
    dueAt: instant,
    priority: z.enum(PRIORITIES).meta({
      description:
        '`high` where the risk is extreme (15 or more) or a concern about quality is unresolved: by priority it stands as though due two weeks sooner',
    }),
    clockStoppedAt,
    clockStoppedUntil,
    outcomes: z.array(z.enum(OUTCOMES)).meta({ description: 'What it may be answered with' }),
    availableActions: z.array(availableAction),
  })
  .meta({ id: 'Task' });

/** A task as one reads it to decide. */
export const taskToRead = task
  .extend({
    differences: z.array(difference).nullable().meta({
      description:
        'Where an edit made your answer outdated: what changed of what you read. Null where you are not asked again',
    }),
  })
  .meta({ id: 'TaskToRead' });

/** What a command about a task is answered with. */
export const ofTask = { 200: { description: 'The task as it is now', schema: task } };

export const questionAsked = z.strictObject({ question: text() }).meta({ id: 'InformationRequest' });

export const answerGiven = z.strictObject({ answer: text() }).meta({ id: 'Information' });

export const colleague = z
  .strictObject({ to: uuid.meta({ description: 'Id of a person, as `GET /v1/people` gives it' }) })
  .meta({ id: 'Colleague' });

export const resolving = z.strictObject({ note: text().optional() }).meta({ id: 'Resolving' });

export const recalling = z.strictObject({ reason: text().optional() }).meta({ id: 'Recalling' });

export const nextTask = z
  .strictObject({ level: level.optional(), stage: stage.optional(), body: bodyCode.optional() })
  .meta({
    id: 'NextTask',
    description: 'Of which tasks the next is taken; without it, of all in your queue',
  });

export const completion = z
  .strictObject({
    outcome: z.enum(OUTCOMES),
    reason: text().optional(),
    contentHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'the contentHash of the task, as it was shown')
      .meta({ description: 'Of what you were shown' }),
    conditions: z
      .array(z.strictObject({ text: text(), owner: text(300), due: day }))
      .min(1)
      .max(20)
      .optional(),
    returnTo: stage.optional(),
    sitting: uuid.optional().meta({
      description: 'The sitting at which you answer, where it is on its agenda and you are invited',
    }),
  })
  .meta({ id: 'Completion' });
