import type { Finding } from '../../domain/doctor/finding.ts';
import { workflowId } from '../../contracts/names.ts';
import { keepFile } from '../../store/files/examined.ts';
import { dropJob, rescheduleJob } from '../../store/outbox.ts';
import { writeSittingAnew } from '../../store/sittings/records.ts';
import { freeLane, writeDeliveries } from '../../store/telling/write-anew.ts';
import { writeClaims } from '../../store/write-claims.ts';
import { writeOffers } from '../../store/write-offers.ts';
import { writePriority } from '../../store/write-priority.ts';
import { nudge } from '../nudge.ts';
import { fromDatabase, fromTemporal, type Patient } from './house.ts';

const REASON = 'remit doctor --mend';

/** Does what mends a difference. It may be done twice: a workflow that is told to look only looks. */
export async function mend(patient: Patient, { mend: how, initiative }: Finding): Promise<void> {
  const { database, temporal, taskQueue } = patient;
  if (how === null) return;
  switch (how.by) {
    case 'nudge':
      if (initiative !== null) await fromTemporal(temporal, () => nudge(temporal, taskQueue, initiative));
      return;
    case 'start-anew':
    case 'end':
      if (initiative === null) return;
      await fromTemporal(temporal, async () => {
        const handle = temporal.workflow.getHandle(workflowId(initiative), how.run);
        await handle.terminate(REASON);
        if (how.by === 'start-anew') await nudge(temporal, taskQueue, initiative);
      });
      return;
    case 'reschedule':
      await fromDatabase(() => rescheduleJob(database, how.job));
      return;
    case 'drop':
      await fromDatabase(() => dropJob(database, how.job));
      return;
    case 'claims':
      if (initiative !== null) await fromDatabase(() => writeClaims(database, initiative));
      return;
    case 'priority':
      if (initiative !== null) await fromDatabase(() => writePriority(database, initiative));
      return;
    case 'keep-file':
      await fromDatabase(() => keepFile(database, how.file));
      return;
    case 'deliver': {
      const now = await patient.clock();
      await fromDatabase(() => writeDeliveries(database, how.webhook, how.events, now));
      return;
    }
    case 'free-lane':
      await fromDatabase(() => freeLane(database, how.lane));
      return;
    case 'sitting':
      await fromDatabase(() => writeSittingAnew(database, how.sitting));
      return;
    case 'offer':
      if (initiative !== null) await fromDatabase(() => writeOffers(database, initiative));
      return;
  }
}
