import { expect } from 'chai';
import first from '../../policies/gates-1.json' with { type: 'json' };
import shipped from '../../policies/gates-2.json' with { type: 'json' };
import { retaken } from '../../domain/initiative/after-edit.ts';
import { asking, ruleOf } from '../support/asked-sets.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { did, given, now, rulesOf } from '../support/given.ts';
import { approverOf, ownerOf, signatoryOf } from '../support/people.ts';
import { answering, approving, claiming, editing, opened, openedAt } from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const midwife = approverOf(BIRMINGHAM, 'midwife');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const manager = approverOf(BIRMINGHAM, 'manager');
const approved = { type: 'gate-decided', data: { state: 'approved' } } as const;
/** Approvals as the shipped rules have them. */
const usual = shipped.quorum.at(-1)!.sets[0]!;
const SYSTEM = { lead: 'QHL', affected: ['QHL'] } as const;
const inSeat = (seat: number) => answering('approve', { seat });
const declining = (seat: number) => answering('decline', { seat });

describe('several sets of one body', () => {
  const finance = {
    id: 'finance',
    name: 'Finance',
    anyOf: [{ approve: 1, filter: { professions: ['manager'] } }],
  };
  const both = [asking([usual as never, finance]), opened()];

  it('are each met by the people in their own places', () => {
    given(...both, did(nurse, inSeat(0)), did(doctor, inSeat(1)))
      .when(inSeat(2), manager)
      .then('task-completed', approved);
    given(...both, did(nurse, inSeat(0)))
      .when(inSeat(2), manager)
      .then('task-completed');
    given(...both, did(nurse, inSeat(0)), did(manager, inSeat(2)))
      .when(inSeat(1), doctor)
      .then('task-completed', approved);
    given(...both)
      .when(inSeat(2), doctor)
      .thenRefused('profession-counted');
  });

  it('are so beside one that all bodies give together', () => {
    const joint = {
      id: 'joint',
      of: 'deciding-bodies-together',
      anyOf: [{ approve: 1, filter: { staffGroups: ['01'] } }],
    } as const;
    given(asking([usual as never, joint]), opened(), did(nurse, inSeat(0)), did(midwife, inSeat(1)))
      .when(inSeat(2), doctor)
      .then('task-completed', approved);
  });
});

describe('an ICS that decides', () => {
  const approver = approverOf('QHL', 'registered-nurse');
  const other = approverOf('QHL', 'doctor');
  const signing = signatoryOf('QHL', 'manager');

  it('decides by a signature, however many places there are', () => {
    const [threshold] = usual.anyOf;
    const twoOfThree = [
      asking([{ ...usual, anyOf: [{ ...threshold!, decline: 2 }] } as never]),
      opened(SYSTEM),
    ];
    expect(given(...twoOfThree).gate.seats.map(({ role }) => role)).to.deep.equal([
      'approver',
      'approver',
      'signatory',
    ]);
    given(...twoOfThree, did(approver, inSeat(0)))
      .when(inSeat(1), other)
      .then('task-completed');
    given(...twoOfThree, did(approver, inSeat(0)), did(other, inSeat(1)))
      .when(inSeat(2), signing)
      .then('task-completed', approved);
    given(...twoOfThree, did(approver, inSeat(0)))
      .when(inSeat(2), signing)
      .then('task-completed', approved);
  });

  it('decides by a signature, by whichever alternative', () => {
    const either = [
      asking([
        { ...usual, anyOf: [...usual.anyOf, { approve: 1, filter: { professions: ['doctor'] } }] } as never,
      ]),
      opened(SYSTEM),
    ];
    given(...either)
      .when(inSeat(0), other)
      .then('task-completed');
    given(...either)
      .when(inSeat(1), signatoryOf('QHL', 'doctor'))
      .then('task-completed', approved);
  });
});

