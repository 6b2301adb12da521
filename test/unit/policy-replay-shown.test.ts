import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { replayCsvHead, replayCsvRows, REPLAY_COLUMNS } from '../../api/present/replay-csv.ts';
import { OneAtATime } from '../../api/one-at-a-time.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Difference } from '../../domain/policy/replay/difference.ts';
import { reportOf } from '../../domain/policy/replay/report.ts';
import { EMPTY, keyOf } from '../../domain/policy/replay/tally.ts';
import { reportInWords } from '../../cli/policy/replay/report-words.ts';
import { replayChart, replayChartInWords } from '../../web/charts/replay-chart.ts';

const POLICY = { version: '<2>', name: 'A & B', hash: 'abc' } as Policy;

const DIFFERENCE: Difference = {
  initiative: '00000000-0000-8000-8000-000000000000',
  n: 5,
  at: '2026-11-02T09:00:00.000Z',
  stage: 'develop-plan',
  round: 1,
  what: 'higher',
  underWay: false,
  policy: '=HYPERLINK("https://evil.example","1")',
  from: 'place',
  to: 'region',
  bodies: ['place:QHL:west-birmingham'],
  bodiesAfter: ['Y60'],
  decided: ['@S-01'],
  deciding: ['+1', 'S "quoted", and\nlong'],
  gained: [{ authority: 'treasury', kind: 'consent' }],
  lost: [],
  why: '-1+1',
};

const report = reportOf(POLICY, null, {
  ...EMPTY,
  verdicts: 1_000_300,
  outcomes: { [keyOf('higher')]: 200, [keyOf('more-local')]: 100, [keyOf('same')]: 1_000_000 },
  levels: {
    [keyOf('develop-plan', 'place', 'region')]: 200,
    [keyOf('develop-plan', 'national', 'region')]: 60,
    [keyOf('support-people', 'national', 'region')]: 40,
    [keyOf('develop-plan', 'place', 'place')]: 1_000_000,
  },
});

describe('what a replay found, as people are shown it', () => {
  it('is CSV that a spreadsheet takes for words and never for a formula', () => {
    const [row, ...others] = parse<Record<string, string>>(
      `${replayCsvHead()}${replayCsvRows([DIFFERENCE])}`,
      {
        columns: true,
      },
    );
    expect(others).to.deep.equal([]);
    expect(Object.keys(row ?? {})).to.deep.equal([...REPLAY_COLUMNS]);
    expect(row).to.include({
      policy: `'=HYPERLINK("https://evil.example","1")`,
      decided_by: `'@S-01`,
      would_decide: `'+1 S "quoted", and\nlong`,
      why_not_said: `'-1+1`,
      referrals_gained: 'treasury:consent',
      what: 'higher',
    });
    expect(replayCsvRows([])).to.equal('');
  });

  it('is a chart with a bar for each way, to scale, and the same in words', () => {
    const svg = replayChart(report);
    expect(svg).to.contain('role="img"').and.contain('aria-labelledby="replay-title replay-text"');
    expect(svg).to.contain('&lt;2&gt;').and.not.contain('version <2>');
    const bars = [...svg.matchAll(/<rect x="16" y="[\d.]+" width="([\d.]+)" height="14" fill="(#\w+)"/g)];
    const widths = bars.map(([, width]) => Number(width));
    // More local first: 100 from national to region, then 200 from place to region.
    expect(widths).to.have.length(2);
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).to.be.closeTo(2, 0.01);
    expect(new Set(bars.map(([, , colour]) => colour)).size).to.equal(2);
    expect(replayChartInWords(report)).to.equal(
      'Of 1,000,300 verdicts 100 more locally, 200 at a higher level. From national to region: 100. From place to region: 200.',
    );
    expect(svg).to.contain(replayChartInWords(report));
  });

  it('is a chart that says so where nothing would move', () => {
    const none = replayChart(reportOf(POLICY, null, EMPTY));
    expect(none).to.contain('No verdict would move.');
    expect(none).to.not.contain('height="14"');
  });

  it('is tables in words for a terminal', () => {
    const lines = reportInWords(report).join('\n');
    expect(lines)
      .to.match(/at a higher level +200\n/)
      .and.to.match(/more local +100\n/);
    expect(lines).to.contain('On the whole it becomes less local: 100 levels more local, 400 higher');
    expect(lines).to.match(/Support and develop people and systems +national +region +40 +0/);
  });
});

describe('work that is done one at a time', () => {
  it('waits for what was before, and goes on where that failed', async () => {
    const turns = new OneAtATime(3);
    const seen: string[] = [];
    const work =
      (name: string, fails = false) =>
      async () => {
        seen.push(`${name} begins`);
        await Promise.resolve();
        seen.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const all = [turns.do(work('a')), turns.do(work('b', true)), turns.do(work('c')), turns.do(work('d'))];
    const done = await Promise.allSettled(all);
    expect(done.map((each) => (each.status === 'fulfilled' ? each.value : 'failed'))).to.deep.equal([
      'a',
      'failed',
      'c',
      null,
    ]);
    expect(seen).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(await turns.do(work('e'))).to.equal('e');
  });
});
