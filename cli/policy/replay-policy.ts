import { readFile, writeFile } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import { loadPolicy, type Policy } from '../../domain/policy/policy.ts';
import { reportOf } from '../../domain/policy/replay/report.ts';
import { createDatabase } from '../../store/database.ts';
import { policySource } from '../../store/policies.ts';
import { countInitiatives } from '../../store/read/verdicts.ts';
import { readingOnly } from '../../store/replay/reading-only.ts';
import { beginReplay, replayHistory, type Progress } from '../../store/replay/replay-history.ts';
import { replayChart } from '../../web/charts/replay-chart.ts';
import { CouldNotLook, fromDatabase } from '../../worker/doctor/house.ts';
import { findDatabaseUrl } from '../doctor/find-servers.ts';
import { explainWriting, StartProblem, type Say } from '../embedded/start-problem.ts';
import { problemInWords } from './read-policy.ts';
import { CsvFile } from './replay/csv-file.ts';
import { reportInWords } from './replay/report-words.ts';
import { keepState, readState } from './replay/state-file.ts';

/** What of a replay is asked on its command line. */
export interface ReplayOptions {
  readonly since?: string;
  readonly csv?: string;
  readonly chart?: string;
  readonly state?: string;
  readonly json?: boolean;
}

/** A page takes a second of Postgres at most, also where much else is done. */
const LIMITS = { connectMs: 10_000, statementMs: 120_000 };
const PAGE = 250;

/** Exit codes: the report is whole, or there is none. */
const TOLD = 0;
const NOT_TOLD = 2;

/**
 * Replays a policy, from a file or a version that is stored, over the history of the Remit that is found. Of that nothing is
 * changed: it is read in transactions that may not write.
 */
export async function replayPolicy(
  named: string,
  options: ReplayOptions,
  say: Say,
  env: NodeJS.ProcessEnv = process.env,
  onItsWay: Say = console.error,
): Promise<number> {
  const began = performance.now();
  const database = createDatabase({
    url: findDatabaseUrl(env),
    role: 'remit_system',
    poolSize: 4,
    limits: LIMITS,
  });
  try {
    await fromDatabase(() => database.initialize());
    const policy = await policyOf(database, named);
    if (policy === null) return NOT_TOLD;
    const { progress, csv } = await replayed(database, policy, options, onItsWay);
    const report = reportOf(policy, progress.since, progress.tally);
    if (options.chart !== undefined) await write(options.chart, replayChart(report));
    csv?.finish();
    if (options.json === true) say(JSON.stringify(report, null, 2));
    else for (const line of reportInWords(report)) say(line);
    onItsWay(usedInWords(progress, performance.now() - began));
    return TOLD;
  } catch (error) {
    if (!(error instanceof CouldNotLook)) throw error;
    onItsWay(`remit: ${error.message}`);
    return NOT_TOLD;
  } finally {
    if (database.isInitialized) await database.destroy();
  }
}

async function replayed(
  database: DataSource,
  policy: Policy,
  {
    since = null,
    csv: csvPath,
    state: statePath,
  }: Omit<ReplayOptions, 'since'> & { readonly since?: string | null },
  onItsWay: Say,
): Promise<{ readonly progress: Progress; readonly csv: CsvFile | null }> {
  const read = readingOnly(database);
  const kept =
    statePath === undefined ? null : readState(statePath, policy, { since, csv: csvPath !== undefined });
  let progress = kept?.progress ?? (await beginReplay(read, since));
  const { isWhole } = progress;
  const csv =
    csvPath === undefined
      ? null
      : CsvFile.open(csvPath, kept === null ? null : { bytes: kept.csvBytes ?? 0, isWhole });
  const total = await read(countInitiatives);
  const told = new Told(total, onItsWay);
  const keep = () => {
    if (statePath !== undefined) keepState(statePath, policy, progress, csv?.settle() ?? null);
  };
  if (kept === null) keep();
  for await (const page of replayHistory(read, policy, progress, { page: PAGE, ahead: 2 })) {
    progress = page.progress;
    csv?.add(page.differences);
    keep();
    told.tell(progress);
  }
  return { progress, csv };
}

/** The policy of a file, or of a version that is stored; what cannot be read is said. */
async function policyOf(database: DataSource, named: string): Promise<Policy | null> {
  const xml = await readFile(named, 'utf8').catch(() => policySource(database, 'subsidiarity', named));
  if (xml === null)
    throw new StartProblem(
      `${named} is neither a file that can be read nor a version of the subsidiarity policy.`,
    );
  const loaded = await loadPolicy(xml);
  if (loaded.ok) return loaded.value;
  for (const problem of loaded.error) console.error(`not read: ${problemInWords(problem)}`);
  return null;
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((error: unknown) => {
    throw explainWriting(error, path);
  });
}

/** Tells how far it is, once a second at most. */
class Told {
  private last = 0;

  constructor(
    private readonly total: number,
    private readonly say: Say,
  ) {}

  tell({ looked, isWhole, tally }: Progress): void {
    const now = performance.now();
    if (!isWhole && now - this.last < 1_000) return;
    this.last = now;
    const share = this.total === 0 ? 100 : Math.min(100, Math.floor((looked / this.total) * 100));
    this.say(
      `replayed ${counted(looked)} of ${counted(this.total)} initiatives (${share}%), ${counted(tally.verdicts)} verdicts`,
    );
  }
}

function usedInWords({ tally }: Progress, milliseconds: number): string {
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  return `${counted(tally.verdicts)} verdicts of ${counted(tally.initiatives)} initiatives in ${(milliseconds / 1000).toFixed(1)} s, with ${megabytes} MB of memory at most`;
}

const counted = (n: number) => n.toLocaleString('en-GB');
