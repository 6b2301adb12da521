import { expect } from 'chai';
import fc from 'fast-check';
import { workingDaysAfter } from '../../domain/calendar.ts';
import { availableActions } from '../../domain/gate/actions.ts';
import { decide, decideForWorkflow } from '../../domain/initiative/decide.ts';
import type { Decision } from '../../domain/initiative/decision.ts';
import { WORKFLOW, type Happened } from '../../domain/initiative/events.ts';
import { fold } from '../../domain/initiative/evolve.ts';
import type { Initiative, Status } from '../../domain/initiative/initiative.ts';
import type { Person } from '../../domain/person.ts';
import { MAP } from '../support/bodies.ts';
import { after, CALENDAR, ID, stateOf, tell, WORLD, type Moment } from '../support/given.ts';
import { votesOf, wrongWith } from '../support/recount.ts';
import { drafted, type Different } from '../support/stories.ts';
import { read } from '../support/subsidiarity-reading.ts';
import { beginnings, moves, nextOf, type Move } from '../support/walk.ts';

const MAY_BECOME: Readonly<Record<Status, readonly Status[]>> = {
  draft: ['draft', 'under-way', 'withdrawn'],
  'under-way': ['under-way', 'declined', 'withdrawn', 'closed'],
  declined: ['declined'],
  withdrawn: ['withdrawn'],
  closed: ['closed'],
};

type Look = (before: Moment, decision: Decision, now: Moment, by: Person | null) => void;

/** Walks, and looks at every step. */
function walk(beginning: Different, way: readonly Move[], look: Look): Moment {
  let moment = tell({ state: null, happened: [], world: WORLD }, [drafted(beginning)]);
  for (const move of way) {
    const state = stateOf(moment);
    const next = nextOf(move, state, moment.world.now);
    if ('days' in next) {
      const now = workingDaysAfter(moment.world.now, next.days, CALENDAR);
      moment = {
        ...moment,
        world: { ...moment.world, now: now > moment.world.now ? now : moment.world.now },
      };
      continue;
    }
    const by = 'by' in next ? next.by : null;
    const decision =
      'by' in next
        ? decide(state, typeof next.asked === 'function' ? next.asked(state, next.by) : next.asked, {
            ...moment.world,
            by: next.by,
          })
        : decideForWorkflow(state, { type: next.step }, moment.world);
    const now = after(moment, decision.events, by?.id ?? WORKFLOW);
    look(moment, decision, now, by);
    moment = now;
  }
  return moment;
}

function always(look: Look, atTheEnd: (moment: Moment) => void = () => undefined, numRuns = 40): void {
  fc.assert(
    fc.property(beginnings, moves(60), (beginning, way) => atTheEnd(walk(beginning, way, look))),
    { numRuns },
  );
}

const news = (before: Moment, now: Moment) => now.happened.slice(before.happened.length);

