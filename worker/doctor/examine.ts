import { stored, type Finding } from '../../domain/doctor/finding.ts';
import type { WaitingNudge } from '../../domain/doctor/check-nudge.ts';
import type { MapAt } from '../../domain/doctor/record.ts';
import type { ReadBytes } from '../../store/files/examined.ts';
import { livingRelays, waitingNudges } from '../../store/read/outbox.ts';
import { readMaps } from '../../store/read/maps.ts';
import { idsAfter } from '../../store/read/records.ts';
import { keysWithoutAnswer, statusesOf, strayStreams } from '../../store/read/strays.ts';
import { countRuns, type VersionCount } from '../run-versions.ts';
import { forEachAtMost } from './at-most.ts';
import { lookAtFiles, lookAtRegistry, lookAtTelling } from './beside.ts';
import { fromDatabase, fromTemporal, type Patient } from './house.ts';
import { lookAt } from './look.ts';
import { mend } from './mend.ts';
import { lookAtSittings } from './sittings.ts';
import { settle, type Waiting } from './settle.ts';
import { pollersOf, runningWorkflows, viewOf } from './temporal-view.ts';

export interface ExamineOptions extends Patient, Partial<Waiting> {
  /** Mends what can be mended safely: no event is changed, and of rows only what says nothing that the events do not. */
  readonly mend?: boolean;
  /** Reads the bytes of files, so that they are held against their hashes; without it only that they are there. */
  readonly bytes?: ReadBytes;
  /** Told now and then how many initiatives were looked at. */
  readonly progress?: (initiatives: number) => void;
}

/** What the doctor found. */
export interface Report {
  readonly initiatives: number;
  readonly events: number;
  /** Workflows that run. */
  readonly workflows: number;
  /** The same by the version of the workflow that they go by, which tells when an old branch may leave the code. */
  readonly versions: readonly VersionCount[];
  /** The differences that are left. */
  readonly findings: readonly Finding[];
  /** The differences that were found and mended. */
  readonly mended: readonly Finding[];
  /** Initiatives on which work was done all the while, so that nothing can be said of them: ask again. */
  readonly moving: readonly string[];
  /** What is no difference and explains some, such as that no worker runs. */
  readonly notes: readonly string[];
}

const BATCH = 200;
const WAITING: Waiting = { settle: 2_000, patience: 15_000 };

/**
 * Compares Temporal's view with the events and rows of every initiative:
 *
 *     const report = await examine({ database, temporal, taskQueue, clock, mend: true });
 *
 * `database` acts as `remit_system`, `temporal` is a Client of the worker's namespace. All initiatives are paged
 * through in the order of their ids, so memory is bounded by what differs. May be run at any time, by two at once and
 * while work is moving: what differs is looked at again until it is certain.
 * @throws CouldNotLook where the database or Temporal does not answer.
 */
export async function examine(options: ExamineOptions): Promise<Report> {
  const waiting = {
    settle: options.settle ?? WAITING.settle,
    patience: options.patience ?? WAITING.patience,
  };
  const mapAt = await fromDatabase(() => readMaps(options.database));
  const notes = [...(await surroundings(options))];
  const versions = await fromTemporal(options.temporal, () => countRuns(options.temporal, options.taskQueue));
  const scanned = await scan(options, mapAt);
  const strays = await lookForStrays(options);
  const ofWorkflows = await lookAtRunning(options, new Set(strays.map((each) => each.initiative)));
  const outbox = await lookAtOutbox(options);
  const suspects = new Set([...scanned.suspects, ...ofWorkflows.suspects, ...outbox.suspects]);
  const settled = await settle(options, suspects, mapAt, waiting);
  const files = await lookAtFiles(options, options.bytes ?? null);
  notes.push(...files.notes);
  const beside = [
    ...files.findings,
    ...(await lookAtRegistry(options)),
    ...(await lookAtTelling(options, mapAt)),
    ...(await lookAtSittings(options)),
  ];
  const ofNothing = [...ofWorkflows.findings, ...outbox.findings];
  const found = [...scanned.findings, ...strays, ...ofNothing, ...beside, ...settled.findings];
  const counts = {
    initiatives: scanned.initiatives,
    events: scanned.events,
    workflows: ofWorkflows.workflows,
    versions,
  };
  if (options.mend !== true) return { ...counts, findings: found, mended: [], moving: settled.moving, notes };
  const after = await mendAll(options, found, mapAt, waiting);
  return { ...counts, ...after, moving: [...settled.moving, ...after.moving], notes };
}

async function surroundings({ database, temporal, taskQueue }: Patient): Promise<readonly string[]> {
  const pollers = await fromTemporal(temporal, () => pollersOf(temporal, taskQueue));
  const relays = await fromDatabase(() => livingRelays(database));
  return [
    ...(pollers > 0
      ? []
      : [`No worker polls the task queue ${taskQueue}: no workflow gets on until one does.`]),
    ...(relays > 0 ? [] : ['No relay says that it lives: no nudge leaves the outbox until a worker runs.']),
  ];
}

/** Every initiative once, in batches. */
async function scan(options: ExamineOptions, mapAt: MapAt) {
  const suspects: string[] = [];
  const findings: Finding[] = [];
  let [initiatives, events] = [0, 0];
  let after: string | null = null;
  for (;;) {
    const ids: readonly string[] = await page((last) => idsAfter(options.database, last, BATCH), after);
    for (const look of await lookAt(options, ids, mapAt, { ended: false })) {
      initiatives += 1;
      events += look.events;
      findings.push(...look.stored);
      if (look.moving.length > 0) suspects.push(look.id);
    }
    options.progress?.(initiatives);
    after = ids.at(-1) ?? null;
    if (ids.length < BATCH) return { suspects, findings, initiatives, events };
  }
}

