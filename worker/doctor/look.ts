import { checkNudge, type WaitingNudge } from '../../domain/doctor/check-nudge.ts';
import { checkRecord } from '../../domain/doctor/check-record.ts';
import { checkWorkflow, type WorkflowView } from '../../domain/doctor/check-workflow.ts';
import type { Finding } from '../../domain/doctor/finding.ts';
import type { MapAt } from '../../domain/doctor/record.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { waitingNudges } from '../../store/read/outbox.ts';
import { readRecords } from '../../store/read/records.ts';
import { forEachAtMost } from './at-most.ts';
import { fromDatabase, fromTemporal, type Patient } from './house.ts';
import { viewOf } from './temporal-view.ts';

/** How many questions Temporal is asked at once. */
const AT_ONCE = 16;

/** One look at one initiative. */
export interface Look {
  readonly id: string;
  readonly events: number;
  /** Differences within the database: what is read of one moment is not in motion. */
  readonly stored: readonly Finding[];
  /** Differences with Temporal and in the outbox: these may be work in motion. */
  readonly moving: readonly Finding[];
  /** True while a nudge or a task of the workflow is under way. */
  readonly inMotion: boolean;
  /** Changes when anything was done for the initiative since: its events, or a look of its workflow. */
  readonly mark: string;
}

/**
 * Looks at some initiatives. Temporal is asked after the database was read, of those that are under way and, with
 * `ended`, of the others too.
 */
export async function lookAt(
  patient: Patient,
  ids: readonly string[],
  mapAt: MapAt,
  { ended }: { readonly ended: boolean },
): Promise<readonly Look[]> {
  const { database, temporal, clock } = patient;
  const nudges = ended ? await fromDatabase(() => waitingNudges(database, { of: ids })) : [];
  const records = await fromDatabase(() => readRecords(database, ids));
  const looks = new Map<string, Look>();
  await forEachAtMost(AT_ONCE, records, async (record) => {
    const { findings, state } = checkRecord(record, mapAt);
    const nudge = nudges.find((each) => each.initiative === record.id) ?? null;
    const asked = state !== null && (ended || state.status === 'under-way');
    const workflow = asked ? await fromTemporal(temporal, () => viewOf(temporal, record.id)) : null;
    const { moving, inMotion } = outside(state, workflow, nudge, await clock());
    looks.set(record.id, {
      id: record.id,
      events: record.events.length,
      stored: findings,
      moving,
      inMotion,
      mark: markOf(record.row.n, workflow, moving),
    });
  });
  return records.flatMap(({ id }) => looks.get(id) ?? []);
}

function outside(
  state: Initiative | null,
  workflow: WorkflowView | null,
  nudge: WaitingNudge | null,
  now: string,
): Pick<Look, 'moving' | 'inMotion'> {
  const ofWorkflow = state === null || workflow === null ? [] : checkWorkflow(state, workflow, now);
  return {
    moving: [...ofWorkflow, ...(nudge === null ? [] : [checkNudge(nudge)])],
    inMotion: nudge !== null || (workflow?.is === 'open' && workflow.task !== null),
  };
}

function markOf(n: number, workflow: WorkflowView | null, findings: readonly Finding[]): string {
  const run = workflow === null || workflow.is === 'none' ? '' : workflow.run;
  const last = workflow?.is === 'open' ? (workflow.answer?.event ?? 0) : 0;
  return [n, run, last, ...findings.map((each) => each.code)].join(' ');
}
