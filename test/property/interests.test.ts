import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../domain/initiative/decide.ts';
import type { Interest } from '../../domain/interest.ts';
import type { Person } from '../../domain/person.ts';
import { reachOf } from '../../domain/gate/reach.ts';
import { BIRMINGHAM, MAP, SOLIHULL } from '../support/bodies.ts';
import { after, stateOf, tell, WORLD, type Moment } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import { answering, claiming, opened, recusing } from '../support/stories.ts';

const START: Moment = { state: null, happened: [], world: WORLD };
const OF = {
  body: [BIRMINGHAM, SOLIHULL, 'QHL'],
  partner: ['Acme Ltd', 'acme  LTD.', 'Another'],
  organisation: ['ACME ltd', 'None'],
};
/** By hand: the lead and only affected body is Birmingham, the one partner is Acme Ltd. */
const CONFLICTS = [BIRMINGHAM, 'Acme Ltd', 'acme  LTD.', 'ACME ltd'];

const interest = (by: string) =>
  fc
    .constantFrom<Interest['kind']>('body', 'partner', 'organisation')
    .chain((kind) => fc.constantFrom(...OF[kind]).map((of): Interest => ({ by, kind, of })));

const people = fc
  .tuple(
    ...['doctor', 'registered-nurse', 'midwife', 'pharmacist'].map((profession) => {
      const person = approverOf(BIRMINGHAM, profession);
      return fc
        .array(interest(person.id), { maxLength: 2 })
        .map((interests): Person => ({ ...person, interests }));
    }),
  )
  .map((all) => all as readonly Person[]);

const steps = fc.array(
  fc.record({
    who: fc.nat(3),
    seat: fc.nat(1),
    what: fc.constantFrom('vote', 'vote', 'vote', 'claim', 'recuse'),
  }),
  { minLength: 4, maxLength: 12 },
);

describe('somebody with an interest', () => {
  it('is never among those whose votes are counted, nor among those who could decide', () => {
    const met = { refused: 0, counted: 0, recused: 0 };
    fc.assert(
      fc.property(people, steps, (all, way) => {
        let moment = tell(START, [opened({ proposal: { partners: ['Acme Ltd'] } })]);
        const conflicted = (person: Person) =>
          (person.interests ?? []).some(({ of }) => CONFLICTS.includes(of));
        const recused = new Set<string>();
        for (const { who, seat, what } of way) {
          const by = all[who]!;
          const asked =
            what === 'vote' ? answering('approve', { seat }) : what === 'claim' ? claiming(seat) : recusing;
          const command = typeof asked === 'function' ? asked(stateOf(moment), by) : asked;
          const decision = decide(stateOf(moment), command, { ...moment.world, by });
          if (what === 'recuse' && decision.accepted) recused.add(by.id);
          if (!decision.accepted && decision.refusal.code === 'interest-declared') {
            met.refused += 1;
            if (what === 'vote')
              expect(
                decision.events.map(({ type }) => type),
                'it is recorded',
              ).to.deep.equal(['vote-refused']);
          }
          moment = after(moment, decision.events, by.id);
          const { gate } = stateOf(moment);
          for (const { vote } of gate?.seats ?? []) {
            if (vote === null) continue;
            met.counted += 1;
            const voter = all.find(({ id }) => id === vote.by)!;
            expect(conflicted(voter), 'declared').to.equal(false);
            if (gate?.state === 'open') expect(recused.has(voter.id), 'recused').to.equal(false);
          }
          if (gate === null) continue;
          const { eligible } = reachOf(stateOf(moment), gate, all, MAP);
          expect(eligible.filter((each) => conflicted(each) || recused.has(each.id))).to.deep.equal([]);
        }
        met.recused += recused.size;
      }),
      { numRuns: 300 },
    );
    for (const [what, times] of Object.entries(met)) expect(times, what).to.be.above(50);
  });
});
