import { createHash } from 'node:crypto';
import { checkLane, LATE, lostDeliveries } from '../../domain/doctor/check-deliveries.ts';
import { checkFile, type FileRecord } from '../../domain/doctor/check-file.ts';
import { checkRegistry } from '../../domain/doctor/check-registry.ts';
import type { Finding } from '../../domain/doctor/finding.ts';
import type { MapAt } from '../../domain/doctor/record.ts';
import { replay, type Replayed } from '../../domain/doctor/replay.ts';
import { FilesAway } from '../../store/files/file-store.ts';
import { readFileRecords, type ReadBytes } from '../../store/files/examined.ts';
import { idsAfter, readRecords } from '../../store/read/records.ts';
import { readRegistryRecord } from '../../store/read/registry-record.ts';
import { readLateLanes, readUnsent } from '../../store/read/unsent.ts';
import { CouldNotLook, fromDatabase, type Patient } from './house.ts';

const CHANGES = 1_000;
const INITIATIVES = 200;

/** What is beside initiatives: the registry's leaves and interests. */
export async function lookAtRegistry({ database }: Patient): Promise<readonly Finding[]> {
  return checkRegistry(await fromDatabase(() => readRegistryRecord(database)));
}

/** Messages that were never written down, and such as nobody sends. */
export async function lookAtTelling({ database, clock }: Patient, mapAt: MapAt): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let after: string | null = '0'; after !== null;) {
    const from: string = after;
    const page = await fromDatabase(() => readUnsent(database, from, CHANGES));
    const ids = [...new Set(page.unsent.map(({ initiative }) => initiative))];
    const seen = await seenFromOf(database, ids, mapAt);
    findings.push(...lostDeliveries(page.unsent, (id, body) => seen.get(id)?.get(body) ?? null));
    after = page.next;
  }
  const now = await clock();
  const late = await fromDatabase(() => readLateLanes(database, now, LATE));
  return [...findings, ...late.flatMap((lane) => checkLane(lane, now))];
}

/** Since which event each body has seen them; what cannot be told again is told of elsewhere. */
async function seenFromOf(database: Patient['database'], ids: readonly string[], mapAt: MapAt) {
  const seen = new Map<string, Replayed['seenFrom']>();
  for (const { id, events } of await fromDatabase(() => readRecords(database, ids)))
    try {
      seen.set(id, replay(id, events, mapAt).seenFrom);
    } catch {
      continue;
    }
  return seen;
}

/** Whether the bytes of every file are there and kept; with `bytes`, whether they are those that were attached. */
export async function lookAtFiles({ database }: Patient, bytes: ReadBytes | null) {
  const findings: Finding[] = [];
  let [files, elsewhere] = [0, 0];
  let after: string | null = null;
  for (;;) {
    const from: string | null = after;
    const ids: readonly string[] = await fromDatabase(() => idsAfter(database, from, INITIATIVES));
    for (const file of await fromDatabase(() => readFileRecords(database, ids))) {
      files += 1;
      const read = bytes === null || file.store === null ? null : bytes(file);
      if (bytes !== null && file.store !== null && read === null) elsewhere += 1;
      findings.push(...checkFile(file, read === null ? null : await hashed(read, file)));
    }
    after = ids.at(-1) ?? null;
    if (ids.length < INITIATIVES) break;
  }
  const notes =
    elsewhere === 0
      ? []
      : [`${elsewhere} of ${files} files are in a bucket that is not set here: their bytes were not read.`];
  return { findings, notes };
}

async function hashed(bytes: AsyncIterable<Uint8Array>, { id }: FileRecord) {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const piece of bytes) {
      hash.update(piece);
      size += piece.length;
    }
  } catch (error) {
    throw new CouldNotLook(error instanceof FilesAway ? 'files' : 'database', error, `file ${id}`);
  }
  return { size, sha256: hash.digest('hex') };
}
