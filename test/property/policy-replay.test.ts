import { expect } from 'chai';
import fc from 'fast-check';
import { LEVELS } from '../../domain/level.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { differenceOf, replayVerdicts } from '../../domain/policy/replay/difference.ts';
import type { PastVerdict } from '../../domain/policy/replay/past-verdict.ts';
import { outOfReachAt } from '../../domain/policy/replay/quorums.ts';
import { reportOf } from '../../domain/policy/replay/report.ts';
import { Seating, type SeatsAt } from '../../domain/policy/replay/seats-at.ts';
import { addTallies, EMPTY, tallyOf, type Tally } from '../../domain/policy/replay/tally.ts';
import { BIRMINGHAM, MAP } from '../support/bodies.ts';
import { RULES } from '../support/given.ts';
import { told, verdictOf } from '../support/past-verdicts.ts';
import { approverOf, signatoryOf } from '../support/people.ts';
import { readingsOf } from '../support/replay/readings.ts';
import { DRAFT_XML, readDraft } from '../support/replay-draft.ts';
import { policyOf, SHIPPED_XML } from '../support/shipped-policy.ts';

const MAPS = { mapAt: () => MAP, today: MAP };
const PEOPLE = [
  ...['doctor', 'registered-nurse', 'paramedic'].map((profession) => approverOf(BIRMINGHAM, profession)),
  ...['doctor', 'registered-nurse', 'paramedic'].map((profession) => approverOf('QHL', profession)),
  signatoryOf('QHL'),
];

describe('a policy replayed over any history', () => {
  let shipped: Policy;
  let draft: Policy;
  const seating = new Seating(() => RULES);
  const known = new Map<string, ReturnType<typeof outOfReachAt>>();

  before(async () => {
    shipped = await policyOf(SHIPPED_XML);
    draft = await policyOf(DRAFT_XML);
  });

  const cannotMeet = (seats: SeatsAt) => {
    const found = known.get(seats.key) ?? outOfReachAt(seats, PEOPLE, MAP);
    known.set(seats.key, found);
    return found;
  };
  const tally = (policy: Policy, verdicts: readonly PastVerdict[]): Tally =>
    tallyOf(replayVerdicts(policy, verdicts, seating, MAPS), cannotMeet);
  const histories = fc.array(told, { minLength: 1, maxLength: 40 });

  it('comes to the same however it is cut, in whatever order, and by whichever way it is added up', () => {
    const cuts = fc.array(fc.nat({ max: 40 }), { maxLength: 6 });
    fc.assert(
      fc.property(histories, cuts, fc.infiniteStream(fc.nat()), (many, at, chance) => {
        const verdicts = many.map((each, k) => verdictOf(shipped, each, k));
        const whole = tally(draft, verdicts);
        const ends = [
          0,
          ...at.map((each) => each % verdicts.length).toSorted((a, b) => a - b),
          verdicts.length,
        ];
        const parts = ends.slice(1).map((end, index) => tally(draft, verdicts.slice(ends[index], end)));
        const shuffled = parts
          .map((part) => ({ part, by: Number(chance.next().value) }))
          .toSorted((a, b) => a.by - b.by)
          .map(({ part }) => part);
        expect(shuffled.reduce(addTallies, EMPTY)).to.deep.equal(whole);
        expect(parts.reduceRight((sum, part) => addTallies(part, sum), EMPTY)).to.deep.equal(whole);
        // What is kept is what goes on: a state that was written and read again is the same.
        const kept = JSON.parse(JSON.stringify(shuffled.reduce(addTallies, EMPTY))) as Tally;
        expect(JSON.stringify(reportOf(draft, null, kept))).to.equal(
          JSON.stringify(reportOf(draft, null, whole)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('finds no difference of a policy with itself', () => {
    fc.assert(
      fc.property(histories, (many) => {
        const verdicts = many.map((each, k) => verdictOf(shipped, each, k));
        const report = reportOf(shipped, null, tally(shipped, verdicts));
        expect(report.outcomes.same).to.equal(verdicts.length);
        expect(report.examples).to.deep.equal([]);
        expect(report.queues).to.deep.equal([]);
        expect(report.locality).to.include({ perVerdict: 0, moreLocal: 0, higher: 0 });
      }),
      { numRuns: 100 },
    );
  });

  it('says of each verdict what a plain reading of the draft says, and of what it cannot read that it cannot be said', () => {
    fc.assert(
      fc.property(told, fc.nat({ max: 1000 }), (each, k) => {
        const verdict = verdictOf(shipped, each, k);
        const [replayed] = replayVerdicts(draft, [verdict], seating, MAPS);
        const readings = readingsOf(verdict.receipt).map(readDraft);
        const { compared } = replayed!;
        if (readings.some((reading) => reading === null)) {
          expect(compared.ok).to.equal(false);
          expect(differenceOf(replayed!)).to.include({ what: 'cannot-be-said', to: null });
          return;
        }
        const levels = readings.map((reading) => LEVELS.findIndex((level) => level === reading?.level));
        expect(compared.ok && compared.value.to).to.equal(LEVELS[Math.max(...levels)]);
        const refers = new Set(
          readings
            .flatMap((reading) => reading?.referTo ?? [])
            .map(({ authority, kind }) => `${authority} ${kind}`),
        );
        const before = new Set(verdict.receipt.referTo.map(({ authority, kind }) => `${authority} ${kind}`));
        expect(compared.ok && compared.value.gained.length).to.equal(
          [...refers].filter((one) => !before.has(one)).length,
        );
        expect(compared.ok && compared.value.lost.length).to.equal(
          [...before].filter((one) => !refers.has(one)).length,
        );
      }),
      { numRuns: 1500 },
    );
  });

  it('counts each verdict once, and its levels as they are', () => {
    fc.assert(
      fc.property(histories, (many) => {
        const verdicts = many.map((each, k) => verdictOf(shipped, each, k));
        const { outcomes, levels, locality, initiatives } = reportOf(draft, null, tally(draft, verdicts));
        expect(initiatives).to.equal(verdicts.length);
        expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).to.equal(verdicts.length);
        const said = levels.reduce((sum, each) => sum + each.verdicts, 0);
        expect(said).to.equal(verdicts.length - outcomes['cannot-be-said']);
        expect(locality).to.include({
          verdicts: said,
          moreLocal: outcomes['more-local'],
          higher: outcomes.higher,
        });
      }),
      { numRuns: 100 },
    );
  });
});
