import { expect } from 'chai';
import fc from 'fast-check';
import { exampleOf } from '../../domain/policy/analysis/can-be.ts';
import { spaceOfPolicy } from '../../domain/policy/analysis/space-of-table.ts';
import { all, type Box, type Point, type Space } from '../../domain/policy/analysis/space.ts';
import { distanceOf, inBox, nearestUncovered, Steps } from '../../domain/policy/analysis/uncovered.ts';
import { policyWith } from '../support/small-policies.ts';

/** Revenue and consultancy in four steps, scope in four, risk in two: 128 points, of which some can never be. */
const SPACE: Space = spaceOfPolicy(
  policyWith([
    { cells: { revenueGbp: '(10..20]', consultancyGbp: '(10..20]', residualRisk: '>= 15' }, level: 'region' },
    { cells: { revenueGbp: '(20..30]', consultancyGbp: '(20..30]', scope: '"place"' }, level: 'region' },
    { cells: { capitalGbp: '> 5' }, level: 'region' },
  ]),
);

const POINTS: readonly Point[] = SPACE.axes.reduce<Point[]>(
  (points, { atoms, name }) =>
    points.flatMap((point) =>
      atoms
        .slice(0, name === 'stage' || name === 'capitalGbp' ? 1 : 4)
        .flatMap((_, atom) =>
          name.startsWith('c') || name.startsWith('r') || name === 'scope' || atom === 0
            ? [[...point, atom]]
            : [],
        ),
    ),
  [[]],
);

const canBe = (point: Point): boolean => {
  const at = (name: string): number => point[SPACE.axes.findIndex((axis) => axis.name === name)]!;
  return at('consultancyGbp') <= at('revenueGbp');
};

const someBox: fc.Arbitrary<Box> = fc
  .tuple(
    ...SPACE.axes.map((axis) =>
      fc.oneof({ weight: 3, arbitrary: fc.constant(all(axis)) }, fc.bigInt(1n, all(axis))),
    ),
  )
  .map((box) => box);

describe('the nearest facts that no rule covers', () => {
  it('are those that trying every point gives, and there are none where it gives none', () => {
    let none = 0;
    let some = 0;
    fc.assert(
      fc.property(someBox, fc.array(someBox, { maxLength: 8 }), (box, covers) => {
        // What is not tried point by point is left out of the box.
        const tried = box.map(
          (set, axis) => POINTS.reduce((own, point) => own | (1n << BigInt(point[axis]!)), 0n) & set,
        );
        const free = POINTS.filter(
          (point) => canBe(point) && inBox(tried, point) && !covers.some((cover) => inBox(cover, point)),
        );
        const found = nearestUncovered(SPACE, tried, covers, new Steps(1e6));
        expect(found === null).to.equal(free.length === 0);
        if (found === null) return void (none += 1);
        some += 1;
        expect(free.map((point) => point.join())).to.include(found.point.join());
        expect(found.distance).to.equal(Math.min(...free.map((point) => distanceOf(SPACE, point))));
        const { revenueGbp, consultancyGbp } = exampleOf(SPACE, found.point);
        expect(Number(consultancyGbp)).to.be.at.most(Number(revenueGbp));
      }),
      { numRuns: 500 },
    );
    expect(Math.min(none, some)).to.be.greaterThan(20);
  });
});
