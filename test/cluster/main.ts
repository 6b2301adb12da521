import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { StartProblem } from '../../cli/embedded/start-problem.ts';
import { sharedPath } from '../support/shared.ts';
import { bringUp, type Cluster } from './bring-up.ts';
import { readComposeFile } from './compose.ts';
import { ownerUrl, playInRounds, type Rounds } from './play-in-rounds.ts';
import { buildPrograms } from './programs.ts';
import { connectionsOf } from './recount.ts';
import { runsAreListed } from './runs-listed.ts';
import { signInAcross } from './sign-in-across.ts';

const USAGE = `npm run cluster                 bring up what docker-compose.yml says, by hand, until Ctrl-C
npm run cluster -- play [FILE…]  sign in and play cases through the proxy while processes are killed, and count
npm run cluster -- tools         build what is missing of Temporal's server, its pages and the proxy (needs Go)
  --rounds N     how often each of the four is killed at least (2)
  --times N      how many of each case are under way at once (1)
  --image FOLDER run Remit's services in this folder, made as the Dockerfile makes it, as user 1000 (needs root)
  --no-build     run what dist/ holds already`;

const say = (line: string) => console.log(line);

async function build(): Promise<void> {
  say('Building what the image would hold (npm run build).');
  const child = spawn('npm', ['run', '--silent', 'build'], { cwd: projectRoot(), stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new StartProblem('It could not be built: npm says why above.');
}

/** What a cluster must show. Gives the exit code. */
async function show(cluster: Cluster, files: readonly string[], how: Rounds): Promise<number> {
  await signInAcross(cluster);
  say('A sign-in begun at one web process was finished at the other, and known to the first again.');
  await runsAreListed(cluster);
  say('A run of the first version of the workflow is found among those that are to turn over.');
  const code = await playInRounds(cluster, files, how, say);
  say(`Connections to Postgres: ${(await connectionsOf(ownerUrl(cluster))).join(', ')}.`);
  say(`doctor: ${await cluster.runIn('worker-1', ['node', 'dist/cli/main.js', 'doctor'])}`);
  for (const [name, job] of cluster.jobs) {
    await job.complete();
    say(`${name}: run again, and done`);
  }
  return code;
}

function casesOf(files: readonly string[]): readonly string[] {
  if (files.length > 0) return files;
  const folder = sharedPath('cases') ?? join(projectRoot(), 'examples');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      rounds: { type: 'string', default: '2' },
      times: { type: 'string', default: '1' },
      image: { type: 'string' },
      build: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
  });
  const [what = 'stay', ...files] = positionals;
  if (values.help || !['stay', 'play', 'tools'].includes(what)) {
    say(USAGE);
    return values.help ? 0 : 2;
  }
  if (what === 'tools') {
    await buildPrograms(
      Object.values(readComposeFile().services).map(({ image }) => image),
      say,
    );
    return 0;
  }
  if (values.build && values.image === undefined) await build();
  const cluster = await bringUp(say, values.image);
  try {
    say(`\n  Pages and API  ${cluster.url}\n  Logs           ${cluster.logs}\n`);
    if (what === 'play')
      return await show(cluster, casesOf(files), {
        rounds: Number(values.rounds),
        times: Number(values.times),
      });
    say('Sign in as approver-1.QKS, for example. Ctrl-C stops all of it.');
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    return 0;
  } finally {
    await cluster.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof StartProblem)) throw error;
  console.error(`remit: ${error.sentence}`);
  process.exitCode = 1;
}
