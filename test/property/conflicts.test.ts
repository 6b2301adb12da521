import { expect } from 'chai';
import fc from 'fast-check';
import type { Fact } from '../../domain/facts.ts';
import { claimsOf } from '../../domain/initiative/claims.ts';
import { decide } from '../../domain/initiative/decide.ts';
import type { EventType } from '../../domain/initiative/events.ts';
import type { Interest } from '../../domain/interest.ts';
import { holds, type Person, type RoleHeld } from '../../domain/person.ts';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { after, stateOf, step, tell, WORLD, type Asked, type Moment } from '../support/given.ts';
import { approverOf, signatoryOf } from '../support/people.ts';
import {
  answering,
  challenging,
  claiming,
  confirming,
  editing,
  opened,
  overriding,
  OWNER,
  recalling,
  recording,
  recusing,
  settling,
} from '../support/stories.ts';

const DECIDERS = ['approver', 'signatory'] as const;
const START: Moment = { state: null, happened: [], world: WORLD };
const PARTNER = 'Acme Ltd';
const BODIES = [BIRMINGHAM, 'QHL', 'Y60', 'national'] as const;

/** Two approvers and a signatory of each body that could have to do with it. */
const CAST: readonly Person[] = BODIES.flatMap((body) => [
  approverOf(body, 'registered-nurse'),
  approverOf(body, 'doctor'),
  signatoryOf(body, 'manager'),
]);

/** What somebody has beside their roles: interests, a role of somebody else's, the owner or another for whom they stand in. */
const besides = fc.record({
  interest: fc.option(
    fc.constantFrom<Pick<Interest, 'kind' | 'of'>>(
      { kind: 'body', of: BIRMINGHAM },
      { kind: 'partner', of: 'ACME ltd.' },
      { kind: 'body', of: SOLIHULL },
    ),
    { freq: 3 },
  ),
  standsFor: fc.option(fc.nat(CAST.length), { freq: 2 }),
});

const steps = fc.array(
  fc.record({
    who: fc.nat(CAST.length - 1),
    what: fc.nat(17),
    which: fc.nat(2),
    fact: fc.constantFrom<Fact>('revenueGbp', 'capitalGbp', 'residualRisk'),
    value: fc.constantFrom(0, 8, 16, 20, 60_000, 2_000_000, 20_000_000),
  }),
  { minLength: 15, maxLength: 40 },
);

/** What decides something of an initiative, by hand. */
const DECIDES: readonly EventType[] = [
  'fact-confirmed',
  'fact-challenged',
  'level-lowered',
  'requirement-overridden',
  'referral-answered',
  'task-completed',
  'task-claimed',
];

