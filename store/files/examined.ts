import type { DataSource } from 'typeorm';
import type { Bucket } from '../../contracts/config.ts';
import type { FileRecord } from '../../domain/doctor/check-file.ts';
import { s3Files } from './s3-files.ts';

/** Reads the bytes of a file where its row says that they are; `null` for a store that is not set here. */
export type ReadBytes = (file: Pick<FileRecord, 'id' | 'store'>) => AsyncIterable<Uint8Array> | null;

/** The files of some initiatives whose bytes are to be there, as rows and events have them. */
export async function readFileRecords(
  database: DataSource,
  initiatives: readonly string[],
): Promise<readonly FileRecord[]> {
  return database.query(
    `select i.id as initiative, a.file ->> 'id' as id, a.file ->> 'sha256' as sha256, (a.file ->> 'size')::int as size,
            u.store, u.kept
       from initiative i cross join lateral jsonb_array_elements(i.attachments) as a(file)
       left join upload u on u.id = (a.file ->> 'id')::uuid
      where i.id = any ($1) and a.file -> 'removed' ->> 'bytes' is distinct from 'deleted'
      order by i.id, a.file ->> 'id'`,
    [initiatives],
  );
}

/** Keeps a file from being swept. */
export async function keepFile(database: DataSource, id: string): Promise<void> {
  await database.query('update upload set kept = true where id = $1', [id]);
}

/** Reads as nobody: for who holds bytes against their hashes, and shows them to nobody. */
export function bytesOf(database: DataSource, bucket: Bucket | null): ReadBytes {
  const s3 = bucket === null ? null : s3Files(bucket);
  return ({ id, store }) => (store === 'postgres' ? pieces(database, id) : (s3?.read({ id }) ?? null));
}

async function* pieces(database: DataSource, id: string): AsyncIterable<Uint8Array> {
  for (let n = 0; ; n += 1) {
    const [piece]: { bytes: Buffer }[] = await database.query(
      'select bytes from chunk where upload = $1 and n = $2',
      [id, n],
    );
    if (piece === undefined) return;
    yield piece.bytes;
  }
}