describe('sets in order', () => {
  const two = { anyOf: [{ approve: 2 }] };
  const ordered = [asking([two, { after: ['set-0'] }]), opened()];
  const away = editing({ proposal: { aim: 'Two weeks less.' } });
  const back = editing({ proposal: { aim: 'A week less to wait by spring.' } });
  const outdated = [
    ...ordered,
    did(nurse, inSeat(0)),
    did(doctor, inSeat(1)),
    did(manager, claiming(2)),
    did(owner, away),
  ];

  it('stand again with a claim of a later one, when an edit is undone', () => {
    const { gate } = given(...outdated, did(owner, back));
    expect(gate.seats.map(({ state }) => state)).to.deep.equal(['completed', 'completed', 'claimed']);
  });

  it('keep a claim of a later one while an earlier one is given anew', () => {
    given(...outdated)
      .when(inSeat(0), nurse)
      .then('task-completed');
  });

  it('stand again after those that they came after, wherever these sit', () => {
    const past = [
      now({
        rules: rulesOf({
          ...shipped,
          signatures: shipped.signatures.map((each) => ({ ...each, reads: 'everything' })),
          quorum: [
            {
              ...shipped.quorum.at(-1),
              sets: [{ ...usual, anyOf: [{ approve: 2 }], after: ['signatures'] }],
            },
          ],
        }),
      }),
      opened({ lead: 'Y59', affected: ['QKS', 'QNX'] }),
      did(signatoryOf('QKS'), approving),
      did(signatoryOf('QNX'), approving),
      did(approverOf('Y59', 'doctor'), approving),
      did(ownerOf('Y59'), away),
    ];
    const { gate } = given(...past, did(ownerOf('Y59'), back));
    expect(gate.seats.map(({ kind, vote }) => [kind, vote !== null])).to.deep.equal([
      ['approval', true],
      ['approval', false],
      ['signature', true],
      ['signature', true],
    ]);
  });
});

describe('declines that end a gate', () => {
  const twoOfThree = (more: object = {}) => [
    asking([{ anyOf: [{ approve: 2, decline: 2 }] }], more),
    opened(),
  ];

  it('are all named', () => {
    const past = [...twoOfThree(), did(nurse, declining(0))];
    const because = given(...past)
      .gate.seats.slice(0, 2)
      .map(({ task }) => task);
    given(...past)
      .when(declining(1), manager)
      .then('task-completed', {
        type: 'gate-decided',
        data: { state: 'declined', because, declinedBy: BIRMINGHAM },
      });
  });

  it('or the veto alone', () => {
    const past = [...twoOfThree({ vetoes: [{ professions: ['doctor'] }] }), did(nurse, declining(0))];
    const because = [given(...past).gate.seats[1]!.task];
    given(...past)
      .when(declining(1), doctor)
      .then('task-completed', { type: 'gate-decided', data: { state: 'declined', because } });
  });

  it('of several bodies together are the last one’s doing', () => {
    const joint = { of: 'deciding-bodies-together', anyOf: [{ approve: 2, decline: 2 }] } as const;
    const rules = rulesOf({
      ...shipped,
      quorum: [{ ...ruleOf([joint]), stages: ['support-people'] }, ...shipped.quorum],
    });
    const past = [
      now({ rules }),
      openedAt('support-people', { lead: 'national', affected: ['QHL', 'QJK'] }),
      did(approverOf('Y60', 'doctor'), declining(1)),
      now({ now: '2026-11-02T09:00:01.000Z' }),
    ];
    given(...past)
      .when(declining(0), approverOf('Y58', 'midwife'))
      .then('task-completed', {
        type: 'gate-decided',
        data: { state: 'declined', declinedBy: 'Y58' },
      });
  });
});

describe('a gate that opened by rules before those in force', () => {
  const regional = ownerOf('Y59');
  const before = [
    now({ rules: rulesOf(first) }),
    opened({ lead: 'Y59', affected: ['QKS', 'QNX'] }),
    did(approverOf('Y59', 'doctor'), approving),
    did(signatoryOf('QKS'), approving),
    now({ rules: rulesOf(shipped) }),
  ];

  it('stays open when an edit or another’s money leaves it where it is', () => {
    given(...before)
      .when(editing({ facts: { capitalGbp: 1 } }), regional)
      .then('initiative-edited', 'verdict-retaken', 'votes-outdated');
    const { state, moment } = given(...before);
    const linked = [{ initiative: 'another', revenueGbp: 1, capitalGbp: 0, consultancyGbp: 0 }];
    expect(retaken(state, { ...moment.world, linked }).map(({ type }) => type)).to.deep.equal([
      'verdict-retaken',
    ]);
  });
});
