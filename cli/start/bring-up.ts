import { prepareDatabase, type DatabaseUrls } from './database.ts';
import { examplesToPlay, playExamples } from './examples.ts';
import { identityProgram, webProgram, workerProgram } from './processes.ts';
import { startPostgres, startTemporal, type Servers, type Surroundings } from './servers.ts';
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
  const database = startPostgres(around).then(async (postgres) => {
    const urls = await prepareDatabase(postgres, folder);
    say('The database is at this version.');
    return urls;
  });
  const temporal = startTemporal(around);
  const [urls, given, found] = await Promise.all([
    database,
    temporal,
    database.then(({ owner }) => setUp(owner, settings.issuer === undefined ? issuer : undefined)),
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

/** Says what was found, and shows a new installation what it is for. */
export async function showExamples({ settings, folder, say }: Surroundings, found: SetUp): Promise<void> {
  if (found.bodies > 0)
    say(`Loaded the example organisation: ${found.bodies} bodies, ${found.people} people.`);
  if (found.initiatives > 0) say(`Found the data of before: ${found.initiatives} initiatives.`);
  // Without the local provider nobody can be played.
  const files = settings.issuer === undefined ? examplesToPlay(folder, found.initiatives) : [];
  if (files.length > 0) await playExamples({ url: settings.url, folder, files }, say);
}
