import { checkSitting, type SittingRecord } from '../../domain/doctor/check-sitting.ts';
import type { Finding } from '../../domain/doctor/finding.ts';
import { readSittingRecords } from '../../store/sittings/records.ts';
import { fromDatabase, type Patient } from './house.ts';

const BATCH = 100;

/** Whether the rows of each sitting say what its events do. */
export async function lookAtSittings({ database }: Pick<Patient, 'database'>): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let after: string | null = null;
  for (;;) {
    const from: string | null = after;
    const records: readonly SittingRecord[] = await fromDatabase(() =>
      readSittingRecords(database, from, BATCH),
    );
    findings.push(...records.flatMap(checkSitting));
    after = records.at(-1)?.row.id ?? null;
    if (records.length < BATCH) return findings;
  }
}
