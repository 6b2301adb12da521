import { scaleBand, scaleLinear } from 'd3-scale';
import { LEVELS, LEVEL_NAMES, type Level } from '../../domain/level.ts';
import type { ReplayReport } from '../../domain/policy/replay/report.ts';

/**
 * Units of the drawing, which grows to the width that it is given: as wide as a phone, so that its words can be read there, and at
 * most twice as large at a desk.
 */
const WIDTH = 360;
const MOST_WIDTH = WIDTH * 2;
const MARGIN = 16;
const HEAD = 92;
const ROW = 44;
const FOOT = 30;

/** One way in which verdicts move. */
interface Flow {
  readonly from: Level;
  readonly to: Level;
  readonly verdicts: number;
}

/** Of people who see no difference between them, one is dark and one is light. */
const MORE_LOCAL = '#003087';
const HIGHER = '#ed8b00';
const INK = '#212b32';
const QUIET = '#4c6272';

/**
 * How many verdicts a replay would move, from which level to which, as an SVG that stands alone: a bar for each way, those to a more
 * local level first. What it shows is in its words as well, for who cannot see it.
 */
export function replayChart(report: ReplayReport): string {
  const flows = flowsOf(report);
  const height = HEAD + Math.max(1, flows.length) * ROW + FOOT;
  const most = Math.max(1, ...flows.map(({ verdicts }) => verdicts));
  const along = scaleLinear([0, most], [0, WIDTH - 2 * MARGIN]).nice(4);
  const down = scaleBand(
    flows.map((_, index) => index),
    [HEAD, height - FOOT],
  );
  const bars = flows.map((flow, index) =>
    bar(flow, down(index) ?? HEAD, along(flow.verdicts), report.locality.verdicts),
  );
  const whole = along.ticks(4).filter((tick) => Number.isInteger(tick));
  const ticks = whole.map((tick) => axis(tick, along(tick), height));
  const none = `<text x="${MARGIN}" y="${HEAD + 24}" font-size="14">No verdict would move.</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="100%" style="max-width:${MOST_WIDTH}px" role="img" aria-labelledby="replay-title replay-text" font-family="Frutiger, Arial, sans-serif" fill="${INK}">`,
    `<title id="replay-title">${escaped(titleOf(report))}</title>`,
    `<desc id="replay-text">${escaped(inWords(report, flows))}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="${MARGIN}" y="26" font-size="16" font-weight="bold">${escaped(titleOf(report))}</text>`,
    ...wrapped(summaryOf(report)).map(
      (line, index) =>
        `<text x="${MARGIN}" y="${46 + index * 16}" font-size="12" fill="${QUIET}">${escaped(line)}</text>`,
    ),
    ...ticks,
    ...(flows.length === 0 ? [none] : bars),
    '</svg>',
    '',
  ].join('\n');
}

/** What the chart shows, in a sentence for each way. */
export function replayChartInWords(report: ReplayReport): string {
  return inWords(report, flowsOf(report));
}

const titleOf = ({ policy }: ReplayReport) => `Where version ${shortened(policy.version)} would decide`;

function summaryOf({ locality, verdicts }: ReplayReport): string {
  const { moreLocal, higher } = locality;
  return `Of ${counted(verdicts)} verdicts ${counted(moreLocal)} more locally, ${counted(higher)} at a higher level.`;
}

function inWords(report: ReplayReport, flows: readonly Flow[]): string {
  const each = flows.map(
    ({ from, to, verdicts }) => `From ${LEVEL_NAMES[from]} to ${LEVEL_NAMES[to]}: ${counted(verdicts)}.`,
  );
  return [summaryOf(report), ...(each.length === 0 ? ['No verdict would move.'] : each)].join(' ');
}

/** Those that become more local, the widest move first, then those that become less. */
function flowsOf({ levels }: ReplayReport): readonly Flow[] {
  const height = (level: Level) => LEVELS.indexOf(level);
  return LEVELS.flatMap((from) =>
    LEVELS.filter((to) => to !== from).map((to): Flow => {
      const moved = levels.filter((each) => each.from === from && each.to === to);
      return { from, to, verdicts: moved.reduce((sum, each) => sum + each.verdicts, 0) };
    }),
  )
    .filter(({ verdicts }) => verdicts > 0)
    .sort(
      (a, b) => height(a.to) - height(a.from) - (height(b.to) - height(b.from)) || b.verdicts - a.verdicts,
    );
}

function bar({ from, to, verdicts }: Flow, top: number, length: number, of: number): string {
  const isMoreLocal = LEVELS.indexOf(to) < LEVELS.indexOf(from);
  const words = `${LEVEL_NAMES[from]} → ${LEVEL_NAMES[to]}`;
  const share = of === 0 ? 0 : (verdicts / of) * 100;
  const figures = `${counted(verdicts)} (${share < 0.1 ? 'under 0.1' : share.toFixed(1)}%)`;
  return [
    `<text x="${MARGIN}" y="${top + 14}" font-size="13">${escaped(words)}</text>`,
    `<text x="${WIDTH - MARGIN}" y="${top + 14}" font-size="13" text-anchor="end">${figures}</text>`,
    `<rect x="${MARGIN}" y="${top + 20}" width="${Math.max(1, length).toFixed(1)}" height="14" fill="${isMoreLocal ? MORE_LOCAL : HIGHER}"/>`,
  ].join('');
}

function axis(tick: number, at: number, height: number): string {
  const x = (MARGIN + at).toFixed(1);
  return [
    `<line x1="${x}" x2="${x}" y1="${HEAD - 6}" y2="${height - FOOT}" stroke="#d8dde0"/>`,
    `<text x="${x}" y="${height - FOOT + 16}" font-size="11" fill="${QUIET}" text-anchor="${at === 0 ? 'start' : at > WIDTH - 3 * MARGIN ? 'end' : 'middle'}">${counted(tick)}</text>`,
  ].join('');
}

/** Lines of so many characters as fit beside each other at 12 units. */
function wrapped(text: string, most = 54): readonly string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > most) return [...lines, word];
    return [...lines.slice(0, -1), `${last} ${word}`];
  }, []);
}

const counted = (n: number) => n.toLocaleString('en-GB');

const shortened = (version: string) => (version.length > 20 ? `${version.slice(0, 19)}…` : version);

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
