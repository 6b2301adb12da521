import { expect } from 'chai';
import type { Linked } from '../../domain/policy/basis.ts';
import { evaluateReceipt } from '../../domain/policy/judge.ts';
import { explain } from '../../domain/policy/plain-english.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { did, given, ID, now, step, WORLD, type Asked } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import { approving, drafted, drafting, editing, opened, openedAt, OWNER, words } from '../support/stories.ts';

const OTHER = '01900000-0000-7000-8000-000000000001';
const linkedTo = (revenueGbp: number, initiative = OTHER): Linked => ({
  initiative,
  revenueGbp,
  capitalGbp: 0,
  consultancyGbp: 0,
});
const half = { facts: { revenueGbp: 600_000 } };
const nurse = approverOf('QHL', 'registered-nurse');

/** An edit that links it, as the handler makes it: with who is seen, and the money of all. */
const linking =
  (ids: readonly string[], seen: readonly string[], money: readonly Linked[]): Asked =>
  ({ revision, facts, proposal }) => ({
    type: 'edit-initiative',
    revision,
    facts,
    proposal: words({ ...proposal.value!, linkedInitiatives: ids }),
    linked: { seen, money },
  });

describe('the money of linked initiatives', () => {
  it('is added up before it is compared: one that is split in two goes where the whole would', () => {
    const whole = given(opened({ facts: { revenueGbp: 1_300_000 } }));
    const alone = given(opened(half));
    const split = given(now({ linked: [linkedTo(700_000)] }), opened(half));
    expect([whole.gate.level, alone.gate.level, split.gate.level]).to.deep.equal([
      'region',
      'system',
      'region',
    ]);
  });

  it('is named part by part in the receipt, which gives itself again', () => {
    const { moment, gate } = given(now({ linked: [linkedTo(700_000)] }), opened(half));
    const event = moment.happened.find((each) => each.type === 'gate-opened');
    const receipt = event?.type === 'gate-opened' ? event.data.receipt : null;
    expect(receipt?.facts.revenueGbp).to.equal(1_300_000);
    expect(receipt?.basis).to.deep.include({ linked: [linkedTo(700_000)], raisedBy: [] });
    expect(
      evaluateReceipt(WORLD.policy, JSON.parse(JSON.stringify(receipt)) as typeof gate.receipt),
    ).to.deep.equal({
      ok: true,
      value: receipt,
    });
    expect(explain(gate.receipt).join(' ')).to.contain('£600,000 is here and £700,000 in initiative');
  });

  it('to the penny', () => {
    const cents = given(
      now({ linked: [linkedTo(0.1), linkedTo(999_999.7)] }),
      opened({ facts: { revenueGbp: 0.2 } }),
    );
    expect(cents.gate.receipt.facts.revenueGbp).to.equal(1_000_000);
    expect(cents.gate.level).to.equal('system');
  });

  it('that changed elsewhere moves the open gate when the workflow looks, and the same again does nothing', () => {
    const { moment } = given(opened(half), did(nurse, approving), now({ linked: [linkedTo(700_000)] }))
      .whenStep('move-on')
      .then(
        { type: 'gate-decided', data: { state: 'superseded', because: ['linked-changed'] } },
        'stage-started',
        'stage-presented',
      );
    const again = given(() => moment, step('open-gate'));
    expect(again.gate.level).to.equal('region');
    again.whenStep('move-on').thenNothing();
    const { state } = given(opened(half), did(nurse, approving), now({ linked: [linkedTo(1_000)] }))
      .whenStep('move-on')
      .then('verdict-retaken');
    expect(state.gate?.seats.filter((seat) => seat.vote !== null)).to.have.length(1);
  });

  it('that is asked for no more lowers it again, which is listed', () => {
    given(now({ linked: [linkedTo(700_000)] }), opened(half), now({ linked: [] }))
      .whenStep('move-on')
      .then(
        { type: 'level-lowered', data: { because: 'linked-changed' } },
        { type: 'gate-decided', data: { because: ['linked-changed'] } },
        'stage-started',
        'stage-presented',
      );
  });

  it('that grew elsewhere sends no approved plan back: it is for the gate of what grew', () => {
    given(openedAt('support-people', half), now({ linked: [linkedTo(7_000_000)] }))
      .whenStep('move-on')
      .then('verdict-retaken');
  });

  it('counts from the edit that links it, which may move the gate at once', () => {
    given(opened(half))
      .when(linking([OTHER], [OTHER], [linkedTo(700_000)]), OWNER)
      .then(
        { type: 'initiative-edited', data: { linked: [OTHER] } },
        { type: 'gate-decided', data: { because: ['facts-changed'] } },
        'stage-started',
        'stage-presented',
      );
  });

  it('counts no more from the edit that links it no longer, which the board sees', () => {
    const linked = [drafted({ ...half, proposal: { linkedInitiatives: [] } })];
    given(...linked, did(OWNER, linking([OTHER], [OTHER], [linkedTo(700_000)])))
      .when(linking([], [], []), OWNER)
      .then('initiative-edited');
    given(now({ linked: [linkedTo(700_000)] }), opened(half))
      .when(linking([], [], []), OWNER)
      .then(
        'initiative-edited',
        { type: 'level-lowered', data: { because: 'edited', facts: {} } },
        { type: 'gate-decided', data: { state: 'superseded' } },
        'stage-started',
        'stage-presented',
      );
  });

  it('is linked with what whoever links it can see, and not with itself', () => {
    for (const id of [OTHER, ID]) {
      const { refusal } = given(drafted())
        .when(linking([id], [], []), OWNER)
        .thenRefused('links-unknown');
      expect(refusal.fields?.[0]?.field).to.equal('linkedInitiatives[0]');
    }
    const draft = drafting({ proposal: { linkedInitiatives: [OTHER] } });
    given().when(draft, OWNER).thenRefused('links-unknown');
    // What was linked stays so, also where it is seen no more.
    given(drafted(), did(OWNER, linking([OTHER], [OTHER], [])))
      .when(editing({ proposal: { title: 'Another' } }), OWNER)
      .then('initiative-edited');
  });

  it('of a plan that was approved alone sends it back when it is linked to what makes it another decision', () => {
    given(openedAt('support-people', half))
      .when(linking([OTHER], [OTHER], [linkedTo(700_000)]), OWNER)
      .then('initiative-edited', 'gate-decided', 'stage-sent-back', 'stage-started');
  });

  it('is never part of what is asked of the place alone', () => {
    expect(given(opened({ affected: [BIRMINGHAM] })).gate.receipt).not.to.have.property('basis');
  });
});
