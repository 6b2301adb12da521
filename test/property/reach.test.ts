import { expect } from 'chai';
import fc from 'fast-check';
import { reachOf } from '../../domain/gate/reach.ts';
import { decide } from '../../domain/initiative/decide.ts';
import type { Person } from '../../domain/person.ts';
import { BIRMINGHAM, MAP, SOLIHULL } from '../support/bodies.ts';
import { after, stateOf, tell, WORLD, type Moment } from '../support/given.ts';
import { person } from '../support/people.ts';
import { answering, opened, type Different } from '../support/stories.ts';

const START: Moment = { state: null, happened: [], world: WORLD };

/** Whether some of these people, in some order, can give all that a gate asks for: by voting, until nothing waits. */
function canBeVoted(moment: Moment, people: readonly Person[]): boolean {
  const gate = stateOf(moment).gate;
  if (gate?.state !== 'open') return gate?.state === 'approved';
  const waiting = gate.seats.flatMap((seat, index) =>
    seat.kind !== 'advice' && seat.vote === null ? [index] : [],
  );
  if (waiting.length === 0) return true;
  return waiting.some((seat) =>
    people.some((by) => {
      const asked = answering('approve', { seat });
      const command = typeof asked === 'function' ? asked(stateOf(moment), by) : asked;
      const decision = decide(stateOf(moment), command, { ...moment.world, by });
      return decision.accepted && canBeVoted(after(moment, decision.events, by.id), people);
    }),
  );
}

const PROFESSIONS = ['doctor', 'registered-nurse', 'manager', 'analyst', 'student', null] as const;

const peopleOf = (bodies: readonly string[]) =>
  fc
    .array(
      fc.record({
        profession: fc.constantFrom(...PROFESSIONS),
        roles: fc.array(
          fc.tuple(fc.constantFrom('approver' as const, 'signatory' as const), fc.constantFrom(...bodies)),
          { minLength: 1, maxLength: 2 },
        ),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((all) =>
      all.map(({ profession, roles }, index) => person(`one of them, ${index}`, profession, ...roles)),
    );

/** Gates of two or three seats: of a place, of an ICS, of a region that an ICS signs for. */
const GATES: readonly (readonly [Different, readonly string[]])[] = [
  [{}, [BIRMINGHAM, SOLIHULL]],
  [{ lead: 'QHL', affected: ['QHL'] }, ['QHL', BIRMINGHAM]],
  [{ lead: 'QHL', affected: ['QHL'], facts: { revenueGbp: 2_000_000 } }, ['QHL', 'Y60']],
];

describe('whether the people there are can complete a gate', function () {
  this.timeout(120_000);

  it('is told as it would turn out, in whatever order they vote', () => {
    const told = new Map<boolean, number>();
    for (const [different, bodies] of GATES) {
      const moment = tell(START, [opened(different)]);
      fc.assert(
        fc.property(peopleOf(bodies), (people) => {
          const { gate, ...state } = stateOf(moment);
          if (gate === null) throw new Error('No gate');
          const { eligible, outOfReach } = reachOf(state, gate, people, MAP);
          const reachable = outOfReach.length === 0;
          expect(reachable).to.equal(canBeVoted(moment, people));
          const alone = people.filter((by) =>
            gate.seats.some((seat, index) => {
              const asked = answering('approve', { seat: index });
              const command = typeof asked === 'function' ? asked(stateOf(moment), by) : asked;
              return (
                seat.kind !== 'advice' && decide(stateOf(moment), command, { ...moment.world, by }).accepted
              );
            }),
          );
          expect(eligible.map(({ id }) => id)).to.deep.equal(alone.map(({ id }) => id));
          told.set(reachable, (told.get(reachable) ?? 0) + 1);
        }),
        { numRuns: 200 },
      );
    }
    // Both are met often, or nothing was tried.
    expect(told.get(true)).to.be.above(20);
    expect(told.get(false)).to.be.above(100);
  });
});
