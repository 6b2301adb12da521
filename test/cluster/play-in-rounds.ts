import { setTimeout as pause } from 'node:timers/promises';
import type { Say } from '../../cli/embedded/start-problem.ts';
import { describe } from '../../cli/commands/play.ts';
import { Cast } from '../../cli/play/cast.ts';
import { readCase, type CaseFile } from '../../cli/play/case-file.ts';
import { playCase, type PlayedCase } from '../../cli/play/play-case.ts';
import type { Cluster } from './bring-up.ts';
import { countCommands, type Counted } from './count-commands.ts';
import { recount } from './recount.ts';

const VICTIMS = ['web-1', 'web-2', 'worker-1', 'worker-2'] as const;

/** A kill waits until so many requests are without an answer, for so long. */
const UNANSWERED = 10;
const PATIENCE = 10_000;

export interface Rounds {
  /** How often each process is killed. */
  readonly rounds: number;
  /** How many of each case are under way at once. */
  readonly times: number;
}

/**
 * Plays all cases through the proxy, over and over, until each web and worker process was killed `rounds` times and brought
 * back, and then asked to stop and started again, as for an upgrade. Then every command that was acknowledged must be there once and every case must have gone as it expects.
 * Gives the exit code.
 */
export async function playInRounds(
  cluster: Cluster,
  files: readonly string[],
  { rounds, times }: Rounds,
  say: Say,
): Promise<number> {
  const counted = countCommands(cluster.url);
  const once = await Promise.all(files.map(read));
  const cases = Array.from({ length: times }, () => once).flat();
  const cast = await Cast.of(cluster.url);
  const played: PlayedCase[] = [];
  const began = Date.now();
  const done = new AbortController();
  const kills = killInRounds(cluster, counted, rounds, say).finally(() => done.abort());
  do played.push(...(await playAll(cast, cases)));
  while (!done.signal.aborted);
  const unansweredAtKills = await kills;

  for (const each of played.filter(({ problems }) => problems.length > 0)) describe(each).forEach(say);
  const failed = played.filter(({ problems }) => problems.length > 0).length;
  const { acknowledged, found, wrong } = await recount(ownerUrl(cluster), counted);
  wrong.forEach((sentence) => say(`  ! ${sentence}`));
  say(
    `${played.length} initiatives of ${once.length} cases, ${cases.length} at once, in ${((Date.now() - began) / 1000).toFixed(0)} s: ` +
      `${played.length - failed} ended as expected, ${failed} did not.`,
  );
  say(
    `${unansweredAtKills.length} kills, with ${Math.min(...unansweredAtKills)} to ${Math.max(...unansweredAtKills)} requests unanswered; ` +
      `${counted.again()} commands sent again with their key.`,
  );
  say(`${acknowledged} commands acknowledged, ${found} of them there once, ${wrong.length} wrong.`);
  return failed === 0 && wrong.length === 0 ? 0 : 1;
}

/** The database as its owner sees it. */
export function ownerUrl({ plan }: Cluster): string {
  return plan.find(({ name }) => name === 'migrate')?.env['DATABASE_URL'] ?? '';
}

/** `kill -9`, and back again: each in turn, always one at a time, so that the other is left. */
async function killInRounds(
  { services }: Cluster,
  counted: Counted,
  rounds: number,
  say: Say,
): Promise<readonly number[]> {
  const unanswered: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of VICTIMS) {
      await pause(1500);
      const service = services.get(name);
      if (service === undefined) throw new Error(`There is no ${name} in the cluster`);
      const late = Date.now() + PATIENCE;
      while (counted.unanswered() < UNANSWERED && Date.now() < late) await pause(5);
      unanswered.push(counted.unanswered());
      await service.kill();
      await pause(1500);
      const began = Date.now();
      await service.start();
      say(
        `round ${round}: ${name} killed, and well again ${((Date.now() - began) / 1000).toFixed(1)} s after its start`,
      );
    }
  }
  const before = counted.failed();
  for (const name of VICTIMS) {
    await services.get(name)?.stop();
    await services.get(name)?.start();
  }
  say(
    `${before} requests failed while processes were killed; ${counted.failed() - before} while each was asked to stop and started again.`,
  );
  return unanswered;
}

async function playAll(cast: Cast, cases: readonly CaseFile[]): Promise<readonly PlayedCase[]> {
  return Promise.all(cases.map((each) => playCase(cast, each)));
}

async function read(file: string): Promise<CaseFile> {
  const found = await readCase(file);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}
