import fc from 'fast-check';
import {
  delegateOf,
  isHeld,
  OUTCOMES,
  REFERRAL_ANSWERS,
  type Referral,
  type Seat,
} from '../../domain/gate/gate.ts';
import type { PersonCommand, WorkflowCommand } from '../../domain/initiative/commands.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { standingOf } from '../../domain/initiative/standing.ts';
import type { Person } from '../../domain/person.ts';
import { STAGES } from '../../domain/stage.ts';
import { BIRMINGHAM, SOLIHULL, STOKE, TORBAY } from './bodies.ts';
import { COMPLETE } from './contents.ts';
import type { Asked } from './given.ts';
import { approverOf, boardOf, ownerOf, signatoryOf } from './people.ts';
import {
  answering,
  asking,
  assigning,
  claiming,
  delegating,
  editing,
  fillerOf,
  informing,
  overriding,
  presenting,
  recording,
  recalling,
  commenting,
  reminding,
  releasing,
  resolving,
  sending,
  takingOver,
  submitting,
  withdrawing,
  type Different,
} from './stories.ts';

/** One thing that happens next, said by numbers so that it shrinks; what they mean depends on where things stand. */
export interface Move {
  readonly kind: (typeof KINDS)[number];
  readonly who: number;
  readonly pick: number;
  readonly more: number;
}

/** What is asked next: by a person, or by the workflow, or nothing but time passing. */
export type Next =
  | { readonly by: Person; readonly asked: Asked }
  | { readonly step: WorkflowCommand['type'] }
  | { readonly days: number };

// Those that help it on stand more often, so that a walk gets somewhere.
const HELPFUL = [
  'due',
  'due',
  'due',
  'vote',
  'vote',
  'vote',
  'vote',
  'vote',
  'present',
  'send',
  'consent',
] as const;
const HOSTILE = ['any-vote', 'any-vote', 'any-vote', 'claim', 'release', 'edit', 'facts', 'bodies'] as const;
const RARE = [
  'part-sent',
  'refer',
  'override',
  'recall',
  'remind',
  'comment',
  'take-over',
  'ask',
  'inform',
  'inform',
  'hand-over',
  'hand-over',
  'hand-over',
  'resolve',
  'resolve',
  'resolve',
  'resolve',
  'any-step',
  'days',
  'submit',
  'withdraw',
  'decline',
] as const;
const KINDS = [...HELPFUL, ...HELPFUL, ...HELPFUL, ...HELPFUL, ...HELPFUL, ...HOSTILE, ...RARE] as const;

const number = fc.nat({ max: 9999 });

export const moves = (maxLength: number): fc.Arbitrary<Move[]> =>
  fc.array(fc.record({ kind: fc.constantFrom(...KINDS), who: number, pick: number, more: number }), {
    minLength: Math.floor(maxLength / 2),
    maxLength,
    size: 'max',
  });

/** Initiatives of every level. */
export const beginnings: fc.Arbitrary<Different> = fc
  .tuple(
    fc.constantFrom<Different>(
      {},
      {},
      { affected: [BIRMINGHAM, SOLIHULL] },
      { lead: 'QKS', affected: ['QKS'] },
      { lead: 'Y59', affected: ['QKS', 'QNX'] },
      { lead: 'Y60', affected: ['QHL', 'QJG'] },
      { lead: 'national', affected: [STOKE, TORBAY] },
      { lead: 'national', affected: ['national'] },
    ),
    fc.constantFrom(
      {},
      {},
      { residualRisk: 16 },
      { novelContentiousOrRepercussive: true },
      { substantialServiceChange: true, changesNationalStandard: true },
      { revenueGbp: 2_000_000, consultancyGbp: 60_000 },
    ),
  )
  .map(([bodies, facts]) => ({ ...bodies, facts }));

const FACTS = [
  { residualRisk: 4 },
  { residualRisk: 16 },
  { residualRisk: 7 },
  { revenueGbp: 19_000 },
  { revenueGbp: 2_000_000 },
  { capitalGbp: 70_000 },
  { consultancyGbp: 60_000 },
  { changesNationalStandard: true },
  { changesNationalStandard: false },
  { regulatedProgramme: true },
] as const;

