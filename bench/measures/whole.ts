import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { Cast } from '../../cli/play/cast.ts';
import { readCase, type CaseFile } from '../../cli/play/case-file.ts';
import { playCase } from '../../cli/play/play-case.ts';
import { NAMESPACE, workflowId } from '../../contracts/names.ts';
import { STAGES } from '../../domain/stage.ts';
import { connectClient } from '../../worker/temporal.ts';
import { BareWholes, type WholeWork } from '../floors/whole.ts';
import { startLoad } from '../load/start-load.ts';
import { inLockstep, type Compared } from '../lockstep.ts';
import { asSuperuser, type BenchRemit } from '../remit.ts';
import type { Line } from '../table.ts';

const CASE = 'examples/care-home-medicines-torbay.json';
const AT_ONCE = 8;

type Client = Awaited<ReturnType<typeof connectClient>>;

/**
 * Whole initiatives through the handler, and through HTTP as people would take them to their end, beside bare workflows
 * with as much work.
 */
export async function measureWhole(
  remit: BenchRemit,
  { rounds, initiatives }: { readonly rounds: number; readonly initiatives: number },
): Promise<readonly Line[]> {
  const file = join(projectRoot(), CASE);
  const read = await readCase(file);
  if (!read.ok) throw new Error(read.error);
  const cast = await Cast.of(remit.url);
  const client = await connectClient({ address: remit.temporal }, NAMESPACE);
  const { superuser, api } = remit.databases;
  const floor = await BareWholes.open(client, superuser);
  const worker = await startLoad('whole-worker', {
    BENCH_DATABASE: superuser,
    BENCH_TEMPORAL: remit.temporal,
  });
  try {
    const work = await workOf(remit, client, await play(cast, read.value));
    // Only now, since the triggers that tell it how far the workflow is cost something.
    const handler = await startLoad('initiatives', {
      ...{ BENCH_DATABASE: api, BENCH_SUPERUSER: superuser, BENCH_ISSUER: remit.issuer, BENCH_CASE: file },
    });
    const each = Array.from({ length: initiatives }, () => null);
    const arms = [
      async () => (await handler.does({ each, atOnce: AT_ONCE })).perSecond,
      () => perSecond(() => play(cast, read.value), initiatives),
      () => perSecond(() => floor.one(work), initiatives),
    ];
    const [inHandler, throughHttp] = await inLockstep(arms, rounds);
    handler.stop();
    if (inHandler === undefined || throughHttp === undefined) throw new Error('Nothing was measured');
    const { signals, localActivities, transactions, rows } = work;
    const counted = `${signals} signals, ${localActivities} local activities, ${transactions} transactions, ${rows} rows`;
    return [
      lineOf(`whole initiatives in the handler (${counted})`, inHandler, 'ratio 0.7'),
      lineOf('whole initiatives through HTTP, by people who ask again', throughHttp, ''),
    ];
  } finally {
    worker.stop();
    await floor.close();
    await client.connection.close();
  }
}

function lineOf(measure: string, { ours, floor, ratio, spread, rounds }: Compared, aim: string): Line {
  return {
    measure,
    remit: `${ours.toFixed(1)}/s`,
    floor: `${floor.toFixed(1)}/s`,
    ratio: ratio.toFixed(2),
    spread: `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}`,
    rounds: String(rounds),
    atOnce: String(AT_ONCE),
    aim,
  };
}

async function play(cast: Cast, read: CaseFile): Promise<string> {
  const { initiative, problems } = await playCase(cast, read);
  if (initiative === null || problems.length > 0) throw new Error(problems.join('; '));
  return initiative;
}

async function perSecond(one: () => Promise<unknown>, count: number): Promise<number> {
  let left = count;
  const began = performance.now();
  const worker = async () => {
    for (; left > 0;) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (count * 1000) / (performance.now() - began);
}

/** What an initiative cost, by its history and its rows. Each instant of people's events was one transaction. */
async function workOf(remit: BenchRemit, client: Client, id: string): Promise<WholeWork> {
  await client.workflow.getHandle(workflowId(id)).result();
  const events = await everyRun(client, workflowId(id));
  const marked = events.filter((event) =>
    event.markerRecordedEventAttributes?.markerName?.includes('local_activity'),
  );
  const [counted] = await asSuperuser(remit, async (database) => {
    const tables = ['event', 'content', 'stage', 'gate', 'task', 'part'];
    const rows = tables.map((table) => `(select count(*) from ${table} where initiative = $1)`).join(' + ');
    const found = await database.query<{ rows: string; transactions: string }>(
      `select ${rows} as rows, (select count(distinct (at, actor)) from event where initiative = $1 and actor <> 'workflow') as transactions`,
      [id],
    );
    return found.rows;
  });
  return {
    signals: events.filter((event) => event.workflowExecutionSignaledEventAttributes).length,
    localActivities: marked.length,
    transactions: Number(counted?.transactions),
    rows: Number(counted?.rows),
  };
}

/** The events of all its runs: a nudge that comes late begins one more, which sees that nothing is left. */
async function everyRun(client: Client, workflow: string) {
  const histories = [];
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflow}'` }))
    histories.push(await client.workflow.getHandle(workflow, runId).fetchHistory());
  const events = histories.flatMap((history) => history.events ?? []);
  const signals = events.filter((event) => event.workflowExecutionSignaledEventAttributes);
  if (signals.length < STAGES.length)
    throw new Error(`Of ${workflow} only ${events.length} events were found`);
  return events;
}
