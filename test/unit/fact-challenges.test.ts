import { expect } from 'chai';
import { claimsOf } from '../../domain/initiative/claims.ts';
import { requirementsOf } from '../../domain/gate/requirements.ts';
import { evaluateReceipt } from '../../domain/policy/judge.ts';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given, now, RULES, step, WORLD, type Past } from '../support/given.ts';
import { approverOf, boardOf, ownerOf, signatoryOf } from '../support/people.ts';
import {
  agreed,
  approving,
  challenging,
  confirming,
  drafted,
  editing,
  opened,
  openedAt,
  OWNER,
  settling,
  withdrawing,
} from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const ics = approverOf('QHL', 'doctor');
const signatory = signatoryOf('QHL');
const region = approverOf('Y60', 'doctor');
const national = approverOf('national', 'doctor');

const moved = (code: string) => ({
  type: 'gate-decided' as const,
  data: { state: 'superseded' as const, because: [code] },
});
const again = ['stage-started', 'stage-presented'] as const;

/** Revenue of £20,000 is said to be £2,000,000: for the region. */
const challenged: Past = [opened(), did(ics, challenging('revenueGbp', 2_000_000)), step('open-gate')];
const factOf = (...past: readonly Past[]) =>
  claimsOf(given(...past).state).find(({ fact }) => fact === 'revenueGbp')!;

describe('a fact is a claim', () => {
  it('asserted by who drafted it, and confirmed by nobody yet', () => {
    expect(factOf(drafted())).to.deep.include({
      value: 20_000,
      assertedBy: OWNER.id,
      confirmed: [],
      challenges: [],
    });
  });

  it('confirmed by the approvals at the gate of the plan, also once that is over', () => {
    for (const past of [
      [opened(), did(nurse, approving)],
      [opened(), did(nurse, approving), did(doctor, approving)],
    ])
      expect(factOf(...past).confirmed.map(({ by }) => by)).to.include(nurse.id);
    const { state } = given(openedAt('support-people'));
    for (const claim of claimsOf(state)) expect(claim.confirmed).to.have.length(2);
  });

  it('confirmed by an act of its own, of those whom it touches', () => {
    for (const by of [nurse, ics, signatory, region, national]) {
      const { state } = given(opened())
        .when(confirming('revenueGbp'), by)
        .then({ type: 'fact-confirmed', data: { fact: 'revenueGbp', value: 20_000, by: by.id } });
      expect(claimsOf(state)[0]?.confirmed.map((each) => each.by)).to.deep.equal([by.id]);
    }
  });

  it('confirmed by nobody who wrote it, who belongs elsewhere or only reads, nor twice, nor as it is not', () => {
    const both = { ...OWNER, roles: [...OWNER.roles, { role: 'approver' as const, body: BIRMINGHAM }] };
    given(opened()).when(confirming('revenueGbp'), both).thenRefused('own-proposal');
    for (const by of [OWNER, approverOf('QKS', 'doctor'), boardOf('QHL'), approverOf(SOLIHULL, 'doctor')])
      given(opened()).when(confirming('revenueGbp'), by).thenRefused('not-allowed');
    given(opened(), did(ics, confirming('revenueGbp')))
      .when(confirming('revenueGbp'), ics)
      .thenRefused('nothing-changed');
    given(opened(), did(nurse, approving))
      .when(confirming('revenueGbp'), nurse)
      .thenRefused('nothing-changed');
    given(opened()).when(confirming('revenueGbp', 30_000), ics).thenRefused('content-changed');
    given(...[challenged])
      .when(confirming('revenueGbp'), ics)
      .thenRefused('already-challenged');
    given(drafted()).when(confirming('revenueGbp'), ics).thenRefused('not-allowed');
  });

  it('confirmed no more once it is edited, and the others stay confirmed', () => {
    const edited = did(OWNER, editing({ facts: { revenueGbp: 30_000 } }));
    const { state } = given(opened(), did(ics, confirming('capitalGbp')), did(nurse, approving), edited);
    const byFact = new Map(
      claimsOf(state).map(({ fact, confirmed }) => [fact, confirmed.map(({ by }) => by)]),
    );
    expect(byFact.get('revenueGbp')).to.deep.equal([]);
    expect(byFact.get('capitalGbp')).to.deep.equal([ics.id, nurse.id]);
    expect(byFact.get('residualRisk')).to.deep.equal([nurse.id]);
  });

  it('not confirmed by an approval that was taken back', () => {
    const recalled = did(nurse, ({ gate }) => ({
      type: 'recall-vote',
      task: gate?.seats.find(({ vote }) => vote?.by === nurse.id)?.task ?? '',
      reason: null,
    }));
    expect(factOf(opened(), did(nurse, approving), recalled).confirmed).to.deep.equal([]);
  });
});

