import { expect } from 'chai';
import { claimsOf } from '../../domain/initiative/claims.ts';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given, step, type Past } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import {
  approving,
  challenging,
  drafted,
  editing,
  opened,
  openedAt,
  OWNER,
  settling,
} from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const ics = approverOf('QHL', 'doctor');
const region = approverOf('Y60', 'doctor');
const national = approverOf('national', 'doctor');

const moved = (code: string) => ({
  type: 'gate-decided' as const,
  data: { state: 'superseded' as const, because: [code] },
});
const again = ['stage-started', 'stage-presented'] as const;

/** Revenue of £20,000 is said to be £2,000,000: for the region. */
const challenged: Past = [opened(), did(ics, challenging('revenueGbp', 2_000_000)), step('open-gate')];

describe('a challenge is settled', () => {
  it('by the owner, who accepts it: the fact has that value, and who challenged it has confirmed it', () => {
    const { state } = given(challenged, did(region, approving))
      .when(settling('accepted', 0, null), OWNER)
      .then('challenge-settled', 'verdict-retaken', { type: 'votes-outdated' as const, data: {} });
    expect(state.facts.revenueGbp).to.equal(2_000_000);
    expect(state.claims.challenges).to.deep.equal([]);
    const claim = claimsOf(state)[0]!;
    expect([claim.assertedBy, claim.confirmed.map(({ by }) => by)]).to.deep.equal([OWNER.id, [ics.id]]);
  });

  it('by the owner who edits the fact to that value', () => {
    const { state } = given(challenged)
      .when(editing({ facts: { revenueGbp: 2_000_000 } }), OWNER)
      .then(
        'initiative-edited',
        { type: 'challenge-settled', data: { how: 'accepted' } },
        'verdict-retaken',
        'votes-outdated',
      );
    expect(state.claims.challenges).to.deep.equal([]);
  });

  it('by who made it, who withdraws it: that lowers the level, and the board is told', () => {
    given(challenged)
      .when(settling('withdrawn', 0, null), ics)
      .then(
        'challenge-settled',
        {
          type: 'level-lowered',
          data: {
            because: 'withdrawn',
            levels: [
              { stage: 'develop-plan', from: 'region', to: 'place' },
              { stage: 'assure-accountability', from: 'region', to: 'place' },
            ],
            facts: { revenueGbp: { from: 2_000_000, to: 20_000 } },
            rules: { 'develop-plan': ['S-07'], 'assure-accountability': ['S-26'] },
            claims: {
              revenueGbp: { from: { by: ics.id, confirmed: [] }, to: { by: OWNER.id, confirmed: [] } },
            },
          },
        },
        moved('challenge-settled'),
        ...again,
      );
  });

  it('by the body of the higher verdict, which upholds it: asserted by who challenged it, confirmed by who upheld it', () => {
    const { state } = given(challenged)
      .when(settling('upheld'), region)
      .then(
        { type: 'challenge-settled', data: { how: 'upheld', body: 'Y60' } },
        'verdict-retaken',
        'votes-outdated',
      );
    const claim = claimsOf(state)[0]!;
    expect([claim.assertedBy, claim.confirmed.map(({ by }) => by)]).to.deep.equal([ics.id, [region.id]]);
    expect(state.editors).to.deep.equal([OWNER.id]);
  });

  it('by the body of the higher verdict, which dismisses it with a reason', () => {
    given(challenged)
      .when(settling('dismissed'), region)
      .then(
        'challenge-settled',
        { type: 'level-lowered', data: { because: 'dismissed' } },
        moved('challenge-settled'),
        ...again,
      );
    given(challenged)
      .when(settling('dismissed', 0, ''), region)
      .thenRefused('reason-required');
  });

  it('never by the owner who dismisses it, nor by who made it, nor by a body that no longer decides', () => {
    for (const how of ['upheld', 'dismissed'] as const) {
      given(challenged).when(settling(how), OWNER).thenRefused('not-allowed');
      given(challenged).when(settling(how), nurse).thenRefused('not-allowed');
      const owner = { ...OWNER, roles: [...OWNER.roles, { role: 'approver' as const, body: 'Y60' }] };
      given(challenged).when(settling(how), owner).thenRefused('own-proposal');
      const own: Past = [opened(), did(region, challenging('revenueGbp', 2_000_000)), step('open-gate')];
      given(own).when(settling(how), region).thenRefused('own-claim');
    }
    given(challenged).when(settling('accepted'), region).thenRefused('not-allowed');
    given(challenged).when(settling('withdrawn'), region).thenRefused('not-allowed');
  });

  it('not by who asserted what is challenged again', () => {
    const past = [
      challenged,
      did(region, settling('upheld')),
      did(national, challenging('revenueGbp', 20_000_000)),
      step('open-gate'),
    ];
    const both = { ...ics, roles: [...ics.roles, { role: 'approver' as const, body: 'national' }] };
    given(...past)
      .when(settling('dismissed'), both)
      .thenRefused('own-proposal');
  });

  it('once', () => {
    given(challenged, did(region, settling('dismissed')))
      .when(settling('dismissed'), region)
      .thenRefused('not-found');
  });

  it('not to facts that cannot be used together', () => {
    const past = [
      opened({ facts: { consultancyGbp: 10_000 } }),
      did(ics, challenging('consultancyGbp', 15_000)),
      did(OWNER, editing({ facts: { revenueGbp: 12_000 } })),
    ];
    given(...past)
      .when(settling('accepted'), OWNER)
      .thenRefused('facts-invalid');
  });
});

describe('what lowers a level', () => {
  it('is said also where no gate is open, and where it is a later stage that is decided more locally', () => {
    const past = openedAt('deliver-improvement', { facts: { revenueGbp: 2_000_000 } });
    given(past)
      .when(editing({ facts: { revenueGbp: 900_000 } }), OWNER)
      .then(
        'initiative-edited',
        {
          type: 'level-lowered',
          data: {
            levels: [{ stage: 'assure-accountability', from: 'region', to: 'place' }],
            because: 'edited',
          },
        },
        'verdict-retaken',
        'votes-outdated',
      );
  });

  it('is said where it is the scope that shrank', () => {
    given(opened({ affected: [BIRMINGHAM, SOLIHULL] }))
      .when(editing({ affected: [BIRMINGHAM] }), OWNER)
      .then(
        'initiative-edited',
        { type: 'level-lowered', data: { scope: { from: 'system', to: 'place' }, facts: {} } },
        moved('facts-changed'),
        ...again,
      );
  });

  it('is not said of a draft, or of what raises it or leaves it where it is', () => {
    given(drafted({ facts: { residualRisk: 16 } }))
      .when(editing({ facts: { residualRisk: 4 } }), OWNER)
      .then('initiative-edited');
    given(opened())
      .when(editing({ facts: { residualRisk: 6 } }), OWNER)
      .then('initiative-edited', 'verdict-retaken', 'votes-outdated');
  });
});
