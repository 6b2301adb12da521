import { expect } from 'chai';
import type { MonthFigures } from '../../domain/learning/figures.ts';
import { levelsChart } from '../../web/charts/levels-chart.ts';

const month = (name: string, place: number, national: number): MonthFigures => ({
  month: name,
  byLevel: { place, system: 0, region: 0, national },
  escalated: 0,
});

/** The bars without the boxes of the legend: where each begins, and how long it is. */
function barsOf(svg: string): readonly (readonly [number, number])[] {
  return [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="[\d.]+" fill/g)]
    .map(([, x, width]) => [Number(x), Number(width)] as const)
    .filter(([, width]) => width !== 12);
}

describe('the chart of levels by month', () => {
  it('draws each month as long as it has gates, one level after the other', () => {
    const bars = barsOf(levelsChart([month('2026-01', 30, 10), month('2026-02', 0, 20)]));
    expect(bars).to.have.length(3);
    const [local, national, other] = bars as [
      readonly [number, number],
      readonly [number, number],
      readonly [number, number],
    ];
    expect(local[1] / national[1]).to.be.closeTo(3, 0.01);
    expect(national[0]).to.be.closeTo(local[0] + local[1], 0.1);
    expect(other[1] / national[1]).to.be.closeTo(2, 0.01);
    expect(other[0]).to.equal(local[0]);
  });

  it('names its months and says in words what it is of', () => {
    const svg = levelsChart([month('2026-01', 1, 0)]);
    expect(svg).to.contain('>Jan 2026<');
    expect(svg).to.contain(
      'aria-label="Bars of the gates that opened in each month, by level. The table has the figures."',
    );
  });

  it('draws the last two years, and says so', () => {
    const months = Array.from({ length: 30 }, (_, n) =>
      month(`${2024 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`, 1, 0),
    );
    const svg = levelsChart(months);
    expect(barsOf(svg)).to.have.length(24);
    expect(svg).to.contain('of the last 24 months');
    expect(svg).to.not.contain('>Jun 2024<');
  });
});
