import { expect } from 'chai';
import first from '../../policies/gates-1.json' with { type: 'json' };
import shipped from '../../policies/gates-2.json' with { type: 'json' };
import { approvalsLeft } from '../../domain/gate/actions.ts';
import { offersOf } from '../../domain/gate/offer.ts';
import { asking, problemsOf, ruleOf } from '../support/asked-sets.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { COMPLETE } from '../support/contents.ts';
import { did, given, now, rulesOf } from '../support/given.ts';
import { approverOf, ownerOf, signatoryOf } from '../support/people.ts';
import { answering, approving, claiming, editing, opened, openedAt, sending } from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const midwife = approverOf(BIRMINGHAM, 'midwife');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const manager = approverOf(BIRMINGHAM, 'manager');
const declining = answering('decline');
const approved = { type: 'gate-decided', data: { state: 'approved' } } as const;
const ended = { type: 'gate-decided', data: { state: 'declined', declinedBy: BIRMINGHAM } } as const;

/** Decided by a region, and signed for by two ICSs. */
const REGION = { lead: 'Y59', affected: ['QKS', 'QNX'] };

describe('a quorum as the rules say it', () => {
  it('says in the words of version 2 what version 1 said, of every gate there is', () => {
    const [one, two] = [rulesOf(first), rulesOf(shipped)];
    expect(two.quorum).to.deep.equal(one.quorum);
    expect(two.requirements).to.deep.equal(one.requirements);
    expect(two.times).to.deep.equal(one.times);
    expect(two.signatures.map(({ reads: _, ...rest }) => rest)).to.deep.equal(
      one.signatures.map(({ reads: _, ...rest }) => rest),
    );
  });

  it('is kept as version 1 kept it where it says no more, so that the release before can go on with it', () => {
    const past = (rules: object) => given(now({ rules: rulesOf(rules) }), opened(REGION));
    const plain = { body: 'Y59', approvals: 2, professions: 2, registered: 1, notProfession: null };
    expect(past(first).gate.quorum).to.deep.equal([plain]);
    const [approvals, ...signatures] = past(shipped).gate.quorum;
    expect(approvals).to.deep.equal(plain);
    expect(signatures.map((each) => ('id' in each ? each.id : null))).to.deep.equal([
      'signature:QKS',
      'signature:QNX',
    ]);
    expect(past(shipped).gate.seats).to.deep.equal(past(first).gate.seats);
  });

  it('is met by any one of its thresholds: a doctor, or two others', () => {
    const either = asking([{ anyOf: [{ approve: 1, filter: { staffGroups: ['01'] } }, { approve: 2 }] }]);
    given(either, opened()).when(approving, doctor).then('task-completed', approved);
    const one = given(either, opened(), did(nurse, approving));
    expect([one.gate.state, approvalsLeft(one.gate)]).to.deep.equal(['open', 1]);
    given(either, opened(), did(nurse, approving)).when(approving, manager).then('task-completed', approved);
  });

  it('lets go what is held once others have given what was asked', () => {
    const either = asking([{ anyOf: [{ approve: 1, filter: { registered: true } }, { approve: 2 }] }, {}]);
    const held = [either, opened(), did(manager, claiming(1))];
    const { gate } = given(...held)
      .when(answering('approve', { seat: 0 }), nurse)
      .then('task-released', 'task-completed');
    expect(gate?.seats[1]?.state).to.equal('ready');
    given(...held, did(nurse, answering('approve', { seat: 0 })))
      .when(answering('approve', { seat: 1 }), manager)
      .thenRefused('not-needed');
  });

  it('counts nobody for two sets: as many people as all of them ask for', () => {
    const both = [asking([{ anyOf: [{ approve: 1, filter: { registered: true } }] }, {}]), opened()];
    given(...both, did(nurse, answering('approve', { seat: 0 })))
      .when(answering('approve', { seat: 1 }), nurse)
      .thenRefused('one-seat-each');
    given(...both, did(nurse, answering('approve', { seat: 0 })))
      .when(answering('approve', { seat: 1 }), midwife)
      .then('task-completed', approved);
  });

  it('opens a set once the one before is met, and says so; what was given then stands', () => {
    const ordered = [asking([{ name: 'Clinicians' }, { after: ['set-0'] }]), opened()];
    const { gate } = given(...ordered);
    expect(offersOf(gate).map(({ offered }) => offered)).to.deep.equal([true, false]);
    for (const asked of [answering('approve', { seat: 1 }), claiming(1)]) {
      const { refusal } = given(...ordered)
        .when(asked, manager)
        .thenRefused('not-yet');
      expect(refusal.detail).to.contain('clinicians');
    }
    const half = [...ordered, did(nurse, answering('approve', { seat: 0 }))];
    expect(offersOf(given(...half).gate).map(({ offered }) => offered)).to.deep.equal([false, true]);
    given(...half)
      .when(answering('approve', { seat: 1 }), manager)
      .then('task-completed', approved);
  });

  it('has an ICS sign after the approvals, or the approvals come after it', () => {
    const signing = signatoryOf('QKS');
    const doctorOf = approverOf('Y59', 'doctor');
    const last = now({
      rules: rulesOf({
        ...shipped,
        quorum: [ruleOf([{}])],
        signatures: shipped.signatures.map((each) => ({ ...each, after: ['set-0'] })),
      }),
    });
    given(last, opened(REGION)).when(approving, signing).thenRefused('not-yet');
    given(last, opened(REGION), did(doctorOf, approving)).when(approving, signing).then('task-completed');
    const before = asking([{ after: ['signatures'] }]);
    given(before, opened(REGION)).when(approving, doctorOf).thenRefused('not-yet');
    given(before, opened(REGION), did(signing, approving)).when(approving, doctorOf).thenRefused('not-yet');
    given(before, opened(REGION), did(signing, approving), did(signatoryOf('QNX'), approving))
      .when(approving, doctorOf)
      .then('task-completed', approved);
  });

  it('is ended by as many declines as it says, or by one of whom a veto names', () => {
    const twoOfThree = asking([{ anyOf: [{ approve: 2, decline: 2 }] }], {
      vetoes: [{ staffGroups: ['01'] }],
    });
    expect(given(twoOfThree, opened()).gate.seats).to.have.lengthOf(3);
    given(twoOfThree, opened()).when(declining, nurse).then('task-completed');
    given(twoOfThree, opened(), did(nurse, declining)).when(declining, manager).then('task-completed', ended);
    given(twoOfThree, opened(), did(nurse, declining), did(manager, approving))
      .when(approving, midwife)
      .then('task-completed', approved);
    given(twoOfThree, opened()).when(declining, doctor).then('task-completed', ended);
  });

  it('is vetoed by an ICS that signs, where the rules say so: else its decline sends the work back', () => {
    given(opened(REGION))
      .when(declining, signatoryOf('QKS'))
      .then('task-completed', { type: 'gate-decided', data: { state: 'returned', declinedBy: 'QKS' } });
    given(asking([{}], { vetoes: [{ levels: ['system'] }] }), opened(REGION))
      .when(declining, signatoryOf('QKS'))
      .then('task-completed', { type: 'gate-decided', data: { state: 'declined', declinedBy: 'QKS' } });
  });

  it('can be given by several bodies together, from as many of them as it says', () => {
    const joint = {
      of: 'deciding-bodies-together',
      anyOf: [{ approve: 2, bodies: 2, filter: { registered: true } }],
    } as const;
    const rules = rulesOf({
      ...shipped,
      quorum: [{ ...ruleOf([joint]), stages: ['support-people'] }, ...shipped.quorum],
    });
    const past = openedAt('support-people', { lead: 'national', affected: ['QHL', 'QJK'] });
    const { moment } = given(now({ rules }), past);
    expect(moment.state?.gate?.bodies).to.deep.equal(['Y58', 'Y60']);
    const start = [() => moment, did(signatoryOf('QJK', 'doctor'), answering('approve', { seat: 2 }))];
    given(...start, did(approverOf('Y58', 'doctor'), answering('approve', { seat: 0 })))
      .when(answering('approve', { seat: 1 }), approverOf('Y58', 'midwife'))
      .thenRefused('profession-counted');
    given(...start, did(approverOf('Y58', 'doctor'), answering('approve', { seat: 0 })))
      .when(answering('approve', { seat: 1 }), approverOf('Y60', 'doctor'))
      .then('task-completed', approved);
  });
});

