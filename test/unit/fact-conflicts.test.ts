import { expect } from 'chai';
import type { Fact } from '../../domain/facts.ts';
import { claimsOf } from '../../domain/initiative/claims.ts';
import { freeTasks, inHandAt } from '../../domain/initiative/decide-interest.ts';
import type { Interest } from '../../domain/interest.ts';
import type { Level } from '../../domain/level.ts';
import { uuidFrom } from '../../domain/log/hash.ts';
import type { Person } from '../../domain/person.ts';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given, step, type Past } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import {
  answering,
  challenging,
  claiming,
  confirming,
  editing,
  opened,
  OWNER,
  recalling,
  recusing,
  settling,
} from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const ics = approverOf('QHL', 'doctor');
const region = approverOf('Y60', 'doctor');
const colleague = approverOf('Y60', 'registered-nurse');

/** Revenue of £20,000 is said to be £2,000,000: for the region. */
const challengedBy = (who: Person): Past => [
  opened({ proposal: { partners: ['Acme Ltd'] } }),
  did(who, challenging('revenueGbp', 2_000_000)),
  step('open-gate'),
];
const challenged = challengedBy(ics);
const decides = ['upheld', 'dismissed'] as const;

const interested = (person: Person, kind: Interest['kind'], of: string): Person => ({
  ...person,
  interests: [{ by: person.id, kind, of }],
});

/** Somebody of no role of their own, who stands in for somebody else. */
const substituteOf = (whom: Person, levels?: readonly Level[]): Person => ({
  id: uuidFrom('substitute of', whom.id),
  profession: 'doctor',
  roles: whom.roles.map((held) => ({ ...held, onBehalfOf: whom.id, ...(levels && { levels }) })),
  standsFor: [whom.id],
  interests: whom.interests ?? [],
});

const confirmersOf = (fact: Fact, ...past: readonly Past[]) =>
  claimsOf(given(...past).state)
    .find((claim) => claim.fact === fact)!
    .confirmed.map(({ by }) => by);

describe('who has an interest in an initiative', () => {
  it('settles no challenge to it, and so does not choose the level at which it is decided', () => {
    for (const how of decides) {
      given(challenged, did(region, recusing)).when(settling(how), region).thenRefused('interest-declared');
      for (const [kind, of] of [
        ['body', BIRMINGHAM],
        ['partner', 'ACME  ltd.'],
        ['organisation', 'Acme Ltd'],
      ] as const)
        given(challenged)
          .when(settling(how), interested(region, kind, of))
          .thenRefused('interest-declared');
      given(challenged)
        .when(settling(how), interested(region, 'body', SOLIHULL))
        .then('challenge-settled', ...(how === 'upheld' ? upheld : lowered));
    }
  });

  it('confirms and challenges no fact of it', () => {
    for (const asked of [confirming('revenueGbp'), challenging('revenueGbp', 2_000_000)]) {
      given(opened(), did(ics, recusing)).when(asked, ics).thenRefused('interest-declared');
      given(opened())
        .when(asked, interested(ics, 'body', BIRMINGHAM))
        .thenRefused('interest-declared');
    }
  });

  it('still withdraws a challenge of their own', () => {
    given(challenged, did(ics, recusing))
      .when(settling('withdrawn', 0, null), ics)
      .then('challenge-settled', ...lowered);
  });
});

