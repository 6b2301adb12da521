import { prepareDatabase, type DatabaseUrls } from './database.ts';
import { examplesToPlay, playExamples } from './examples.ts';
import { identityProgram, webProgram, workerProgram } from './processes.ts';
import { preparePostgresServer, prepareTemporalServer, type Servers, type Surroundings } from './servers.ts';
import { setUp, type SetUp } from './set-up.ts';

export interface Up {
  readonly issuer: string;
  readonly urls: DatabaseUrls;
  readonly temporal: Servers['temporal'];
}

/** Starts everything, each as soon as what it needs is there, and waits until all is ready. */
export async function bringUp(around: Surroundings): Promise<Up & { readonly found: SetUp }> {
  const { settings, folder, ports, supervisor, say } = around;
  const issuer = settings.issuer ?? `http://127.0.0.1:${ports.identity}`;
  const startTemporal = prepareTemporalServer(around);
  // Whether it failed is asked below, when the cluster is there.
  startTemporal.catch(() => undefined);
  // A new cluster is made before Temporal makes its database: side by side both wait for the disk, three times as long.
  const startPostgres = await preparePostgresServer(around);
  const database = startPostgres().then(async (postgres) => {
    const urls = await prepareDatabase(postgres, folder);
    say('The database is at this version.');
    return urls;
  });
  const temporal = startTemporal.then((begin) => begin());
  const [urls, given, found] = await Promise.all([
    database,
    temporal,
    database.then(async ({ owner }) => {
      const here = await setUp(owner, settings.issuer === undefined ? issuer : undefined);
      if (here.bodies > 0)
        say(`The example organisation is loaded: ${here.bodies} bodies, ${here.people} people.`);
      if (here.initiatives > 0) say(`The data of before is here: ${counted(here.initiatives)}.`);
      return here;
    }),
    database.then(async (ready) => {
      if (settings.issuer !== undefined) return;
      await supervisor.start(identityProgram(around, ready));
      say('The identity provider answers.');
    }),
    database.then(async (ready) => {
      await supervisor.start(webProgram(around, ready, issuer));
      say('The pages and the API answer.');
    }),
    Promise.all([database, temporal]).then(async ([ready, server]) => {
      await supervisor.start(workerProgram(around, ready, server));
      say('The worker is at work.');
    }),
  ]);
  return { issuer, urls, temporal: given, found };
}

/** Shows a new installation what it is for. Without the local provider nobody's part can be played. */
export async function showExamples({ settings, folder, say }: Surroundings, found: SetUp): Promise<void> {
  const files = settings.issuer === undefined ? examplesToPlay(folder, found.initiatives) : [];
  if (files.length > 0) await playExamples({ url: settings.url, folder, files }, say);
}

const counted = (initiatives: number) => (initiatives === 1 ? '1 initiative' : `${initiatives} initiatives`);
