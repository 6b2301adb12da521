import { expect } from 'chai';
import fc from 'fast-check';
import { isHeld } from '../../domain/gate/gate.ts';
import { decideForWorkflow } from '../../domain/initiative/decide.ts';
import { WORKFLOW, type Happened } from '../../domain/initiative/events.ts';
import { isShownAt } from '../../domain/attachment.ts';
import { partsOf } from '../../domain/initiative/parts.ts';
import { contentHashOf } from '../../domain/initiative/initiative.ts';
import { fold } from '../../domain/initiative/evolve.ts';
import type { Status } from '../../domain/initiative/initiative.ts';
import { MAP } from '../support/bodies.ts';
import { after, ID, stateOf } from '../support/given.ts';
import { votesOf, wrongWith } from '../support/recount.ts';
import { highestOf } from '../support/highest-reading.ts';
import { always, news, walk } from '../support/walk/walking.ts';
import { beginnings, moves } from '../support/walk/walk.ts';

const MAY_BECOME: Readonly<Record<Status, readonly Status[]>> = {
  draft: ['draft', 'under-way', 'withdrawn'],
  'under-way': ['under-way', 'declined', 'withdrawn', 'closed'],
  declined: ['declined', 'under-way'],
  withdrawn: ['withdrawn'],
  closed: ['closed'],
};