describe('what a place in a quorum reads', () => {
  const evidence = { ...COMPLETE['develop-plan'], evidence: [{ claim: 'Otherwise', source: 'Elsewhere' }] };
  const regional = ownerOf('Y59');

  it('keeps a signature standing where an edit changes what it does not read', () => {
    const voted = [
      opened(REGION),
      did(approverOf('Y59', 'doctor'), approving),
      did(signatoryOf('QKS'), approving),
      did(signatoryOf('QNX'), approving),
    ];
    const { gate } = given(...voted);
    expect(gate.seats[2]?.vote?.sections)
      .to.include.keys('plan', 'money')
      .and.not.include.keys('evidence', 'team');
    const edited = given(...voted)
      .when(sending('develop-plan', evidence), regional)
      .then('stage-content-sent', {
        type: 'votes-outdated',
        data: { tasks: [gate.seats[0]!.task], sections: ['evidence'] },
      });
    expect(edited.gate?.seats[2]?.vote).to.deep.equal(gate.seats[2]?.vote);
    given(() => edited.moment, did(approverOf('Y59', 'doctor'), approving))
      .when(approving, approverOf('Y59', 'manager'))
      .then('task-completed', approved);
    given(...voted)
      .when(editing({ proposal: { aim: 'Two weeks less.' } }), regional)
      .then('initiative-edited', {
        type: 'votes-outdated',
        data: { tasks: [0, 2, 3].map((seat) => gate.seats[seat]!.task) },
      });
  });

  it('is what its threshold says for whom it names, and what its set says for others', () => {
    const past = [
      asking([
        {},
        {
          reads: ['aim', 'plan'],
          anyOf: [{ approve: 2 }, { approve: 2, filter: { staffGroups: ['08'] }, reads: ['money'] }] as never,
        },
      ]),
      opened(),
      did(nurse, answering('approve', { seat: 1 })),
      did(manager, answering('approve', { seat: 2 })),
    ];
    const read = given(...past).gate.seats.map(({ vote }) => Object.keys(vote?.sections ?? {}));
    expect(read).to.deep.equal([[], ['aim', 'plan'], ['aim', 'plan', 'money']]);
  });

  it('confirms the facts only where it reads them', () => {
    const past = [asking([{ reads: ['plan'] }, {}]), opened(), did(nurse, answering('approve', { seat: 0 }))];
    given(...past)
      .when(answering('approve', { seat: 1 }), manager)
      .then('task-completed', {
        type: 'gate-decided',
        data: { state: 'approved' },
      });
    expect(problemsOf([{ reads: ['plan', 'facts'] }])).to.deep.equal(['quorum[0].sets: facts-read']);
  });

  it('leaves an owner’s edit of a section that nobody read to those who are still to read it', () => {
    given(asking([{ reads: ['plan'] }, {}]), opened(), did(nurse, answering('approve', { seat: 0 })))
      .when(editing({ proposal: { aim: 'Two weeks less.' } }), owner)
      .then('initiative-edited', { type: 'votes-outdated', data: { tasks: [] } });
  });
});
