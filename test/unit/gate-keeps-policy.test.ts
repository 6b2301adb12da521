import { expect } from 'chai';
import { previewOf } from '../../domain/initiative/preview.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { COMPLETE } from '../support/contents.ts';
import { did, given, now, step, type Past } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import { MORE_LOCAL_XML, policyOf, SHIPPED_XML } from '../support/shipped-policy.ts';
import {
  agreed,
  challenging,
  editing,
  opened,
  OWNER,
  presenting,
  sending,
  settling,
} from '../support/stories.ts';

const ics = approverOf('QHL', 'doctor');

describe('an open gate keeps the version of the policy that it opened with', () => {
  let [first, second]: Policy[] = [];
  /** Version 2 is in force; version 1 is there to be read by. */
  let since: Past;
  before(async () => {
    [first, second] = [await policyOf(SHIPPED_XML), await policyOf(MORE_LOCAL_XML)];
    since = now({ policy: second, otherPolicies: [first] });
  });
  const receiptOf = (version: string) => (event: { readonly data: object }) => {
    const { receipt } = event.data as { receipt?: { policy: { version: string } } };
    return receipt?.policy.version === version;
  };

  it('its verdict is taken again by that version, and it stays where that leaves it', () => {
    const { moment } = given(opened({ facts: { revenueGbp: 100_000 } }), since)
      .when(editing({ facts: { revenueGbp: 90_000 } }), OWNER)
      .then('initiative-edited', 'verdict-retaken', 'votes-outdated');
    const retaken = moment.happened.filter(({ type }) => type === 'verdict-retaken');
    expect(retaken.map(receiptOf('1'))).to.deep.equal([true]);
    expect(moment.state?.gate).to.deep.include({ level: 'system', state: 'open' });
  });

  it('the gate that follows it takes the version in force', () => {
    // By version 1 it moves from place to system, so the gate is superseded; by version 2 it belongs to the place.
    const { moment } = given(opened(), since)
      .when(editing({ facts: { revenueGbp: 100_000 } }), OWNER)
      .then('initiative-edited', 'gate-decided', 'stage-started', 'stage-presented');
    const { gate } = given(() => moment)
      .whenStep('open-gate')
      .then({ type: 'gate-opened', data: { level: 'place', round: 2 } }, 'systems-told');
    expect(gate?.receipt.policy.version).to.equal('2');
    const after = given(() => moment, step('open-gate')).when(
      editing({ facts: { revenueGbp: 900_000 } }),
      OWNER,
    );
    expect(after.then('initiative-edited', 'verdict-retaken', 'votes-outdated').gate?.level).to.equal(
      'place',
    );
  });

  it('and so does the gate of the next stage', () => {
    const { gate } = given(
      opened(),
      since,
      agreed,
      step('move-on'),
      did(OWNER, sending('support-people', COMPLETE['support-people'])),
      did(OWNER, presenting('support-people')),
      step('open-gate'),
    );
    expect(gate.receipt.policy.version).to.equal('2');
  });

  it('who would settle a challenge is said by the version that judges the gate then', () => {
    // £900,000 moves it by version 1; the gate that follows is the place's by version 2.
    const { moment } = given(opened(), since)
      .when(challenging('revenueGbp', 900_000), ics)
      .then(
        { type: 'fact-challenged', data: { deciding: [BIRMINGHAM] } },
        'gate-decided',
        'stage-started',
        'stage-presented',
      );
    expect(given(() => moment, step('open-gate')).gate).to.deep.include({ level: 'place' });
    // £40,000 moves nothing by version 1, so the gate's own bodies settle it.
    given(opened({ facts: { revenueGbp: 100_000 } }), since)
      .when(challenging('revenueGbp', 40_000), approverOf('Y60', 'doctor'))
      .then({ type: 'fact-challenged', data: { deciding: ['QHL'] } }, 'verdict-retaken');
  });

  it('a level that is lowered is told by the version that judges each gate', () => {
    // The open gate goes from system to place; by version 2 in force, later gates stay where they were.
    const past = [opened({ facts: { revenueGbp: 2_000_000 } }), since] as const;
    const { moment } = given(...past)
      .when(editing({ facts: { revenueGbp: 900_000 } }), OWNER)
      .then('initiative-edited', 'level-lowered', 'gate-decided', 'stage-started', 'stage-presented');
    const lowered = moment.happened.find(({ type }) => type === 'level-lowered');
    expect(lowered?.data).to.deep.include({
      levels: [
        { stage: 'develop-plan', from: 'region', to: 'place' },
        { stage: 'assure-accountability', from: 'region', to: 'place' },
      ],
    });
  });

  it('what a challenge says is taken by it, and back', () => {
    const { moment } = given(
      opened({ facts: { revenueGbp: 100_000 } }),
      since,
      did(approverOf('Y60', 'doctor'), challenging('residualRisk', 16)),
    )
      .when(settling('dismissed'), ics)
      .then('challenge-settled', 'level-lowered', 'verdict-retaken');
    expect(moment.state?.gate?.receipt.policy.version).to.equal('1');
    expect(moment.state?.gate?.level).to.equal('system');
  });

  it('the preview of an open gate is that gate, and of one to come by the version in force', () => {
    const open = given(opened({ facts: { revenueGbp: 100_000 } }), since);
    const shown = previewOf(open.state, open.moment.world);
    expect(shown.ok && [shown.value.level, shown.value.receipt.policy.version]).to.deep.equal([
      'system',
      '1',
    ]);
    const { moment } = given(opened(), since, did(OWNER, editing({ facts: { revenueGbp: 100_000 } })));
    const next = previewOf(moment.state!, moment.world);
    expect(next.ok && [next.value.level, next.value.receipt.policy.version]).to.deep.equal(['place', '2']);
  });

  it('a version that nobody gave is a mistake of ours, and no reason to judge by another', () => {
    const without = now({ policy: second!, otherPolicies: [] });
    const asked = () => given(opened(), without).when(editing({ facts: { revenueGbp: 30_000 } }), OWNER);
    expect(asked).to.throw('The policy of version 1 was not given');
  });
});