const AFFECTED = [[BIRMINGHAM], [BIRMINGHAM, SOLIHULL], ['QHL', 'QJK'], ['Y58'], [], ['nowhere']] as const;

const of = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/** Somebody with something to do with it, or with nothing. */
function somebody(state: Initiative, index: number): Person {
  const seats = state.gate?.seats ?? [];
  const lead = state.proposal.value?.lead ?? BIRMINGHAM;
  const bodies = [...new Set([...seats.flatMap((seat) => seat.bodies), lead, 'QHL', 'Y58', 'national'])];
  const body = of(bodies, index);
  const each = Math.floor(index / bodies.length);
  const professions = ['doctor', 'registered-nurse', 'manager', 'analyst', 'student', null] as const;
  const makers = [approverOf, approverOf, approverOf, signatoryOf] as const;
  if (each % 9 === 7) return boardOf(body);
  if (each % 9 === 8) return owner(state);
  return of(makers, each)(body, of(professions, each + index));
}

/** The owner, with more roles than anybody should have. */
function owner(state: Initiative): Person {
  const lead = state.proposal.value?.lead ?? BIRMINGHAM;
  return {
    ...ownerOf(lead),
    id: state.owner,
    roles: (['owner', 'approver', 'signatory'] as const).map((role) => ({ role, body: lead })),
  };
}

const fillers = (seat: Seat) => [0, 1, 2, 3, 4].map((index) => fillerOf(seat, index));

const STEPS: readonly WorkflowCommand['type'][] = ['open-gate', 'remind', 'escalate-within-level', 'move-on'];