describe('somebody with a conflict', () => {
  it('changes no level, confirms no fact, settles nothing and decides nothing: by no road', () => {
    const met = { conflicts: 0, refused: 0, settled: 0, covered: 0, confirmed: 0 };
    fc.assert(
      fc.property(
        fc.array(besides, { minLength: CAST.length, maxLength: CAST.length }),
        steps,
        (more, way) => {
          const people = CAST.map((person, index): Person => withMore(person, index, more));
          let moment = tell(START, [opened({ proposal: { partners: [PARTNER] } })]);
          for (const each of way) {
            const before = stateOf(moment);
            const isSettling = each.what >= 7 && each.what <= 10;
            const able = isSettling
              ? people.filter((one) => holds(one, DECIDERS, before.gate?.bodies ?? []))
              : people;
            const by = able[each.who % able.length] ?? people[each.who]!;
            const asked = ASKED[each.what % ASKED.length]!(each);
            if (asked === null) {
              moment = tell(moment, [step('open-gate'), step('move-on')]);
              continue;
            }
            const who = asked === EDIT ? OWNER : by;
            const command = typeof asked === 'function' ? asked(before, who) : asked;
            const decision = decide(before, command, { ...moment.world, by: who });
            moment = after(moment, decision.events, who.id);
            if (who === OWNER) continue;
            const conflicted =
              before.recused.includes(by.id) ||
              isInterested(by, by.id) ||
              (by.standsFor ?? []).includes(OWNER.id);
            if (conflicted) met.conflicts += 1;
            if (!decision.accepted) {
              if (conflicted) met.refused += 1;
              continue;
            }
            for (const event of decision.events) {
              const settles =
                event.type === 'challenge-settled' && ['upheld', 'dismissed'].includes(event.data.how);
              const withdraws = decision.events.some(
                (other) => other.type === 'challenge-settled' && other.data.how === 'withdrawn',
              );
              if (settles) {
                met.settled += 1;
                const made = before.claims.challenges.find(({ id }) => id === event.data.challenge);
                const theirs = [by.id, ...(by.standsFor ?? [])];
                expect(theirs, 'their own challenge').not.to.include(made?.by);
                expect(theirs, 'their own claim').not.to.include(before.claims.asserted[event.data.fact]?.by);
              }
              if (!settles && !(DECIDES.includes(event.type) && !withdraws)) continue;
              expect(conflicted, event.type).to.equal(false);
              // In whose role: of nobody who has an interest either.
              const own = by.roles.filter(({ onBehalfOf }) => onBehalfOf === undefined);
              const whose = by.standsFor?.[0];
              if (own.length > 0 || whose === undefined) continue;
              met.covered += 1;
              expect(before.recused, event.type).not.to.include(whose);
              expect(isInterested(by, whose), event.type).to.equal(false);
            }
            for (const { fact, assertedBy, confirmed } of claimsOf(stateOf(moment))) {
              met.confirmed += confirmed.length;
              expect(
                confirmed.map((one) => one.by),
                fact,
              ).not.to.include(assertedBy);
              expect(
                confirmed.map((one) => one.by),
                fact,
              ).not.to.include(OWNER.id);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
    for (const [what, times] of Object.entries(met)) expect(times, what).to.be.above(10);
  });
});

const EDIT: Asked = editing({ proposal: { aim: 'Two weeks less to wait.' } });

const ASKED: readonly ((step: {
  readonly which: number;
  readonly fact: Fact;
  readonly value: number;
}) => Asked | null)[] = [
  () => null,
  () => null,
  ({ fact }) => confirming(fact),
  ({ fact }) => confirming(fact),
  ({ fact, value }) => challenging(fact, value),
  ({ fact, value }) => challenging(fact, value),
  ({ fact, value }) => challenging(fact, value),
  ({ which }) => settling('upheld', which),
  () => settling('upheld'),
  () => settling('dismissed'),
  ({ which }) => settling('dismissed', which),
  () => settling('withdrawn', 0, null),
  () => recusing,
  () => ({ type: 'end-recusal' }),
  ({ which }) => answering('approve', { seat: which }),
  ({ which }) => (which === 0 ? claiming(0) : recalling(which - 1)),
  () => overriding('facts-confirmed'),
  ({ which }) => (which === 0 ? EDIT : recording('treasury', 'consented')),
];

/** Every third person of the cast holds no role of their own, but that of who they stand in for. */
function withMore(
  person: Person,
  index: number,
  more: readonly {
    readonly interest: Pick<Interest, 'kind' | 'of'> | null;
    readonly standsFor: number | null;
  }[],
): Person {
  const { standsFor } = more[index]!;
  const whom =
    standsFor === null || standsFor === index ? null : standsFor === CAST.length ? OWNER : CAST[standsFor]!;
  const interestOf = (id: string, at: number): readonly Interest[] => {
    const found = more[at]?.interest ?? null;
    return found === null ? [] : [{ by: id, ...found }];
  };
  if (whom === null) return { ...person, interests: interestOf(person.id, index) };
  const covered = whom.roles.flatMap((held): readonly RoleHeld[] =>
    held.role === 'owner' ? [] : [{ ...held, onBehalfOf: whom.id }],
  );
  return {
    ...person,
    roles: index % 3 === 2 ? covered : [...person.roles, ...covered],
    standsFor: [whom.id],
    interests: [...interestOf(person.id, index), ...interestOf(whom.id, standsFor ?? 0)],
  };
}

function isInterested({ interests = [] }: Person, whose: string): boolean {
  return interests.some(({ by, of }) => by === whose && of !== SOLIHULL);
}
