import { scaleBand, scaleLinear } from 'd3-scale';
import type { MonthFigures } from '../../domain/learning/figures.ts';
import { LEVEL_NAMES, LEVELS, type Level } from '../../domain/level.ts';

/** Units of the drawing, which grows to the width that it is given: as wide as a phone, and at most twice as large at a desk. */
const WIDTH = 360;
const MOST_WIDTH = WIDTH * 2;
const MARGIN = 16;
const LABELS = 64;
const LEGEND = 52;
const ROW = 30;
const FOOT = 26;

/** So many months are drawn, the last of them; the table has all. */
const MOST_MONTHS = 24;

/** From light to dark as the level rises, so that they can be told apart without colour too. */
const FILLS: Readonly<Record<Level, string>> = {
  place: '#c8e4f2',
  system: '#41b6e6',
  region: '#005eb8',
  national: '#002f5c',
};
const INK = '#212b32';
const QUIET = '#4c6272';

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/**
 * How many gates opened in each month, by level, as an SVG: one bar for each month, the most local level first. The figures are in the table
 * beside it; for who cannot see it, it says what it is of.
 */
export function levelsChart(all: readonly MonthFigures[]): string {
  const months = all.slice(-MOST_MONTHS);
  const height = LEGEND + months.length * ROW + FOOT;
  const totals = months.map(({ byLevel }) => LEVELS.reduce((sum, level) => sum + byLevel[level], 0));
  const along = scaleLinear([0, Math.max(1, ...totals)], [LABELS, WIDTH - MARGIN]).nice(4);
  const down = scaleBand(
    months.map(({ month }) => month),
    [LEGEND, height - FOOT],
  ).paddingInner(0.25);
  const whole = along.ticks(4).filter((tick) => Number.isInteger(tick));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="100%" style="max-width:${MOST_WIDTH}px" role="img" aria-label="${altText(all, months)}" font-family="Frutiger, Arial, sans-serif" fill="${INK}">`,
    ...LEVELS.map(legend),
    ...whole.map((tick) => axis(tick, along(tick), height)),
    ...months.map((month) => bar(month, down(month.month) ?? LEGEND, down.bandwidth(), along)),
    '</svg>',
  ].join('\n');
}

function altText(all: readonly MonthFigures[], drawn: readonly MonthFigures[]): string {
  const which = drawn.length < all.length ? ` of the last ${drawn.length} months` : '';
  return `Bars of the gates that opened in each month${which}, by level. The table has the figures.`;
}

function legend(level: Level, index: number): string {
  const [x, y] = [MARGIN + (index % 2) * (WIDTH / 2 - MARGIN), 8 + Math.floor(index / 2) * 20];
  return [
    `<rect x="${x}" y="${y}" width="12" height="12" fill="${FILLS[level]}" stroke="${INK}" stroke-width="0.5"/>`,
    `<text x="${x + 18}" y="${y + 10}" font-size="12">${capital(LEVEL_NAMES[level])}</text>`,
  ].join('');
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function axis(tick: number, x: number, height: number): string {
  const at = x.toFixed(1);
  const anchor = x > WIDTH - 2 * MARGIN ? 'end' : 'middle';
  return [
    `<line x1="${at}" x2="${at}" y1="${LEGEND - 4}" y2="${height - FOOT}" stroke="#d8dde0"/>`,
    `<text x="${at}" y="${height - FOOT + 14}" font-size="11" fill="${QUIET}" text-anchor="${anchor}">${tick.toLocaleString('en-GB')}</text>`,
  ].join('');
}

function bar(
  { month, byLevel }: MonthFigures,
  top: number,
  thick: number,
  along: (gates: number) => number,
): string {
  const y = top.toFixed(1);
  let before = 0;
  const parts = LEVELS.filter((level) => byLevel[level] > 0).map((level) => {
    const [from, to] = [along(before), along(before + byLevel[level])];
    before += byLevel[level];
    return `<rect x="${from.toFixed(1)}" y="${y}" width="${(to - from).toFixed(1)}" height="${thick.toFixed(1)}" fill="${FILLS[level]}" stroke="${INK}" stroke-width="0.5"/>`;
  });
  const name = MONTH.format(new Date(`${month}-01T00:00:00Z`));
  const label = `<text x="${MARGIN - 12}" y="${(top + thick / 2 + 4).toFixed(1)}" font-size="11">${name}</text>`;
  return [label, ...parts].join('');
}