/** One page of the database, after what the last one ended with. */
function page<T>(read: (after: string | null) => Promise<T>, after: string | null): Promise<T> {
  return fromDatabase(() => read(after));
}

/** What belongs to no initiative, or to no answer. */
async function lookForStrays({ database }: Patient): Promise<readonly Finding[]> {
  const streams = await fromDatabase(() => strayStreams(database));
  const keys = await fromDatabase(() => keysWithoutAnswer(database));
  return [
    ...streams.map(({ stream, events, first }) =>
      stored(
        'initiative-missing',
        stream,
        first === 'initiative-drafted'
          ? `Its row is gone, and ${events} ${events === 1 ? 'event is' : 'events are'} stored.`
          : `There is no such initiative, and ${events} ${events === 1 ? 'event says it is' : 'events say they are'} of it, from ${first} on.`,
      ),
    ),
    ...(keys === 0
      ? []
      : [
          {
            ...stored(
              'key-without-answer',
              null,
              `${keys} Idempotency-${keys === 1 ? 'Key is' : 'Keys are'} kept without the answer: who asks again with one is told nothing.`,
            ),
            wayOut: 'Delete the rows of idempotency whose status is null, after a look at who asked what.',
          },
        ]),
  ];
}

/** The workflows that run: of what has ended, of what is not there. */
async function lookAtRunning(options: ExamineOptions, withEvents: ReadonlySet<string | null>) {
  const { database, temporal, taskQueue } = options;
  const suspects: string[] = [];
  const unknown: string[] = [];
  let workflows = 0;
  const pages = runningWorkflows(temporal, taskQueue);
  for (;;) {
    const next = await fromTemporal(temporal, () => pages.next());
    if (next.done === true) break;
    const ids = next.value.flatMap(({ initiative }) => (initiative === null ? [] : [initiative]));
    workflows += next.value.length;
    const statuses = await fromDatabase(() => statusesOf(database, ids));
    for (const id of ids) {
      const status = statuses.get(id)?.status;
      if (status === undefined) unknown.push(id);
      else if (status !== 'under-way') suspects.push(id);
    }
  }
  const [any] = await fromDatabase(() => idsAfter(database, null, 1));
  const findings: Finding[] = [];
  await forEachAtMost(8, unknown, async (id) => {
    const view = await fromTemporal(temporal, () => viewOf(temporal, id));
    if (view.is !== 'open') return;
    const ends = any !== undefined && !withEvents.has(id);
    findings.push({
      code: 'workflow-of-no-initiative',
      initiative: id,
      says: 'Its workflow runs, and the database has no such initiative: the database is of an earlier moment, or is another.',
      wayOut: ends
        ? 'The run is ended. Nothing is lost: it holds nothing, and a nudge starts it again.'
        : 'See that this is the right database before anything else; the workflow does no harm.',
      mend: ends ? { by: 'end', run: view.run } : null,
    });
  });
  return { suspects, findings, workflows };
}

/** The nudges in the outbox: of what is there, and of what is not. */
async function lookAtOutbox({ database }: Patient) {
  const suspects: string[] = [];
  const findings: Finding[] = [];
  let after: string | null = null;
  for (;;) {
    const some: readonly WaitingNudge[] = await page(
      (last) => waitingNudges(database, { after: last }),
      after,
    );
    if (some.length === 0) return { suspects, findings };
    const statuses = await fromDatabase(() =>
      statusesOf(
        database,
        some.map((each) => each.initiative),
      ),
    );
    for (const { initiative, job, since } of some) {
      if (statuses.has(initiative)) suspects.push(initiative);
      else
        findings.push({
          code: 'nudge-of-no-initiative',
          initiative,
          says: `A nudge of ${since} waits for it, and the database has no such initiative.`,
          wayOut: 'The nudge is taken away.',
          mend: { by: 'drop', job },
        });
    }
    after = some.at(-1)?.job ?? null;
  }
}

/** Mends, looks again, and says what is left. */
async function mendAll(
  options: ExamineOptions,
  found: readonly Finding[],
  mapAt: MapAt,
  waiting: Waiting,
): Promise<Pick<Report, 'findings' | 'mended' | 'moving'>> {
  const hopeless = found.filter((each) => each.mend === null);
  const hopeful = found.filter((each) => each.mend !== null);
  await forEachAtMost(16, hopeful, (finding) => mend(options, finding));
  const known = hopeful.flatMap(({ code, initiative }) =>
    initiative === null || code === 'workflow-of-no-initiative' || code === 'nudge-of-no-initiative'
      ? []
      : [initiative],
  );
  const again = await settle(options, new Set(known), mapAt, waiting);
  const ill = new Set([...again.findings.map((each) => each.initiative), ...again.moving]);
  const mended = hopeful.filter((each) => !ill.has(each.initiative));
  const kept = again.findings.filter((each) => !hopeless.some((other) => sameAs(other, each)));
  return { findings: [...hopeless, ...kept], mended, moving: again.moving };
}

const sameAs = (a: Finding, b: Finding) => a.code === b.code && a.initiative === b.initiative;