describe('who stands in for somebody', () => {
  it('does not settle a challenge that they made', () => {
    for (const how of decides)
      given(challengedBy(region)).when(settling(how), substituteOf(region)).thenRefused('own-claim');
  });

  it('does not settle what they asserted, nor confirm or challenge it', () => {
    const asserted = [opened(), did(ics, challenging('residualRisk', 8)), did(nurse, settling('upheld'))];
    const both = { ...ics, roles: [...ics.roles, { role: 'approver' as const, body: BIRMINGHAM }] };
    for (const asked of [confirming('residualRisk'), challenging('residualRisk', 9)])
      given(...asserted)
        .when(asked, substituteOf(both))
        .thenRefused('own-proposal');
    for (const how of decides)
      given(...asserted, did(region, challenging('residualRisk', 9)))
        .when(settling(how), substituteOf(both))
        .thenRefused('own-proposal');
  });

  it('settles nothing at a level that they do not stand in at, nor confirms or challenges what is decided there', () => {
    for (const how of decides) {
      given(challenged)
        .when(settling(how), substituteOf(colleague, ['place']))
        .thenRefused('not-allowed');
      given(challenged)
        .when(settling(how), substituteOf(colleague, ['region']))
        .then('challenge-settled', ...(how === 'upheld' ? upheld : lowered));
    }
    for (const asked of [confirming('revenueGbp'), challenging('revenueGbp', 3_000_000)])
      given(challenged)
        .when(asked, substituteOf(colleague, ['place']))
        .thenRefused('not-allowed');
  });

  it('does nothing in the role of somebody who has an interest', () => {
    const past = [challenged, did(colleague, recusing)];
    for (const how of decides)
      given(...past)
        .when(settling(how), substituteOf(colleague))
        .thenRefused('not-allowed');
    for (const asked of [confirming('revenueGbp'), challenging('revenueGbp', 3_000_000)]) {
      given(...past)
        .when(asked, substituteOf(colleague))
        .thenRefused('not-allowed');
      given(challenged)
        .when(asked, substituteOf(interested(colleague, 'body', BIRMINGHAM)))
        .thenRefused('not-allowed');
    }
  });

  it('for the owner decides nothing of what is theirs', () => {
    const standsIn = { ...region, standsFor: [OWNER.id] };
    for (const asked of [settling('upheld'), settling('dismissed'), confirming('capitalGbp')])
      given(challenged).when(asked, standsIn).thenRefused('own-proposal');
  });

  it('goes on confirming after the one whose role it is has voted', () => {
    given(opened(), did(nurse, answering('approve')))
      .when(confirming('revenueGbp'), substituteOf(nurse))
      .then('fact-confirmed');
  });
});

describe('what was answered in the role of somebody', () => {
  const standsIn = substituteOf(nurse);
  const voted = [opened(), did(standsIn, answering('approve', { seat: 0 }))];
  const edited = [...voted, did(OWNER, editing({ facts: { revenueGbp: 30_000 } }))];

  it('is taken back when they say that they have an interest, also where an edit had outdated it', () => {
    for (const past of [voted, edited]) {
      const { gate } = given(...past)
        .when(recusing, nurse)
        .then('person-recused', {
          type: 'vote-recalled',
          data: { by: nurse.id, because: 'interest-declared' },
        });
      expect(gate?.seats.some(({ vote, outdated }) => vote !== null || outdated !== null)).to.equal(false);
    }
  });

  it('is taken back when they declare one in a body of it, and stands where it is in another', () => {
    for (const past of [voted, edited]) {
      const { state, world } = given(...past).moment;
      const freed = (of: string) => {
        const whom = interested(nurse, 'body', of);
        const people = new Map([whom, standsIn].map((each) => [each.id, each]));
        return freeTasks(state!, people, world).events.map(({ type }) => type);
      };
      expect(freed(BIRMINGHAM)).to.deep.equal(['vote-recalled']);
      expect(freed(SOLIHULL)).to.deep.equal([]);
      expect(inHandAt(state!)).to.include.members([nurse.id, standsIn.id]);
    }
  });

  it('is held no longer by who stands in for them, once the registry is asked', () => {
    const { state, world } = given(opened(), did(standsIn, claiming(0)), did(nurse, recusing)).moment;
    const { events } = freeTasks(state!, new Map([[standsIn.id, standsIn]]), world);
    expect(events.map(({ type }) => type)).to.deep.equal(['task-released']);
  });
});

describe('what an approval confirms', () => {
  it('is not what the approver asserted, themselves or through who stands in for them', () => {
    const asserted = [opened(), did(nurse, challenging('residualRisk', 8)), did(doctor, settling('upheld'))];
    for (const by of [nurse, substituteOf(nurse)]) {
      const voted = did(by, answering('approve', { seat: 0 }));
      expect(confirmersOf('residualRisk', ...asserted, voted)).to.deep.equal([doctor.id]);
      expect(confirmersOf('revenueGbp', ...asserted, voted)).to.deep.equal([by.id]);
    }
  });

  it('is confirmed no more once the approval is taken back, also where an edit had outdated it', () => {
    const voted = [
      opened(),
      did(nurse, answering('approve')),
      did(OWNER, editing({ facts: { revenueGbp: 30_000 } })),
    ];
    expect(confirmersOf('capitalGbp', ...voted)).to.deep.equal([nurse.id]);
    for (const back of [recalling(0), recusing])
      expect(confirmersOf('capitalGbp', ...voted, did(nurse, back))).to.deep.equal([]);
    const apart = [opened(), did(nurse, confirming('capitalGbp')), ...voted.slice(1)];
    expect(confirmersOf('capitalGbp', ...apart, did(nurse, recalling(0)))).to.deep.equal([nurse.id]);
  });
});

const upheld = ['verdict-retaken', 'votes-outdated'] as const;
const lowered = ['level-lowered', 'gate-decided', 'stage-started', 'stage-presented'] as const;
