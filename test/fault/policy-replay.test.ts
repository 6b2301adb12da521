import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { StartProblem } from '../../cli/embedded/start-problem.ts';
import type { ReplayOptions } from '../../cli/policy/replay-policy.ts';
import type { RoutingFacts } from '../../domain/facts.ts';
import { LEVELS } from '../../domain/level.ts';
import type { ReplayReport } from '../../domain/policy/replay/report.ts';
import { copyHistory } from '../support/replay/copies.ts';
import { digestOf, type Digest } from '../support/replay/digest.ts';
import { fillWithHistory, type TestHistory } from '../support/replay/history.ts';
import { readingsOf } from '../support/replay/readings.ts';
import { replayHere, runReplay, stateIn } from '../support/replay/run-replay.ts';
import { DRAFT_XML, readDraft } from '../support/replay-draft.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** How many initiatives are stored: few each time, 100,000 by hand. */
const INITIATIVES = Number(process.env['REMIT_REPLAY_INITIATIVES'] ?? 3_000);

/** Of many it is killed more than once. */
const KILLED_AT = INITIATIVES > 10_000 ? [0.25, 0.5, 0.75] : [0.5];

describe('a policy replayed over everything that is stored', function () {
  this.timeout(60_000 + INITIATIVES * 20);
  let database: TestDatabase;
  let client: pg.Client;
  let folder: TempFolder;
  let history: TestHistory;
  let draft: string;
  let asItWas: Digest;
  let report: string;

  const file = (name: string) => join(folder.path, name);
  const asked = (name: string) => [
    draft,
    '--json',
    '--csv',
    file(`${name}.csv`),
    '--chart',
    file(`${name}.svg`),
  ];
  const read = (name: string) => readFileSync(file(name), 'utf8');

  before(async () => {
    folder = makeTempFolder('replay');
    draft = file('draft.dmn');
    writeFileSync(draft, DRAFT_XML);
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url, options: '-c search_path=remit' });
    await client.connect();
    history = await fillWithHistory(database, client, INITIATIVES);
    await client.query('vacuum analyze');
    asItWas = await digestOf(client);
  });

  after(async () => {
    await client.end();
    await database.drop();
    folder.remove();
  });

  it('tells it whole, with the time and the memory that it took', async () => {
    const { code, out, err } = await runReplay(database.url, asked('whole'));
    expect(code, err).to.equal(0);
    report = out;
    const used =
      /(\d[\d,]*) verdicts of (\d[\d,]*) initiatives in ([\d.]+) s, with (\d+) MB of memory at most/.exec(
        err,
      );
    expect(used, err).to.not.equal(null);
    console.log(`      ${used?.[0] ?? ''}`);
    expect(told().initiatives).to.equal(history.initiatives);
    expect(Number(used?.[4])).to.be.below(600);
  });

  it('leaves not one row, job or sequence other than it was', async () => {
    expect(Object.keys(asItWas)).to.include.members(
      ['remit.event', 'remit.change', 'remit.delivery', 'sequence remit.change_n_seq'].filter(
        (name) => name in asItWas,
      ),
    );
    expect(Object.keys(asItWas).some((name) => name.startsWith('sequence jobs.'))).to.equal(true);
    expect(await digestOf(client)).to.deep.equal(asItWas);
  });

  it('finds what a second reading of the stored facts finds, verdict by verdict', async () => {
    const flips = new Map<string, number>();
    let unsaid = 0;
    for (const { stage, level, receipts } of await stored()) {
      const levels = readingsOf(receipts).map((facts) => readDraft(facts));
      if (levels.some((each) => each === null)) unsaid += 1;
      else {
        const to =
          LEVELS[Math.max(...levels.map((each) => LEVELS.findIndex((known) => known === each?.level)))];
        const key = `${stage} ${level} ${to ?? ''}`;
        flips.set(key, (flips.get(key) ?? 0) + 1);
      }
    }
    const { levels, outcomes } = told();
    expect(
      Object.fromEntries(levels.map(({ stage, from, to, verdicts }) => [`${stage} ${from} ${to}`, verdicts])),
    ).to.deep.equal(Object.fromEntries(flips));
    expect(outcomes['cannot-be-said']).to.equal(unsaid);
    expect(unsaid).to.be.above(0);
    expect(outcomes['more-local']).to.be.above(0);
    expect(outcomes.higher).to.be.above(0);
  });

  it('writes a line of CSV for each verdict that would be another', () => {
    const rows: Record<string, string>[] = parse(read('whole.csv'), { columns: true });
    const { outcomes } = told();
    const counted = Object.fromEntries(
      ['more-local', 'higher', 'referrals', 'cannot-be-said'].map((what) => [
        what,
        rows.filter((row) => row['what'] === what).length,
      ]),
    );
    const { same: _, ...others } = outcomes;
    expect(counted).to.deep.equal(others);
    expect(read('whole.svg')).to.contain('<desc').and.contain('system (ICS) → region');
  });

  it('killed half way and resumed tells the same, and nothing that happened meanwhile', async () => {
    const words = [...asked('killed'), '--state', file('killed.json')];
    for (const share of KILLED_AT) {
      const isThere = () => {
        const { progress } = stateIn(file('killed.json')) ?? {};
        return progress !== undefined && !progress.isWhole && progress.looked >= INITIATIVES * share;
      };
      const { code, err } = await runReplay(database.url, words, { killWhen: isThere });
      expect(code, `it should have been killed: ${err}`).to.equal(null);
      expect(stateIn(file('killed.json'))?.progress).to.include({ isWhole: false });
    }
    // What it left, to be gone on with when more has happened.
    copyFileSync(file('killed.json'), file('later.json'));
    copyFileSync(file('killed.csv.part'), file('later.csv.part'));
    const { code, out, err } = await runReplay(database.url, words);
    expect(code, err).to.equal(0);
    expect(out).to.equal(report);
    expect(read('killed.csv')).to.equal(read('whole.csv'));
    expect(read('killed.svg')).to.equal(read('whole.svg'));
    expect(await digestOf(client)).to.deep.equal(asItWas);

    const [, , , original = ''] = history.originals;
    const varies = { fact: 'capitalGbp', over: 24_000_000, upTo: 25_000_000 };
    await copyHistory(client, original, { copies: 200, varies, batch: 'later' });
    expect(await here(draft, { ...files('later'), state: file('later.json') })).to.equal(report);
    expect(read('later.csv')).to.equal(read('whole.csv'));
    const anew = JSON.parse(await here(draft, { json: true })) as ReplayReport;
    expect(anew.initiatives).to.equal(history.initiatives + 200);
  });

  it('asked once more has nothing left to read, and does not go on with what is of another policy or of other days', async () => {
    const state = file('killed.json');
    expect(await here(draft, { ...files('killed'), state })).to.equal(report);
    await refusedWith('is of another policy, version draft-2', '1', { ...files('killed'), state });
    await refusedWith('is of verdicts of all days', draft, {
      ...files('killed'),
      state,
      since: '2026-01-01',
    });
    await refusedWith('is of a replay that writes a CSV', draft, { json: true, state });
    writeFileSync(file('other.json'), '{}');
    await refusedWith('is not the state of a replay', draft, { json: true, state: file('other.json') });
    await refusedWith('is neither a file that can be read nor a version', '99', {});
  });

  it('asked of the version in force flips nothing, and says so in tables', async () => {
    const out = await here('1', {});
    expect(out)
      .to.match(/more local +0\n/)
      .and.to.match(/at a higher level +0\n/);
    expect(out).to.contain('On the whole it becomes as local as before');
  });

  const here = (named: string, options: ReplayOptions) => replayHere(database.url, named, options);
  const files = (name: string) => ({ json: true, csv: file(`${name}.csv`), chart: file(`${name}.svg`) });
  async function refusedWith(sentence: string, named: string, options: ReplayOptions): Promise<void> {
    const refused = await here(named, options).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(StartProblem);
    expect((refused as StartProblem).sentence).to.contain(sentence);
  }
  const told = () => JSON.parse(report) as ReplayReport;

  /** The verdicts as the event table has them, by a statement that shares nothing with the replay's. */
  async function stored() {
    const { rows } = await client.query<{
      stage: string;
      level: string;
      receipts: { facts: RoutingFacts; basis?: never };
    }>(
      `select data ->> 'stage' as stage, data -> 'receipt' ->> 'level' as level,
              jsonb_strip_nulls(jsonb_build_object('facts', data -> 'receipt' -> 'facts', 'basis', data -> 'receipt' -> 'basis')) as receipts
         from event where data ? 'receipt'`,
    );
    return rows;
  }
});