describe('a challenge of a fact', () => {
  it('moves an open gate to where the challenged value belongs, and the receipt names what raised it', () => {
    const { moment } = given(opened(), did(nurse, approving))
      .when(challenging('revenueGbp', 2_000_000), ics)
      .then(
        {
          type: 'fact-challenged',
          data: { fact: 'revenueGbp', asserted: 20_000, value: 2_000_000, body: 'QHL' },
        },
        moved('fact-challenged'),
        ...again,
      );
    const { gate } = given(() => moment)
      .whenStep('open-gate')
      .then(
        { type: 'gate-opened', data: { level: 'region', bodies: ['Y60'] } },
        { type: 'gate-escalated', data: { from: 'place', to: 'region', deciding: ['S-07'] } },
        { type: 'votes-carried', data: { carried: [] } },
      );
    const basis = gate?.receipt.basis;
    const [made] = given(() => moment).state.claims.challenges;
    expect(basis?.asserted.revenueGbp).to.equal(20_000);
    expect(basis?.raisedBy).to.deep.equal([made?.id]);
    expect(basis?.challenges).to.deep.equal([
      { challenge: made?.id, fact: 'revenueGbp', value: 2_000_000, level: 'region' },
    ]);
  });

  it('leaves a receipt that gives itself again from what it stores', () => {
    const { moment } = given(challenged);
    const event = moment.happened.find((each) => each.type === 'gate-opened' && each.data.round === 2);
    const receipt = event?.type === 'gate-opened' ? event.data.receipt : null;
    const stored = JSON.parse(JSON.stringify(receipt)) as NonNullable<typeof receipt>;
    expect(evaluateReceipt(WORLD.policy, stored)).to.deep.equal({ ok: true, value: receipt });
  });

  it('to a value that is no higher leaves gate and votes where they are', () => {
    const { state } = given(opened(), did(nurse, approving))
      .when(challenging('revenueGbp', 10_000), ics)
      .then('fact-challenged', 'verdict-retaken');
    expect(state.gate).to.include({ state: 'open', level: 'place', round: 1 });
    expect(state.gate?.seats.filter((seat) => seat.vote !== null)).to.have.length(1);
    expect(state.gate?.receipt.basis?.raisedBy).to.deep.equal([]);
  });

  it('holds the plan until it is settled, and says which fact', () => {
    const { state, gate } = given(opened(), did(ics, challenging('revenueGbp', 10_000)), agreed);
    expect(gate.state).to.equal('open');
    const found = requirementsOf(state, gate, RULES).find((each) => each.id === 'facts-confirmed');
    expect(found?.state).to.equal('unsatisfied');
    expect(found?.reason).to.contain('facts.revenueGbp');
    given(opened(), did(ics, challenging('revenueGbp', 10_000)), agreed)
      .when(settling('withdrawn'), ics)
      .then('challenge-settled', 'verdict-retaken', { type: 'gate-decided', data: { state: 'approved' } });
  });

  it('asks for the referrals of every reading', () => {
    const past = [opened({ facts: { changesNationalStandard: true } })];
    given(...past)
      .when(challenging('substantialServiceChange', true), ics)
      .then('fact-challenged', moved('fact-challenged'), ...again);
    const told = given(...past, did(ics, challenging('substantialServiceChange', true)), step('open-gate'));
    expect(told.gate).to.include({ level: 'national' });
    expect(told.gate.referrals.map(({ authority }) => authority)).to.deep.equal(['secretary-of-state']);
    expect(told.gate.receipt.basis?.raisedBy).to.deep.equal([]);
  });

  it('may be made by a deciding body, an affected ICS and those above, and by nobody else', () => {
    for (const by of [nurse, ics, signatory, region, national])
      given(opened()).when(challenging('residualRisk', 6), by).then('fact-challenged', 'verdict-retaken');
    for (const by of [
      OWNER,
      approverOf('QKS', 'doctor'),
      boardOf('QHL'),
      ownerOf('QHL'),
      approverOf('Y59', 'doctor'),
    ])
      given(opened()).when(challenging('residualRisk', 6), by).thenRefused('not-allowed');
    const both = { ...OWNER, roles: [...OWNER.roles, { role: 'approver' as const, body: BIRMINGHAM }] };
    given(opened()).when(challenging('residualRisk', 6), both).thenRefused('own-proposal');
  });

  it('is refused where it says nothing new, nothing possible, nothing at all or the same again', () => {
    given(opened()).when(challenging('revenueGbp', 20_000), ics).thenRefused('nothing-changed');
    for (const [fact, value] of [
      ['residualRisk', 7],
      ['revenueGbp', -1],
      ['revenueGbp', 1.005],
      ['revenueGbp', true],
      ['caseToGovernment', 1],
      ['consultancyGbp', 30_000],
    ] as const) {
      const { refusal } = given(opened()).when(challenging(fact, value), ics).thenRefused('facts-invalid');
      expect(refusal.fields?.[0]?.field, fact).to.equal('value');
    }
    given(opened())
      .when(challenging('revenueGbp', 30_000, ' '), ics)
      .thenRefused('reason-required');
    for (const [value, by] of [
      [2_000_000, region],
      [3_000_000, ics],
    ] as const)
      given(challenged).when(challenging('revenueGbp', value), by).thenRefused('already-challenged');
    given(opened(), did(OWNER, withdrawing))
      .when(challenging('revenueGbp', 30_000), ics)
      .thenRefused('status-conflict');
    given(drafted()).when(challenging('revenueGbp', 30_000), ics).thenRefused('not-allowed');
  });

  it('waits for as long as nobody settles it', () => {
    const later = given(
      challenged,
      now({ now: '2027-11-02T09:00:00.000Z' }),
      step('remind'),
      step('escalate-within-level'),
    );
    expect(later.state.claims.challenges).to.have.length(1);
    expect(later.gate.level).to.equal('region');
  });

  it('of a fact after the plan was approved moves the gate that is open, and sends no plan back until it is upheld', () => {
    const past = openedAt('assure-accountability');
    given(past)
      .when(challenging('revenueGbp', 2_000_000), ics)
      .then('fact-challenged', moved('fact-challenged'), ...again);
    given(past, did(ics, challenging('revenueGbp', 2_000_000)), step('open-gate'))
      .when(settling('upheld'), region)
      .then({ type: 'challenge-settled', data: { how: 'upheld' } }, moved('money-above-approved'), ...again);
  });
});