/** What a move asks for where things stand at `now`. */
export function nextOf({ kind, who, pick, more }: Move, state: Initiative, now: string): Next {
  const seats = state.gate?.seats ?? [];
  const by = somebody(state, who);
  const own = owner(state);
  switch (kind) {
    case 'due': {
      const { doing } = standingOf(state, now);
      return { step: doing === 'work' || doing === 'decide' || doing === 'nothing' ? 'open-gate' : doing };
    }
    case 'vote':
    case 'decline': {
      const seat = of<Seat | undefined>(seats.filter((each) => each.vote === null).concat(seats), 0);
      if (seat === undefined) return { by: own, asked: submitting };
      const index = seats.indexOf(seat);
      const no = of(['decline', 'request-changes', 'request-changes'] as const, pick);
      const outcome = seat.kind === 'advice' ? 'advise' : kind === 'vote' ? 'approve' : no;
      return { by: fillerOf(seat, index + more), asked: answering(outcome, { seat: index }) };
    }
    case 'any-vote':
      return { by, asked: anyVote(seats, pick, more) };
    case 'present':
      return { by: own, asked: state.status === 'draft' ? submitting : presenting(state.stage) };
    case 'send':
      return { by: own, asked: sending(state.stage, COMPLETE[state.stage]) };
    case 'part-sent':
      return { by: own, asked: sending(of(STAGES, pick), { people: `Number ${more % 3}` }) };
    case 'consent': {
      const asked: readonly Pick<Referral, 'authority' | 'kind'>[] = state.gate?.referrals ?? [];
      const { authority, kind: wanted } = of(asked.length > 0 ? asked : NO_REFERRALS, pick);
      const body = state.gate?.bodies[0] ?? 'national';
      return {
        by: approverOf(body, 'doctor'),
        asked: recording(authority, wanted === 'consent' ? 'consented' : 'notified'),
      };
    }
    case 'refer':
      return {
        by: of([by, approverOf(state.gate?.bodies[0] ?? 'QHL', 'doctor')], more),
        asked: recording(
          of(['treasury', 'secretary-of-state', 'regulator'], pick),
          of(REFERRAL_ANSWERS, more),
        ),
      };
    case 'override':
      return {
        by: of([by, approverOf(state.gate?.bodies[0] ?? 'QHL', 'doctor')], more),
        asked: overriding(of(['plan', 'consent:treasury', 'measure', 'nothing', 'money'], pick)),
      };
    case 'claim':
      return {
        by: of([by, fillerOf(of(seats.length > 0 ? seats : [NO_SEAT], pick), more)], more),
        asked: claiming(pick % 5),
      };
    case 'take-over':
      return {
        by: of([by, fillerOf(of(seats.length > 0 ? seats : [NO_SEAT], pick), more)], more),
        asked: takingOver(pick % 5),
      };
    case 'ask': {
      const index = Math.max(
        0,
        seats.findIndex(({ state: is }) => is === 'ready' || is === 'claimed'),
      );
      const seat = seats[index] ?? NO_SEAT;
      const holder = fillers(seat).find(({ id }) => id === seat.claimedBy) ?? fillerOf(seat, who);
      return { by: more % 4 === 0 ? by : holder, asked: asking(more % 6 === 0 ? pick % 5 : index) };
    }
    case 'inform': {
      const waits = seats.findIndex((seat) => seat.state === 'info-requested');
      return { by: more % 5 === 0 ? by : own, asked: informing(waits === -1 ? pick % 5 : waits) };
    }
    case 'hand-over': {
      const index = Math.max(0, seats.findIndex(isHeld));
      const seat = seats[index] ?? NO_SEAT;
      const holder = fillers(seat).find(({ id }) => id === seat.claimedBy);
      if (holder === undefined) return { by: fillerOf(seat, who), asked: claiming(index) };
      const to = of([somebody(state, pick), fillerOf(seat, more)], pick);
      return { by: holder, asked: (more % 3 === 0 ? assigning : delegating)(to, index) };
    }
    case 'resolve': {
      const index = Math.max(
        0,
        seats.findIndex((seat) => delegateOf(seat) !== null),
      );
      const seat = seats[index] ?? NO_SEAT;
      const theirs = fillers(seat).filter(({ id }) => id === seat.claimedBy || id === delegateOf(seat));
      return { by: of([...theirs, by], more), asked: resolving(index) };
    }
    case 'release':
      return { by, asked: releasing(pick % 5) };
    case 'recall': {
      const voters = seats.flatMap(({ vote }) => (vote === null ? [] : [vote.by]));
      const voter = [by, ...seats.map((seat, index) => fillerOf(seat, index + more))].find(({ id }) =>
        voters.includes(id),
      );
      return { by: voter ?? by, asked: recalling(pick % 5) };
    }
    case 'comment':
      return { by: of([own, by], more), asked: commenting };
    case 'remind':
      return { by: of([own, by], more), asked: reminding(pick % 5) };
    case 'edit':
      return { by: of([own, own, by], more), asked: editing({ proposal: { title: `Title ${pick % 3}` } }) };
    case 'facts':
      return { by: own, asked: editing({ facts: of(FACTS, pick) }) };
    case 'bodies':
      return { by: own, asked: editing({ affected: of(AFFECTED, pick) }) };
    case 'submit':
      return { by: of([own, by], more), asked: submitting };
    case 'withdraw':
      return { by: more % 8 === 0 ? own : by, asked: withdrawing };
    case 'any-step':
      return { step: of(STEPS, pick) };
    case 'days':
      return { days: more % 12 };
  }
}

const NO_REFERRALS = [{ authority: 'treasury', kind: 'consent' }] as const;

const NO_SEAT: Seat = {
  task: '',
  kind: 'approval',
  bodies: [BIRMINGHAM],
  role: 'approver',
  state: 'ready',
  claimedBy: null,
  claimedAs: null,
  vote: null,
  questions: [],
  delegation: null,
  reminded: null,
};

function anyVote(seats: readonly Seat[], pick: number, more: number): Asked {
  return (state, by): PersonCommand => {
    const outcome = of([...OUTCOMES, 'approve', 'approve', 'approve'] as const, more);
    if (state.gate === null || seats.length === 0) return { type: 'claim-task', task: 'none' };
    const asked = answering(outcome, {
      seat: pick % seats.length,
      reason: of(['It should be so.', '', null], more),
      ...(outcome === 'return' ? { returnTo: of(STAGES, pick) } : {}),
      ...(more % 7 === 0 ? { contentHash: 'f'.repeat(64) } : {}),
      ...(more % 5 === 0 ? { conditions: [{ text: 'Ask again', owner: 'Lead', due: '2027-01-31' }] } : {}),
    });
    return typeof asked === 'function' ? asked(state, by) : asked;
  };
}