describe('whatever anybody asks, in whatever order', () => {
  it('gets far enough to be worth looking at', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(beginnings, moves(60), (beginning, way) => {
        const { happened } = walk(beginning, way, () => undefined);
        for (const event of happened) {
          reached.add(event.type);
          if (event.type === 'gate-decided') reached.add(event.data.state);
          if (event.type === 'challenge-settled') reached.add(event.data.how);
          if (event.type === 'gate-opened') reached.add(`${event.data.level} ${event.data.stage}`);
        }
      }),
      { numRuns: 700, seed: 5 },
    );
    const wanted = [
      'approved',
      'declined',
      'changes-requested',
      'superseded',
      'votes-outdated',
      'votes-stand-again',
      'votes-carried',
      'vote-refused',
      'attempt-refused',
      'vote-recalled',
      'person-recused',
      'recusal-ended',
      'information-given',
      'task-assigned',
      'task-delegated',
      'task-resolved',
      'clock-started',
      'attachment-added',
      'put-on-agenda',
      'taken-off-agenda',
      'deferred-at-sitting',
      'attachment-removed',
      'fact-confirmed',
      'fact-challenged',
      'accepted',
      'withdrawn',
      'upheld',
      'dismissed',
      'level-lowered',
      'initiative-reopened',
      'gate-past-due',
      'initiative-withdrawn',
      'initiative-declined',
      'national develop-plan',
      'region develop-plan',
      'system support-people',
      'place support-people',
      'place guide-expectations',
    ];
    expect(wanted.filter((each) => !reached.has(each))).to.deep.equal([]);
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

  it('a refusal changes nothing, and at most records what was refused', () => {
    always((before, decision, now) => {
      if (decision.accepted) return;
      for (const event of decision.events)
        expect(event.type).to.be.oneOf(['vote-refused', 'attempt-refused']);
      const { n, at, attempts } = stateOf(now);
      expect(now.state).to.deep.equal({ ...stateOf(before), n, at, attempts });
    });
  });

  it('what is refused is told of who may see it, of what is not theirs, and of the same once an hour', () => {
    always(
      (before, decision, now, by) => {
        if (decision.accepted || by === null) return;
        const told = decision.events.filter(({ type }) => type === 'attempt-refused');
        const parts = partsOf(stateOf(before), now.world.bodies).map(({ body }) => body);
        const sees = stateOf(now).owner === by.id || by.roles.some(({ body }) => parts.includes(body ?? ''));
        if (!sees) expect(told).to.deep.equal([]);
      },
      ({ happened }) => {
        const seen = new Map<string, string>();
        for (const event of happened) {
          if (event.type !== 'attempt-refused') continue;
          const same = JSON.stringify(event.data);
          expect(Date.parse(event.at) - Date.parse(seen.get(same) ?? '2000-01-01')).to.be.at.least(3_600_000);
          seen.set(same, event.at);
        }
      },
    );
  });

  it('its status only becomes what it may', () => {
    always((before, _, now) => {
      expect(MAY_BECOME[stateOf(before).status]).to.include(stateOf(now).status);
    });
  });

  it('what an open gate binds votes to is what is proposed now, files and all', () => {
    always((_, decision, now) => {
      const { gate } = stateOf(now);
      if (!decision.accepted || gate?.state !== 'open') return;
      expect(gate.contentHash).to.equal(contentHashOf(stateOf(now), gate.stage));
    });
  });

  it('the bytes of a file that a decided gate was shown are kept, whatever becomes of it', () => {
    always((_, decision, now) => {
      for (const event of decision.events) {
        if (event.type === 'attachment-removed') {
          const file = stateOf(now).attachments.find(({ id }) => id === event.data.id);
          expect(event.data.bytes).to.equal(file?.read === true ? 'kept' : 'deleted');
        }
        if (event.type !== 'gate-decided' || event.data.state === 'superseded') continue;
        const shown = stateOf(now).attachments.filter(
          ({ to, removed }) => removed === null && isShownAt(to, event.data.stage),
        );
        expect(shown.every(({ read }) => read)).to.equal(true);
      }
    });
  });

  it('a gate is decided once, and nothing happens at it afterwards but late votes', () => {
    always(
      () => undefined,
      ({ happened }) => {
        const over = new Set<string>();
        for (const event of happened) {
          if (!('gate' in event.data)) continue;
          // What is tried at it, and refused, is no news of the gate.
          if (event.type === 'attempt-refused') continue;
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
      const held = gate.seats.flatMap((seat) => (isHeld(seat) ? [seat.claimedBy] : []));
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
        expect(event.data.level).to.equal(highestOf(stateOf(before), event.data.stage));
        expect(event.data.bodies.map((code) => MAP.get(code)?.kind)).to.deep.equal(
          event.data.bodies.map(() => event.data.level),
        );
        expect(event.data.bodies).not.to.deep.equal([]);
      }
    });
  });

  it('an open gate stands at the level of the facts of now', () => {
    always((_, __, now) => {
      const { gate } = stateOf(now);
      if (gate?.state === 'open') expect(gate.level).to.equal(highestOf(stateOf(now), gate.stage));
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
        if (event.data.earlier !== undefined) {
          expect(event.data.earlier.by).to.equal(by?.id);
          expect(stateOf(now).gate?.earlier.map(({ vote }) => vote.by)).not.to.include(by?.id);
          continue;
        }
        expect(gate?.seats.find((seat) => seat.task === event.data.task)?.vote?.by).to.equal(by?.id);
        // Its place may be that of somebody who answered at a gate before.
        if (news(before, now).some(({ type }) => type === 'votes-carried')) continue;
        const seat = stateOf(now).gate?.seats.find((each) => each.task === event.data.task);
        expect(seat).to.include({ state: 'ready', claimedBy: null, vote: null });
        expect(stateOf(now).gate?.state).to.equal('open');
      }
    });
  });

  it('a clock stands while a decider waits for the owner, and a due date never comes nearer', () => {
    always((before, _, now) => {
      const { gate } = stateOf(now);
      if (gate === null) return;
      const waits = gate.seats.some((seat) => seat.kind !== 'advice' && seat.state === 'info-requested');
      expect(gate.clockStoppedAt !== null).to.equal(gate.state === 'open' && waits);
      const was = stateOf(before).gate;
      if (was?.id !== gate.id) return;
      expect(gate.dueAt >= was.dueAt).to.equal(true);
      const { clockStoppedAt } = was;
      if (clockStoppedAt !== null && gate.state === 'open' && gate.clockStoppedAt === null) {
        const at = now.world.now;
        for (const instant of ['dueAt', 'nextLookAt'] as const)
          expect(was[instant] <= clockStoppedAt || gate[instant] > at).to.equal(true);
      }
      if (was.dueAt !== gate.dueAt)
        expect(news(before, now).map(({ type }) => type)).to.include('clock-started');
      for (const event of news(before, now))
        if (event.type === 'gate-reminded' || event.type === 'gate-past-due')
          expect(was.clockStoppedAt).to.equal(null);
    });
  });

  it('no task that is being prepared is answered, and none goes to who could not fill it', () => {
    always((before, decision, now) => {
      for (const event of decision.accepted ? news(before, now) : []) {
        if (event.type === 'task-completed') {
          const seat = stateOf(before).gate?.seats.find((each) => each.task === event.data.task);
          expect(seat?.delegation?.resolvedAt === null).to.equal(false);
        }
        if (event.type !== 'task-assigned') continue;
        const { owner, editors, gate } = stateOf(now);
        expect([owner, ...editors]).not.to.include(event.data.to);
        const theirs = gate?.seats.filter((each) => each.claimedBy === event.data.to);
        expect(theirs?.map(({ task }) => task)).to.deep.equal([event.data.task]);
      }
    });
  });
});
