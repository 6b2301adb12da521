import { delegateOf, isHeld, REFERRAL_ANSWERS, type Referral, type Seat } from '../../../domain/gate/gate.ts';
import { FACTS as FACTS_ALL } from '../../../domain/facts.ts';
import { SETTLEMENTS } from '../../../domain/initiative/events.ts';
import type { AttachingTo } from '../../../domain/attachment.ts';
import { standingOf } from '../../../domain/initiative/standing.ts';
import type { Person } from '../../../domain/person.ts';
import { STAGES } from '../../../domain/stage.ts';
import { BIRMINGHAM } from '../bodies.ts';
import { COMPLETE } from '../contents.ts';
import { approverOf, boardOf, signatoryOf } from '../people.ts';
import {
  asking,
  assigning,
  attaching,
  challenging,
  claiming,
  commenting,
  confirming,
  delegating,
  editing,
  fillerOf,
  informing,
  onAgenda,
  overriding,
  presenting,
  moving,
  movingBack,
  recalling,
  recallingEarlier,
  returning,
  recording,
  removing,
  recusing,
  releasing,
  reminding,
  resolving,
  sending,
  settling,
  submitting,
  takingOver,
  withdrawing,
} from '../stories.ts';
import { STEPS, FACTS, CHALLENGED, AFFECTED, NO_REFERRALS } from './choices.ts';
import { fillers, NO_SEAT, of, somebody } from './people.ts';
import type { Next, Standing } from './standing.ts';
import { anyVote, nextVote } from './votes.ts';

interface MoveOf {
  /** How often it stands among the others. Those that help an initiative on stand more often, so that a walk gets somewhere. */
  readonly often: number;
  readonly next: (standing: Standing) => Next;
}

