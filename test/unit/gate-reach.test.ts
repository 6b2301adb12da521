import { expect } from 'chai';
import { reachOf } from '../../domain/gate/reach.ts';
import type { Person } from '../../domain/person.ts';
import { BIRMINGHAM, MAP } from '../support/bodies.ts';
import { did, given, type Past } from '../support/given.ts';
import { approverOf, ownerOf, person, signatoryOf } from '../support/people.ts';
import { agreed, approving, claiming, opened } from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const otherNurse = approverOf(BIRMINGHAM, 'registered-nurse', 'other');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const student = approverOf(BIRMINGHAM, 'student');
const owner = { ...ownerOf(BIRMINGHAM), roles: [{ role: 'approver' as const, body: BIRMINGHAM }] };

function reach(people: readonly Person[], ...past: readonly Past[]) {
  const { state, gate } = given(...past);
  return reachOf(state, gate, people, MAP);
}

describe('a quorum that cannot be reached', () => {
  it('is not said of one that can', () => {
    const { eligible, outOfReach } = reach([nurse, otherNurse, doctor, student, owner], opened());
    expect(outOfReach).to.deep.equal([]);
    expect(eligible).to.deep.equal([nurse, otherNurse, doctor]);
  });

  it('says who there is, what is missing, and what would mend it', () => {
    const [missing, ...more] = reach([nurse, otherNurse, student, owner], opened()).outOfReach;
    expect(more).to.deep.equal([]);
    expect(missing?.bodies).to.deep.equal([BIRMINGHAM]);
    expect(missing?.reason).to.contain('2 more approvals of 2 (from 2 professions, 1 registered)');
    expect(missing?.reason).to.contain('2 people could give one: registered nurse.');
    expect(missing?.wayOut).to.match(
      /^Register an approver of .* of another profession than registered nurse\.$/,
    );
  });

  it('counts what was given, and looks at what is left', () => {
    const voted = [opened(), did(nurse, approving)];
    expect(reach([nurse, doctor], ...voted)).to.deep.equal({ eligible: [doctor], outOfReach: [] });
    expect(reach([nurse, otherNurse], ...voted).outOfReach).to.have.lengthOf(1);
    expect(reach([nurse, otherNurse], ...voted).eligible).to.deep.equal([]);
    expect(reach([nurse, otherNurse], ...voted).outOfReach[0]?.reason).to.contain(
      'Nobody is registered who could give one.',
    );
  });

  it('names whom it lacks: somebody registered, or a signatory', () => {
    const unregistered = ['manager', 'analyst'].map((profession) => approverOf(BIRMINGHAM, profession));
    expect(reach(unregistered, opened()).outOfReach[0]?.wayOut).to.contain('of a registered profession');
    const ics = opened({ lead: 'QHL', affected: ['QHL'] });
    const approvers = ['doctor', 'registered-nurse'].map((profession) => approverOf('QHL', profession));
    expect(reach(approvers, ics).outOfReach[0]).to.deep.include({
      role: 'signatory',
      wayOut: `Register a signatory of ${MAP.get('QHL')?.name ?? ''}.`,
    });
  });

  it('is not made of somebody who only holds a task', () => {
    expect(reach([nurse, doctor], opened(), did(nurse, claiming()))).to.deep.equal({
      eligible: [nurse, doctor],
      outOfReach: [],
    });
  });

  it('names a signature that nobody could give, and each ICS by itself', () => {
    const region = opened({ lead: 'Y60', affected: ['QHL', 'QJM'] });
    const approvers = [approverOf('Y60', 'doctor'), approverOf('Y60', 'registered-nurse')];
    const all = reach([...approvers, signatoryOf('QHL'), signatoryOf('QJM')], region);
    expect(all.outOfReach).to.deep.equal([]);
    const { outOfReach } = reach([...approvers, signatoryOf('QHL')], region);
    expect(outOfReach.map(({ bodies, role }) => ({ bodies, role }))).to.deep.equal([
      { bodies: ['QJM'], role: 'signatory' },
    ]);
    expect(outOfReach[0]?.reason).to.contain(`A signature of ${MAP.get('QJM')?.name ?? ''} is needed`);
    expect(reach([], region).outOfReach).to.have.lengthOf(3);
  });

  it('is told of people who are wanted twice', () => {
    const region = opened({ lead: 'Y60', affected: ['QHL', 'QJM'] });
    const both = person('signs for two', 'manager', ['signatory', 'QHL'], ['signatory', 'QJM']);
    const approvers = [approverOf('Y60', 'doctor'), approverOf('Y60', 'registered-nurse')];
    const { outOfReach } = reach([...approvers, both], region);
    expect(outOfReach).to.have.lengthOf(1);
    expect(outOfReach[0]?.reason).to.contain('wanted for several');
  });

  it('is nothing to a gate that is over', () => {
    expect(reach([nurse, doctor], opened(), agreed)).to.deep.equal({ eligible: [], outOfReach: [] });
  });

  it('is told of a gate of the whole nation, also where its signatories are too few by one', () => {
    const systems = Array.from({ length: 40 }, (_, index) => `Q${index}`);
    const { state, gate } = given(opened());
    const [first] = gate.seats;
    const seats = [
      ...gate.seats,
      ...systems.map((body) => ({
        ...first!,
        task: body,
        kind: 'signature' as const,
        role: 'signatory' as const,
        bodies: [body],
      })),
    ];
    const signing = systems.flatMap((body) =>
      ['manager', 'doctor', 'analyst'].map((profession) =>
        signatoryOf(body, profession, `${profession} who signs`),
      ),
    );
    const whole = { ...gate, seats };
    expect(reachOf(state, whole, [...signing, nurse, doctor], MAP).outOfReach).to.deep.equal([]);
    expect(reachOf(state, whole, [...signing, nurse, otherNurse], MAP).outOfReach).to.have.lengthOf(1);
    // Pairs of bodies share their signatories, so there are many ways to go wrong; the last four have three between them.
    const paired = systems.slice(0, 36).flatMap((body, index) => {
      const other = systems[index ^ 1] ?? '';
      return [
        signatoryOf(body),
        person(`signs for ${body} too`, 'doctor', ['signatory', body], ['signatory', other]),
      ];
    });
    const three = ['a', 'b', 'c'].map((name) =>
      person(
        name,
        'doctor',
        ...systems.slice(36).map((body) => ['signatory', body] as ['signatory', string]),
      ),
    );
    const few = reachOf(state, whole, [...paired, ...three, nurse, doctor], MAP);
    expect(few.outOfReach).to.have.lengthOf(1);
    expect(few.outOfReach[0]?.reason).to.contain('wanted for several');
  });
});