describe('whatever anybody asks, in whatever order', () => {
  it('gets far enough to be worth looking at', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(beginnings, moves(60), (beginning, way) => {
        const { happened } = walk(beginning, way, () => undefined);
        for (const event of happened) {
          reached.add(event.type);
          if (event.type === 'gate-decided') reached.add(event.data.state);
          if (event.type === 'gate-opened') reached.add(`${event.data.level} ${event.data.stage}`);
        }
      }),
      { numRuns: 200, seed: 3 },
    );
    expect([...reached]).to.include.members([
      'approved',
      'declined',
      'changes-requested',
      'superseded',
      'votes-outdated',
      'vote-refused',
      'vote-recalled',
      'gate-past-due',
      'initiative-withdrawn',
      'initiative-declined',
      'national develop-plan',
      'region develop-plan',
      'system support-people',
      'place support-people',
      'place guide-expectations',
    ]);
  });

  it('what it is follows from its events and from nothing else', () => {
    always(
      () => undefined,
      ({ happened, state }) => {
        expect(fold(ID, happened)).to.deep.equal(state);
        expect(happened.map((event) => event.n)).to.deep.equal(happened.map((_, index) => index + 1));
      },
    );
  });

  it('the same question in the same state has the same answer', () => {
    fc.assert(
      fc.property(beginnings, moves(40), (beginning, way) => {
        const once = walk(beginning, way, () => undefined);
        expect(walk(beginning, way, () => undefined).happened).to.deep.equal(once.happened);
      }),
      { numRuns: 20 },
    );
  });

  it('a refusal changes nothing, and at most records a vote that was refused', () => {
    always((before, decision, now) => {
      if (decision.accepted) return;
      for (const event of decision.events) expect(event.type).to.equal('vote-refused');
      const { n, at } = stateOf(now);
      expect(now.state).to.deep.equal({ ...stateOf(before), n, at });
    });
  });

  it('its status only becomes what it may', () => {
    always((before, _, now) => {
      expect(MAY_BECOME[stateOf(before).status]).to.include(stateOf(now).status);
    });
  });

  it('a gate is decided once, and nothing happens at it afterwards but late votes', () => {
    always(
      () => undefined,
      ({ happened }) => {
        const over = new Set<string>();
        for (const event of happened) {
          if (!('gate' in event.data)) continue;
          const late = event.type === 'vote-refused';
          expect(over.has(event.data.gate) && !late, `${event.type} at a gate that is over`).to.equal(false);
          if (event.type === 'gate-decided') over.add(event.data.gate);
        }
      },
    );
  });

  it('a seat has one vote, and a person one seat', () => {
    always((_, __, now) => {
      const gate = stateOf(now).gate;
      if (gate === null) return;
      const votes = votesOf(gate.id, now.happened);
      expect(new Set(votes.map(({ task }) => task)).size).to.equal(votes.length);
      expect(new Set(votes.map(({ vote }) => vote.by)).size).to.equal(votes.length);
      expect(gate.seats.filter((seat) => seat.vote !== null).map((seat) => seat.vote?.by)).to.have.members(
        votes.map(({ vote }) => vote.by),
      );
      const held = gate.seats.flatMap((seat) => (seat.state === 'claimed' ? [seat.claimedBy] : []));
      expect(new Set(held).size).to.equal(held.length);
      for (const each of votes) expect(held).not.to.include(each.vote.by);
    });
  });

  it('a gate is approved with its quorum met, as counted again by the words of the rules', () => {
    always(
      (before, _, now) => {
        for (const event of news(before, now)) {
          if (event.type !== 'gate-decided' || event.data.state !== 'approved') continue;
          const opened = now.happened.find(
            (each): each is Extract<Happened, { type: 'gate-opened' }> =>
              each.type === 'gate-opened' && each.data.gate === event.data.gate,
          )!;
          const { owner, ownerProfession, proposal } = stateOf(before);
          const people = { owner, ownerProfession, affected: proposal.value?.affected ?? [] };
          expect(wrongWith(opened, now.happened, people, MAP)).to.deep.equal([]);
          for (const { vote } of votesOf(event.data.gate, now.happened))
            expect(vote.contentHash).to.equal(stateOf(now).gate?.contentHash);
          for (const referral of stateOf(now).gate?.referrals ?? [])
            if (referral.kind === 'consent') expect(referral.answer).to.equal('consented');
        }
      },
      undefined,
      80,
    );
  });

  it('a gate opens at the level that a plain reading of the policy gives for the facts of then', () => {
    always((before, _, now) => {
      for (const event of news(before, now)) {
        if (event.type !== 'gate-opened') continue;
        const { facts, scope } = stateOf(before);
        const routing = { ...facts, scope: scope!, stage: event.data.stage } as Parameters<typeof read>[0];
        expect(event.data.level).to.equal(read(routing)?.level);
        expect(event.data.bodies.map((code) => MAP.get(code)?.kind)).to.deep.equal(
          event.data.bodies.map(() => event.data.level),
        );
        expect(event.data.bodies).not.to.deep.equal([]);
      }
    });
  });

  it('an open gate stands at the level of the facts of now', () => {
    always((_, __, now) => {
      const { gate, facts, scope } = stateOf(now);
      if (gate?.state !== 'open') return;
      const routing = { ...facts, scope: scope!, stage: gate.stage } as Parameters<typeof read>[0];
      expect(gate.level).to.equal(read(routing)?.level);
    });
  });

  it('a later gate is never approved above the money of the plan', () => {
    always((before, _, now) => {
      for (const event of news(before, now)) {
        if (event.type !== 'gate-decided' || event.data.state !== 'approved') continue;
        const { approvedMoney: money, facts } = stateOf(now);
        for (const fact of ['revenueGbp', 'capitalGbp', 'consultancyGbp'] as const)
          expect(facts[fact]).to.be.at.most(money?.[fact] ?? -1);
      }
    });
  });

  it('a step of the workflow asked twice changes nothing the second time', () => {
    always((_, __, now, by) => {
      if (by !== null) return;
      for (const type of ['open-gate', 'move-on', 'remind'] as const) {
        const first = after(now, decideForWorkflow(stateOf(now), { type }, now.world).events, WORKFLOW);
        expect(decideForWorkflow(stateOf(first), { type }, now.world).events).to.deep.equal([]);
      }
    });
  });

  it('a vote is taken back by who cast it and before the decision, and by nobody else', () => {
    always((before, decision, now, by) => {
      for (const event of decision.accepted ? news(before, now) : []) {
        if (event.type !== 'vote-recalled') continue;
        const { gate } = stateOf(before);
        expect(gate?.state).to.equal('open');
        expect(gate?.seats.find((seat) => seat.task === event.data.task)?.vote?.by).to.equal(by?.id);
        const seat = stateOf(now).gate?.seats.find((each) => each.task === event.data.task);
        expect(seat).to.include({ state: 'ready', claimedBy: null, vote: null });
        expect(stateOf(now).gate?.state).to.equal('open');
      }
    });
  });

  it('what is told beforehand is what a claim, a take-over or a recall is answered', () => {
    always((_, __, now, by) => {
      const state: Initiative = stateOf(now);
      if (by === null || state.gate === null) return;
      for (const seat of state.gate.seats) {
        const actions = availableActions(state, state.gate, seat, by);
        const [told] = actions;
        const taken = decide(state, { type: 'take-over-task', task: seat.task }, { ...now.world, by });
        if (taken.accepted || taken.refusal.code !== 'not-allowed')
          expect(actions.find(({ action }) => action === 'take-over')?.refused?.code ?? null).to.equal(
            taken.accepted ? null : taken.refusal.code,
          );
        const recalled = decide(
          state,
          { type: 'recall-vote', task: seat.task, reason: null },
          { ...now.world, by },
        );
        if (recalled.accepted || recalled.refusal.code !== 'not-allowed')
          expect(actions.find(({ action }) => action === 'recall')?.refused?.code ?? null).to.equal(
            recalled.accepted ? null : recalled.refusal.code,
          );
        const answered = decide(state, { type: 'claim-task', task: seat.task }, { ...now.world, by });
        if (!answered.accepted && answered.refusal.code === 'not-allowed') continue;
        const mine = seat.state === 'claimed' && seat.claimedBy === by.id;
        const expected = answered.accepted
          ? mine && state.gate.state === 'open'
            ? 'late'
            : null
          : answered.refusal.code;
        expect(told?.refused?.code ?? null).to.equal(expected);
      }
    });
  });
});
