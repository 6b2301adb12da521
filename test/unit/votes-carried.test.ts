import { expect } from 'chai';
import type { Person } from '../../domain/person.ts';
import { did, given, NOW, now, step, type Past } from '../support/given.ts';
import { approverOf, signatoryOf } from '../support/people.ts';
import {
  approving,
  challenging,
  editing,
  opened,
  OWNER,
  recalling,
  recusing,
  settling,
} from '../support/stories.ts';

const doctor = approverOf('QHL', 'doctor');
const nurse = approverOf('QHL', 'registered-nurse');
const signatory = signatoryOf('QHL', 'manager');
const region = approverOf('Y60', 'doctor');
const regional = approverOf('Y60', 'registered-nurse');

/** Of £100,000, so the system decides; challenged as £2,000,000 it is the region's until that is settled. */
const AT_SYSTEM: Past = opened({ facts: { revenueGbp: 100_000 } });
const raised: Past = [did(region, challenging('revenueGbp', 2_000_000)), step('open-gate')];
const back: Past = [did(regional, settling('dismissed')), step('open-gate')];
const voters = (seats: readonly { readonly vote: { readonly by: string } | null }[]) =>
  seats.map(({ vote }) => vote?.by ?? null);

describe('votes that still count, when facts move a gate', () => {
  it('stand where the gate comes back to, and are told where they were cast', () => {
    const before = given(AT_SYSTEM, did(doctor, approving));
    const [seat] = before.gate.seats;
    const { moment, gate } = given(
      AT_SYSTEM,
      did(doctor, approving),
      raised,
      did(regional, settling('dismissed')),
    )
      .whenStep('open-gate')
      .then('gate-opened', 'gate-escalated', {
        type: 'votes-carried',
        data: {
          carried: [
            {
              task: given(AT_SYSTEM, did(doctor, approving), raised, back).gate.seats[0]!.task,
              by: doctor.id,
              votedAt: NOW,
              fromGate: before.gate.id,
              from: seat!.task,
            },
          ],
          left: [],
        },
      });
    expect(gate?.level).to.equal('system');
    expect(voters(gate!.seats)).to.deep.equal([doctor.id, null, null]);
    expect(gate?.seats[0]?.vote?.cast).to.deep.equal({
      gate: before.gate.id,
      task: seat!.task,
      level: 'system',
    });
    expect(moment.state?.gate?.earlier).to.deep.equal([]);
  });

  it('are kept while the gate is elsewhere, and said not to count there', () => {
    const { gate } = given(
      AT_SYSTEM,
      did(doctor, approving),
      did(region, challenging('revenueGbp', 2_000_000)),
    )
      .whenStep('open-gate')
      .then('gate-opened', 'gate-escalated', {
        type: 'votes-carried',
        data: {
          carried: [],
          left: [
            {
              by: doctor.id,
              votedAt: NOW,
              fromGate: given(AT_SYSTEM).gate.id,
              from: given(AT_SYSTEM).gate.seats[0]!.task,
              because: 'no-such-seat',
            },
          ],
        },
      });
    expect(gate?.level).to.equal('region');
    expect(gate?.earlier.map(({ vote }) => vote.by)).to.deep.equal([doctor.id]);
  });

  it('a signature that is asked for at both levels stands at both', () => {
    const past = [opened({ facts: { revenueGbp: 2_000_000 } }), did(signatory, approving)] as const;
    const up = given(
      ...past,
      did(approverOf('Y60', 'midwife'), challenging('revenueGbp', 20_000_000)),
      step('open-gate'),
    );
    expect(up.gate.level).to.equal('national');
    expect(up.gate.seats.filter(({ vote }) => vote !== null).map(({ kind }) => kind)).to.deep.equal([
      'signature',
    ]);
  });

  it('decide the gate with the next vote, and as it opens where they are enough', () => {
    const all: Past = [AT_SYSTEM, did(doctor, approving), raised, back];
    given(all)
      .when(approving, signatory)
      .then('task-completed', { type: 'gate-decided', data: { state: 'approved' } });
  });

  it('do not where what they read has changed, and do again once it is as it was', () => {
    const moved: Past = [
      AT_SYSTEM,
      did(doctor, approving),
      did(OWNER, editing({ facts: { revenueGbp: 2_000_000 } })),
      step('open-gate'),
    ];
    expect(given(moved).gate.earlier.length).to.equal(1);
    const nearly: Past = [moved, did(OWNER, editing({ facts: { revenueGbp: 90_000 } })), step('open-gate')];
    expect(voters(given(nearly).gate.seats)).to.deep.equal([null, null, null]);
    const { gate } = given(nearly)
      .when(editing({ facts: { revenueGbp: 100_000 } }), OWNER)
      .then('initiative-edited', 'verdict-retaken', 'votes-outdated', 'votes-carried');
    expect(voters(gate!.seats)).to.deep.equal([doctor.id, null, null]);
  });

  it('are not counted beside what anybody did meanwhile: who answered since, and whose place is taken', () => {
    const moved: Past = [
      AT_SYSTEM,
      did(doctor, approving),
      did(OWNER, editing({ facts: { revenueGbp: 2_000_000 } })),
      step('open-gate'),
      did(OWNER, editing({ facts: { revenueGbp: 90_000 } })),
      step('open-gate'),
    ];
    const taken: Past = [moved, did(nurse, approving)];
    given(taken)
      .when(editing({ facts: { revenueGbp: 100_000 } }), OWNER)
      .then('initiative-edited', 'verdict-retaken', 'votes-outdated', 'votes-carried');
    const declined: Past = [moved, did(doctor, approving), did(doctor, recalling())];
    given(declined)
      .when(editing({ facts: { revenueGbp: 100_000 } }), OWNER)
      .then('initiative-edited', 'verdict-retaken', 'votes-outdated');
  });

  it('count as their voter answered last: what they said before of the same text is kept, and does not count', () => {
    const both: Person = {
      ...approverOf('Y60', 'doctor'),
      roles: [...doctor.roles, ...approverOf('Y60', 'doctor').roles],
    };
    const later = now({ now: new Date(Date.parse(NOW) + 60_000).toISOString() });
    const twice: Past = [AT_SYSTEM, did(both, approving), raised, later, did(both, approving)];
    const { gate } = given(twice, did(regional, settling('dismissed')))
      .whenStep('open-gate')
      .then('gate-opened', 'gate-escalated', 'votes-carried');
    expect(voters(gate!.seats)).to.deep.equal([null, null, null]);
    expect(gate!.earlier.map(({ vote }) => vote.cast.level)).to.have.members(['system', 'region']);
  });

  it('are gone with their voter’s interest, and with their voter’s word', () => {
    const interested = given(AT_SYSTEM, did(doctor, approving), raised)
      .when(recusing, doctor)
      .then('person-recused', { type: 'vote-recalled', data: { because: 'interest-declared' } });
    expect(interested.gate?.earlier).to.deep.equal([]);
    const recalled = given(AT_SYSTEM, did(doctor, approving), raised, back)
      .when(recalling(), doctor)
      .then('vote-recalled');
    expect(voters(recalled.gate!.seats)).to.deep.equal([null, null, null]);
    expect(recalled.gate?.earlier).to.deep.equal([]);
  });
});
