import { setTimeout as pause } from 'node:timers/promises';
import { openDataFolder } from '../embedded/data-folder.ts';
import { requireFreePort } from '../embedded/free-port.ts';
import { explainWriting, type Say } from '../embedded/start-problem.ts';
import { stopLeftovers } from './kept-in.ts';
import { choosePorts } from './ports.ts';
import type { StartSettings } from './settings.ts';
import { createSupervisor, type Supervisor } from '../supervise.ts';

/** How long work that a signal has interrupted may take to notice. */
const PATIENCE = 5_000;

/** Gives the exit code: 0 when it was up and was told to stop, the signal's when that came earlier. */
export async function start(settings: StartSettings, print: Say): Promise<number> {
  const folder = openDataFolder({ say: print });
  const progress = stopwatch(print);
  const supervisor = createSupervisor({ say: progress.say });
  const signalled = supervisor.untilSignal();
  const state = { isReady: false, isUp: false };
  const working = run(settings, { folder: folder.path, supervisor, progress, print, state }).then(() => {
    state.isUp = true;
  });
  try {
    await Promise.race([signalled, working]);
  } catch (error) {
    if (!supervisor.isStopping()) {
      await supervisor.stop();
      throw explainWriting(error, folder.path);
    }
  }
  const signal = await signalled;
  // What bringing up was in the middle of ends by itself, now that the servers are gone.
  if (!state.isReady) await Promise.race([working.catch(() => undefined), pause(PATIENCE)]);
  folder.release();
  print('Stopped.');
  if (state.isUp) return 0;
  return signal === 'SIGINT' ? 130 : 143;
}

interface Running {
  readonly folder: string;
  readonly supervisor: Supervisor;
  readonly progress: ReturnType<typeof stopwatch>;
  readonly print: Say;
  readonly state: { isReady: boolean };
}

async function run(
  settings: StartSettings,
  { folder, supervisor, progress, print, state }: Running,
): Promise<void> {
  const { say } = progress;
  await stopLeftovers(folder, say);
  await requireFreePort(settings.port, 'the pages and the API', 'PORT');
  // Loaded now: what cannot be is refused at once, before the servers' libraries are read.
  const [{ bringUp, showExamples }, { describeAddresses }] = await Promise.all([
    import('./bring-up.ts'),
    import('./addresses.ts'),
  ]);
  const around = { settings, folder, ports: await choosePorts(folder, settings.port), supervisor, say };
  const { found, ...up } = await bringUp(around);
  state.isReady = true;
  say(`Remit is ready, in ${progress.seconds()} s.`);
  await showExamples(around, found);
  progress.end();
  (await describeAddresses(around, up)).forEach(print);
}

/** Puts the seconds since the start before each line, until it has ended. */
function stopwatch(print: Say) {
  const started = Date.now();
  const seconds = (): string => ((Date.now() - started) / 1000).toFixed(1);
  let ended = false;
  return {
    seconds,
    say: (line: string) => print(ended ? line : `${seconds().padStart(6)} s  ${line}`),
    end: () => {
      ended = true;
    },
  };
}
