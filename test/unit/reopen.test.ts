import { expect } from 'chai';
import { standingOf } from '../../domain/initiative/standing.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { COMPLETE } from '../support/contents.ts';
import { did, given, now, NOW, step } from '../support/given.ts';
import { approverOf, boardOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  drafted,
  editing,
  opened,
  openedAt,
  OWNER,
  sending,
  submitting,
  withdrawing,
} from '../support/stories.ts';

const doctor = approverOf(BIRMINGHAM, 'doctor');
const decline = [did(doctor, answering('decline')), step('move-on')];
const declined = [opened(), decline];
const later = { title: 'Learn together, in one ward first' };
const changed = did(OWNER, editing({ proposal: later }));

describe('a declined initiative', () => {
  it('is submitted again once its proposal changed: a new round of the stage that was declined', () => {
    const { state } = given(...declined, changed)
      .when(submitting, OWNER)
      .then(
        { type: 'initiative-reopened', data: { stage: 'develop-plan', round: 2 } },
        { type: 'stage-started', data: { stage: 'develop-plan', round: 2 } },
        { type: 'stage-presented', data: { stage: 'develop-plan', round: 2 } },
      );
    expect(state.status).to.equal('under-way');
    expect(standingOf(state, NOW)).to.deep.equal({ doing: 'open-gate', stage: 'develop-plan' });
  });

  it('gets a gate of its own with a due date anew, and the votes of the first stay in the history', () => {
    const told = given(
      ...declined,
      now({ now: '2026-12-07T09:00:00.000Z' }),
      changed,
      did(OWNER, submitting),
      step('open-gate'),
    );
    expect(told.gate).to.include({ state: 'open', round: 2 });
    expect(told.gate.dueAt > '2026-12-07').to.equal(true);
    expect(told.gate.seats.every((seat) => seat.vote === null)).to.equal(true);
    const types = told.moment.happened.map(({ type }) => type);
    expect(types.filter((type) => type === 'gate-opened')).to.have.length(2);
    expect(types).to.include.members(['task-completed', 'initiative-declined']);
  });

  it('may be approved then', () => {
    const { state } = given(...declined, changed, did(OWNER, submitting), step('open-gate'), agreed);
    expect(state.gate?.state).to.equal('approved');
  });

  it('is submitted again with other facts, or with other content of the stage', () => {
    const { plan } = COMPLETE['develop-plan'];
    for (const asked of [
      editing({ facts: { residualRisk: 6 } }),
      sending('develop-plan', {
        ...COMPLETE['develop-plan'],
        plan: { ...(plan as object), workforce: 'Three.' },
      }),
    ])
      given(...declined, did(OWNER, asked))
        .when(submitting, OWNER)
        .then('initiative-reopened', 'stage-started', 'stage-presented');
  });

  it('at a later stage goes on at that stage, and what was approved stays approved', () => {
    const at = [openedAt('support-people'), decline];
    const other = did(
      OWNER,
      sending('support-people', { ...COMPLETE['support-people'], people: 'Two educators' }),
    );
    const { state } = given(...at, other)
      .when(submitting, OWNER)
      .then(
        { type: 'initiative-reopened', data: { stage: 'support-people', round: 2 } },
        'stage-started',
        'stage-presented',
      );
    expect(state.stages['develop-plan'].state).to.equal('decided');
    // A stage that nobody was shown yet is no change of what was declined.
    given(...at, did(OWNER, sending('guide-expectations', COMPLETE['guide-expectations'])))
      .when(submitting, OWNER)
      .thenRefused('nothing-changed');
  });

  it('at a later stage goes back to its plan where what changed asks for another decision', () => {
    const wider = did(OWNER, editing({ affected: [BIRMINGHAM, 'QJK'] }));
    const { state } = given(openedAt('support-people'), decline, wider)
      .when(submitting, OWNER)
      .then({ type: 'initiative-reopened', data: { stage: 'develop-plan', round: 2 } }, 'stage-presented');
    expect(state.stages['develop-plan'].state).to.equal('presented');
    expect(state.stages['support-people'].state).to.equal('waiting');
  });

  it('is not, as it was: nothing was changed, or what was changed was changed back', () => {
    const back = did(OWNER, editing({ proposal: { title: 'Learn together' } }));
    for (const past of [declined, [...declined, changed, back]])
      given(...past)
        .when(submitting, OWNER)
        .thenRefused('nothing-changed');
  });

  it('is not by anybody but its owner, nor twice', () => {
    for (const by of [doctor, boardOf(BIRMINGHAM), { ...OWNER, id: 'colleague' }])
      given(...declined, changed)
        .when(submitting, by)
        .thenRefused('not-allowed');
    given(...declined, changed, did(OWNER, submitting))
      .when(submitting, OWNER)
      .thenRefused('status-conflict');
  });

  it('is not with facts that cannot be used, or with nobody affected', () => {
    given(...declined)
      .when(editing({ facts: { residualRisk: 7 } }), OWNER)
      .thenRefused('facts-invalid');
    given(...declined)
      .when(editing({ affected: [] }), OWNER)
      .thenRefused('proposal-incomplete');
  });

  it('before the workflow has moved on, a decline is not overtaken', () => {
    given(opened(), did(doctor, answering('decline')))
      .when(editing({ proposal: later }), OWNER)
      .thenRefused('status-conflict');
  });

  it('withdrawn and closed stay ended', () => {
    given(opened(), did(OWNER, withdrawing)).when(submitting, OWNER).thenRefused('status-conflict');
    given(openedAt('assure-accountability'), agreed, step('move-on'))
      .when(submitting, OWNER)
      .thenRefused('status-conflict');
    given(drafted(), did(OWNER, withdrawing))
      .when(editing({ proposal: later }), OWNER)
      .thenRefused('status-conflict');
  });

  it('takes no vote at the gate that declined it', () => {
    given(...declined, changed, did(OWNER, submitting))
      .when(approving, approverOf(BIRMINGHAM, 'registered-nurse'))
      .thenRefused('late');
  });
});
