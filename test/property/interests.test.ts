import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../domain/initiative/decide.ts';
import { nameAsMatched, type Interest } from '../../domain/interest.ts';
import type { Person } from '../../domain/person.ts';
import { reachOf } from '../../domain/gate/reach.ts';
import { matched } from '../../store/read/mine.ts';
import { BIRMINGHAM, MAP, SOLIHULL } from '../support/bodies.ts';
import { after, stateOf, tell, WORLD, type Moment } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import { answering, claiming, opened, recusing } from '../support/stories.ts';
import { createTestDatabase } from '../support/test-database.ts';

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

  it('has it by whatever name: the domain and Postgres compare names alike', async () => {
    const database = await createTestDatabase();
    try {
      const names = fc
        .sample(fc.array(fc.constantFrom(...PARTS), { maxLength: 8 }), 500)
        .map((all) => all.join(''));
      const sql = await database.connect('remit_app', 1);
      const rows: { as: string }[] = await sql.query(
        `select ${matched('name')} as "as" from unnest($1::text[]) with ordinality as n(name, at) order by at`,
        [names],
      );
      expect(rows.map((row) => row.as)).to.deep.equal(names.map(nameAsMatched));
    } finally {
      await database.drop();
    }
    for (const [one, other] of ALIKE) expect(nameAsMatched(one)).to.equal(nameAsMatched(other));
  });
});

/** Letters with accents in either form, of every width, that change more than one by one, and every kind of space. */
const PARTS = [
  ...['É', 'e\u0301', 'É'.normalize('NFD'), 'A', 'z', 'ﬁ', 'Ａ', 'ß', 'İ', 'ΟΔΟΣ', 'Ж', '½', '&', '-'],
  ...[' ', '\u00A0', '\u2009', '\u3000', '\u202F', '\u2028', '\uFEFF', '\t', '\n', '.', ',', 'Ltd'],
];
const ALIKE = [
  ['ÉTOILE Ltd', ' e\u0301toile\u00A0ltd.'],
  ['Ａcme，Ltd', 'acme ltd'],
] as const;