/** All that can happen on a walk. A new command is one entry here, and a walk meets it. */
export const MOVES = {
  due: {
    often: 15,
    next: ({ state, now }) => {
      const { doing } = standingOf(state, now);
      return { step: doing === 'work' || doing === 'decide' || doing === 'nothing' ? 'open-gate' : doing };
    },
  },
  vote: { often: 25, next: (standing) => nextVote(standing, () => 'approve') },
  present: {
    often: 5,
    next: ({ own, state }) => ({
      by: own,
      asked: ['draft', 'declined'].includes(state.status) ? submitting : presenting(state.stage),
    }),
  },
  send: {
    often: 5,
    next: ({ own, state: { stage } }) => ({ by: own, asked: sending(stage, COMPLETE[stage]) }),
  },
  consent: {
    often: 5,
    next: ({ state: { gate }, pick }) => {
      const asked: readonly Pick<Referral, 'authority' | 'kind'>[] = gate?.referrals ?? [];
      const { authority, kind } = of(asked.length > 0 ? asked : NO_REFERRALS, pick);
      const answer = kind === 'consent' ? 'consented' : 'notified';
      return {
        by: approverOf(gate?.bodies[0] ?? 'national', 'doctor'),
        asked: recording(authority, answer),
      };
    },
  },
  'any-vote': { often: 3, next: ({ by, seats, pick, more }) => ({ by, asked: anyVote(seats, pick, more) }) },
  claim: {
    often: 1,
    next: (standing) => ({ by: anybodyOrFiller(standing), asked: claiming(standing.pick % 5) }),
  },
  release: { often: 1, next: ({ by, pick }) => ({ by, asked: releasing(pick % 5) }) },
  edit: {
    often: 1,
    next: ({ own, by, pick, more }) => ({
      by: of([own, own, by], more),
      asked: editing({ proposal: { title: `Title ${pick % 3}` } }),
    }),
  },
  facts: { often: 1, next: ({ own, pick }) => ({ by: own, asked: editing({ facts: of(FACTS, pick) }) }) },
  bodies: {
    often: 1,
    next: ({ own, pick }) => ({ by: own, asked: editing({ affected: of(AFFECTED, pick) }) }),
  },
  confirm: {
    often: 1,
    next: (standing) => ({ by: anybodyOrDecider(standing), asked: confirming(of(FACTS_ALL, standing.pick)) }),
  },
  challenge: {
    often: 2,
    next: ({ state, by, pick, more }) => {
      const lead = state.proposal.value?.lead ?? BIRMINGHAM;
      const challenger = of(
        [approverOf('QHL', 'doctor'), approverOf(lead, 'midwife'), signatoryOf('QKS'), by],
        more,
      );
      const [fact, value] = of(CHALLENGED, pick);
      return { by: challenger, asked: challenging(fact, value) };
    },
  },
  settle: {
    often: 3,
    next: ({ state, own, by, pick, more }) => {
      const which = pick % Math.max(1, state.claims.challenges.length);
      const challenger = state.claims.challenges[which]?.by ?? own.id;
      const body = state.gate?.bodies[0] ?? 'QHL';
      const deciding = of([approverOf(body, 'doctor'), approverOf(body, 'dietitian')], more);
      const who = of([deciding, deciding, { ...by, id: challenger }, own, by], pick);
      return { by: who, asked: settling(of(SETTLEMENTS, more), which) };
    },
  },
  'part-sent': {
    often: 1,
    next: ({ own, pick, more }) => ({
      by: own,
      asked: sending(of(STAGES, pick), { people: `Number ${more % 3}` }),
    }),
  },
  refer: {
    often: 1,
    next: (standing) => ({
      by: anybodyOrDecider(standing),
      asked: recording(
        of(['treasury', 'secretary-of-state', 'regulator'], standing.pick),
        of(REFERRAL_ANSWERS, standing.more),
      ),
    }),
  },
  override: {
    often: 1,
    next: (standing) => ({
      by: anybodyOrDecider(standing),
      asked: overriding(of(['plan', 'consent:treasury', 'measure', 'nothing', 'money'], standing.pick)),
    }),
  },
  recall: {
    often: 1,
    next: ({ by, seats, pick, more }) => {
      const voters = seats.flatMap(({ vote }) => (vote === null ? [] : [vote.by]));
      const voter = [by, ...seats.map((seat, index) => fillerOf(seat, index + more))].find(({ id }) =>
        voters.includes(id),
      );
      return { by: voter ?? by, asked: recalling(pick % 5) };
    },
  },
  'recall-earlier': {
    often: 1,
    next: ({ by, state: { gate }, seats, more }) => {
      const voters = (gate?.earlier ?? []).map(({ vote }) => vote.by);
      const voter = [by, ...seats.map((seat, index) => fillerOf(seat, index + more))].find(({ id }) =>
        voters.includes(id),
      );
      return { by: voter ?? by, asked: recallingEarlier };
    },
  },
  'return-gate': {
    often: 1,
    next: (standing) => ({ by: anybodyOrDecider(standing), asked: returning }),
  },
  'move-gate': {
    often: 1,
    next: ({ by, more }) => ({
      by: of([by, boardOf('national')], more),
      asked: moving(of(['1', '2'], more)),
    }),
  },
  'undo-move': {
    often: 1,
    next: ({ by, more }) => ({ by: of([by, boardOf('national')], more), asked: movingBack('1') }),
  },
  recuse: { often: 1, next: (standing) => ({ by: anybodyOrFiller(standing), asked: recusing }) },
  'end-recusal': {
    often: 1,
    next: ({ state, seats, by, pick }) => {
      const all = [...seats.flatMap(fillers), by];
      const recused = all.filter(({ id }) => state.recused.includes(id));
      return { by: of([...recused, by], pick), asked: { type: 'end-recusal' } };
    },
  },
  remind: {
    often: 1,
    next: ({ own, by, pick, more }) => ({ by: of([own, by], more), asked: reminding(pick % 5) }),
  },
  comment: { often: 1, next: ({ own, by, more }) => ({ by: of([own, by], more), asked: commenting }) },
  agenda: {
    often: 1,
    next: (standing) => ({
      by: anybodyOrDecider(standing),
      asked: onAgenda(
        of(['put-on-agenda', 'take-off-agenda', 'defer-at-sitting'] as const, standing.pick),
        standing.state.gate?.bodies[0],
      ),
    }),
  },
  attach: {
    often: 2,
    next: ({ own, by, pick, more }) => ({
      by: of([own, own, own, by], more),
      asked: attaching(
        of<AttachingTo>(
          [
            { kind: 'proposal' },
            { kind: 'stage', stage: of(STAGES, more) },
            { kind: 'comment', n: 3, by: own.id },
          ],
          pick,
        ),
        `file ${more % 2}`,
      ),
    }),
  },
  'remove-attachment': {
    often: 1,
    next: ({ own, by, pick, more }) => ({ by: of([own, own, by], more), asked: removing(pick % 3) }),
  },
  'take-over': {
    often: 1,
    next: (standing) => ({ by: anybodyOrFiller(standing), asked: takingOver(standing.pick % 5) }),
  },
  ask: {
    often: 1,
    next: ({ by, seats, who, pick, more }) => {
      const index = first(seats, ({ state }) => state === 'ready' || state === 'claimed');
      const seat = seats[index] ?? NO_SEAT;
      const holder = fillers(seat).find(({ id }) => id === seat.claimedBy) ?? fillerOf(seat, who);
      return { by: more % 4 === 0 ? by : holder, asked: asking(more % 6 === 0 ? pick % 5 : index) };
    },
  },
  inform: {
    often: 2,
    next: ({ by, own, seats, pick, more }) => {
      const waits = seats.findIndex((seat) => seat.state === 'info-requested');
      return { by: more % 5 === 0 ? by : own, asked: informing(waits === -1 ? pick % 5 : waits) };
    },
  },
  'hand-over': {
    often: 3,
    next: ({ state, seats, who, pick, more }) => {
      const index = first(seats, isHeld);
      const seat = seats[index] ?? NO_SEAT;
      const holder = fillers(seat).find(({ id }) => id === seat.claimedBy);
      if (holder === undefined) return { by: fillerOf(seat, who), asked: claiming(index) };
      const to = of([somebody(state, pick), fillerOf(seat, more)], pick);
      return { by: holder, asked: (more % 3 === 0 ? assigning : delegating)(to, index) };
    },
  },
  resolve: {
    often: 4,
    next: ({ by, seats, more }) => {
      const index = first(seats, (seat) => delegateOf(seat) !== null);
      const seat = seats[index] ?? NO_SEAT;
      const theirs = fillers(seat).filter(({ id }) => id === seat.claimedBy || id === delegateOf(seat));
      return { by: of([...theirs, by], more), asked: resolving(index) };
    },
  },
  'any-step': { often: 1, next: ({ pick }) => ({ step: of(STEPS, pick) }) },
  days: { often: 1, next: ({ more }) => ({ days: more % 12 }) },
  submit: { often: 1, next: ({ own, by, more }) => ({ by: of([own, by], more), asked: submitting }) },
  withdraw: {
    often: 1,
    next: ({ own, by, more }) => ({ by: more % 8 === 0 ? own : by, asked: withdrawing }),
  },
  decline: {
    often: 1,
    next: (standing) =>
      nextVote(standing, (pick) => of(['decline', 'request-changes', 'request-changes'] as const, pick)),
  },
} as const satisfies Record<string, MoveOf>;

export type Kind = keyof typeof MOVES;

/** The first seat of which something is so, or else the first. */
const first = (seats: readonly Seat[], so: (seat: Seat) => boolean) => Math.max(0, seats.findIndex(so));

const anybodyOrFiller = ({ by, seats, pick, more }: Standing): Person =>
  of([by, fillerOf(of(seats.length > 0 ? seats : [NO_SEAT], pick), more)], more);

const anybodyOrDecider = ({ by, state, more }: Standing): Person =>
  of([by, approverOf(state.gate?.bodies[0] ?? 'QHL', 'doctor')], more);
