import { expect } from 'chai';
import { bodyMap } from '../../domain/body.ts';
import { BIRMINGHAM, BODIES, SOLIHULL, STOKE } from '../support/bodies.ts';
import { COMPLETE } from '../support/contents.ts';
import { did, given, now, step, WORLD, type Past } from '../support/given.ts';
import { approverOf, ownerOf } from '../support/people.ts';
import { policyOf, SHIPPED_XML, withCell } from '../support/shipped-policy.ts';
import {
  agreed,
  answering,
  approving,
  editing,
  opened,
  openedAt,
  overriding,
  presenting,
  sending,
  type Different,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const edited = (different: Different): Past => did(owner, editing(different));
const again = (stage: string, round: number) =>
  [
    { type: 'stage-started', data: { stage, round } },
    { type: 'stage-presented', data: { stage, round } },
  ] as const;
const superseded = (because: string) =>
  ({ type: 'gate-decided', data: { state: 'superseded', because: [because], approvedMoney: null } }) as const;

describe('an edit while a gate is open', () => {
  describe('of words', () => {
    it('outdates the votes that read them, says so, and asks again', () => {
      const story = given(opened(), did(nurse, approving));
      const { gate } = story
        .when(editing({ proposal: { aim: 'Two weeks less.' } }), owner)
        .then('initiative-edited', {
          type: 'votes-outdated',
          data: { tasks: [story.gate.seats[0]!.task] },
        });
      expect(gate?.seats[0]).to.include({ state: 'ready', vote: null, claimedBy: null });
      expect(gate?.contentHash).not.to.equal(story.gate.contentHash);
    });

    it('lets the same person vote again on what now stands, and nobody on what stood', () => {
      const changed = [opened(), did(nurse, approving), edited({ proposal: { aim: 'Two weeks less.' } })];
      given(...changed)
        .when(approving, nurse)
        .then('task-completed');
      const { contentHash } = given(opened()).gate;
      given(...changed)
        .when(answering('approve', { contentHash }), doctor)
        .thenRefused('content-changed');
    });

    it('needs both approvals on the same words', () => {
      const { gate } = given(
        opened(),
        did(nurse, approving),
        edited({ proposal: { aim: 'Two weeks less.' } }),
      )
        .when(approving, doctor)
        .then('task-completed');
      expect(gate?.state).to.equal('open');
    });

    it('of this stage counts, and of an earlier one that was decided is refused', () => {
      const third = [openedAt('guide-expectations'), did(owner, sending('deliver-improvement', {}))];
      given(...third)
        .when(sending('guide-expectations', { standardsNoneApply: 'It is new.' }), owner)
        .then('stage-content-sent', 'votes-outdated');
      given(...third)
        .when(sending('develop-plan', {}), owner)
        .thenRefused('stage-conflict');
    });

    it('of a later stage leaves the votes as they are', () => {
      given(opened(), did(nurse, approving))
        .when(sending('support-people', COMPLETE['support-people']), owner)
        .then('stage-content-sent');
    });

    it('to the very same words leaves the votes as they are', () => {
      given(opened(), did(nurse, approving))
        .when(sending('develop-plan', COMPLETE['develop-plan']), owner)
        .then('stage-content-sent');
    });

    it('leaves the verdict to the policy of the day it was given', async () => {
      const stricter = await policyOf(withCell(SHIPPED_XML, 'S-06', 'revenueGbp', '[10000..1000000]'));
      given(opened(), did(nurse, approving), now({ policy: stricter }))
        .when(sending('develop-plan', { ...COMPLETE['develop-plan'], evidenceNoneFound: 'x' }), owner)
        .then('stage-content-sent', 'votes-outdated');
    });
  });

  describe('of facts', () => {
    it('that sends it up supersedes the gate, and the next round opens where it belongs', () => {
      const { moment } = given(opened(), did(nurse, approving))
        .when(editing({ facts: { residualRisk: 16 } }), owner)
        .then(
          { type: 'initiative-edited', data: { changed: { residualRisk: { from: 4, to: 16 } } } },
          superseded('facts-changed'),
          ...again('develop-plan', 2),
        );
      const { gate, state } = given(() => moment)
        .whenStep('open-gate')
        .then(
          { type: 'gate-opened', data: { level: 'system', bodies: ['QHL'], round: 2 } },
          { type: 'gate-escalated', data: { from: 'place', to: 'system', deciding: ['S-20'] } },
          { type: 'votes-carried', data: { carried: [] } },
        );
      expect(gate?.seats.every((seat) => seat.vote === null)).to.equal(true);
      expect(state.status).to.equal('under-way');
    });

    it('that no longer hold it up sends it down again', () => {
      given(opened({ facts: { changesNationalStandard: true } }))
        .when(editing({ facts: { changesNationalStandard: false } }), owner)
        .then(
          'initiative-edited',
          {
            type: 'level-lowered',
            data: {
              because: 'edited',
              facts: { changesNationalStandard: { from: true, to: false } },
              rules: { 'develop-plan': ['S-16'], 'guide-expectations': ['S-16'] },
              levels: [
                { stage: 'develop-plan', from: 'national', to: 'place' },
                { stage: 'guide-expectations', from: 'national', to: 'place' },
              ],
            },
          },
          superseded('facts-changed'),
          ...again('develop-plan', 2),
        );
      given(
        opened({ facts: { changesNationalStandard: true } }),
        edited({ facts: { changesNationalStandard: false } }),
      )
        .whenStep('open-gate')
        .then({ type: 'gate-opened', data: { level: 'place', bodies: [BIRMINGHAM] } }, 'systems-told');
    });

    it('that adds an authority supersedes it too, at the same level', () => {
      given(opened({ facts: { changesNationalStandard: true } }))
        .when(editing({ facts: { novelContentiousOrRepercussive: true } }), owner)
        .then('initiative-edited', superseded('facts-changed'), ...again('develop-plan', 2));
    });

    it('that changes nothing about who decides retakes the verdict, and outdates votes', () => {
      const { gate } = given(opened(), did(nurse, approving))
        .when(editing({ facts: { revenueGbp: 30_000 } }), owner)
        .then('initiative-edited', 'verdict-retaken', 'votes-outdated');
      expect(gate?.receipt.facts.revenueGbp).to.equal(30_000);
    });

    it('that cannot be used is refused', () => {
      given(opened())
        .when(editing({ facts: { residualRisk: 7 } }), owner)
        .thenRefused('facts-invalid');
    });

    it('leaves overrides and the clock of the old round behind', () => {
      const story = given(
        opened({ content: { 'develop-plan': {} } }),
        did(nurse, overriding('equality')),
        edited({ facts: { residualRisk: 16 } }),
        step('open-gate'),
      );
      expect(story.gate).to.deep.include({ overrides: [], reminded: false, pastDue: 0, round: 2 });
    });
  });

  describe('of bodies', () => {
    it('sends it where the new scope says', () => {
      given(opened())
        .when(editing({ affected: [BIRMINGHAM, STOKE] }), owner)
        .then(
          { type: 'initiative-edited', data: { scope: 'region' } },
          superseded('facts-changed'),
          ...again('develop-plan', 2),
        );
    });

    it('that leaves nobody affected is refused, whether a gate is open or not', () => {
      for (const past of [opened(), [opened(), agreed, step('move-on')]])
        given(past)
          .when(editing({ affected: [] }), owner)
          .thenRefused('proposal-incomplete');
    });

    it('that leaves nobody to decide is refused', () => {
      const bodies = bodyMap(
        [...BODIES, { code: 'alone', name: 'Alone', kind: 'system', memberships: [] }],
        '2026-11-02',
      );
      given(now({ bodies }), opened())
        .when(editing({ affected: ['alone', 'QHL'], facts: { residualRisk: 16 } }), owner)
        .then('initiative-edited', superseded('facts-changed'), ...again('develop-plan', 2));
      given(
        now({
          bodies: bodyMap(
            BODIES.filter((each) => each.kind !== 'national'),
            '2026-11-02',
          ),
        }),
        opened(),
      )
        .when(editing({ facts: { caseToGovernment: true } }), owner)
        .thenRefused('proposal-incomplete');
    });

    it('to a lead that the owner does not draft for is refused', () => {
      given(opened())
        .when(editing({ lead: SOLIHULL, affected: [SOLIHULL] }), owner)
        .thenRefused('not-allowed');
    });
  });

  describe('of money above what was approved', () => {
    for (const facts of [{ revenueGbp: 20_000.01 }, { capitalGbp: 1 }, { consultancyGbp: 1 }]) {
      for (const stage of ['support-people', 'assure-accountability'] as const) {
        it(`sends the plan back: ${Object.keys(facts).join()} at ${stage}`, () => {
          const { moment } = given(openedAt(stage))
            .when(editing({ facts }), owner)
            .then('initiative-edited', superseded('money-above-approved'), ...again(stage, 2));
          const { state } = given(() => moment)
            .whenStep('open-gate')
            .then(
              {
                type: 'stage-sent-back',
                data: { from: stage, to: 'develop-plan', code: 'money-above-approved' },
              },
              { type: 'stage-started', data: { stage: 'develop-plan', round: 2 } },
            );
          expect(state.sentBack?.detail.value).to.match(/was approved/);
        });
      }
    }

    it('sends the plan back also when it rose between the gates', () => {
      given(
        openedAt('support-people'),
        agreed,
        step('move-on'),
        edited({ facts: { revenueGbp: 20_000.01 } }),
        did(owner, presenting('guide-expectations')),
      )
        .whenStep('open-gate')
        .then('stage-sent-back', 'stage-started');
    });

    it('is within what was approved when it is as much or less', () => {
      given(openedAt('support-people'))
        .when(editing({ facts: { revenueGbp: 19_999.99 } }), owner)
        .then('initiative-edited', 'verdict-retaken', 'votes-outdated');
    });

    it('is approved with the next plan', () => {
      const { state } = given(
        openedAt('support-people'),
        edited({ facts: { revenueGbp: 30_000 } }),
        step('open-gate'),
        did(owner, presenting('develop-plan')),
        step('open-gate'),
        agreed,
      );
      expect(state.approvedMoney?.revenueGbp).to.equal(30_000);
    });
  });

  describe('when the map of bodies changed since', () => {
    const without = (kind: string) =>
      bodyMap(
        BODIES.filter((each) => each.kind !== kind),
        WORLD.bodies.day,
      );

    it('opens no gate that nobody can decide: it goes back to the owner', () => {
      given(
        opened({ facts: { revenueGbp: 2_000_000 } }),
        edited({ facts: { revenueGbp: 2_000_001, residualRisk: 20, caseToGovernment: true } }),
        now({ bodies: without('national') }),
      )
        .whenStep('open-gate')
        .then(
          { type: 'stage-sent-back', data: { code: 'nobody-decides', to: 'develop-plan' } },
          'stage-started',
        );
    });
  });
});
