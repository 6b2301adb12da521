import { createDatabase } from '../../../store/database.ts';
import { TASK_QUEUE } from '../../../contracts/names.ts';
import { examine, type Report } from '../../../worker/doctor/examine.ts';
import { connectClient } from '../../../worker/temporal.ts';
import type { Estate } from './estate.ts';

/**
 * What `remit doctor` finds on the estate, past the links. On a machine with much to do nothing may seem to happen for
 * long, so it is patient unless told otherwise.
 */
export async function examined(
  estate: Estate,
  { mend = false, patience = 60_000 }: { readonly mend?: boolean; readonly patience?: number } = {},
): Promise<Report> {
  const database = createDatabase({ url: estate.databaseUrls.worker, role: 'remit_system', poolSize: 4 });
  await database.initialize();
  const temporal = await connectClient({ address: estate.temporalAddress }, estate.namespace);
  try {
    const clock = () => new Date().toISOString();
    const waiting = { settle: 10_000, patience };
    return await examine({ database, temporal, taskQueue: TASK_QUEUE, clock, mend, ...waiting });
  } finally {
    await temporal.connection.close();
    await database.destroy();
  }
}
