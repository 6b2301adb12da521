import type { DataSource } from 'typeorm';
import type { Bucket } from '../../contracts/config.ts';
import type { Person } from '../../domain/person.ts';
import { readAs } from '../reading.ts';
import { FilesAway, type FileKey, type FileStore } from './file-store.ts';
import { postgresFiles } from './postgres-files.ts';
import { s3Files } from './s3-files.ts';

/**
 * Where files are kept: in Postgres, or from a day on in a bucket. What is attached goes where it is said now; what was
 * attached before is read where it was put.
 */
export function createFiles(database: DataSource, bucket: Bucket | null): FileStore {
  const postgres = postgresFiles(database);
  if (bucket === null) return { ...postgres, read: (key, person) => read(database, [postgres], key, person) };
  const s3 = s3Files(bucket);
  return { ...s3, read: (key, person) => read(database, [postgres, s3], key, person) };
}

async function* read(
  database: DataSource,
  stores: readonly FileStore[],
  key: FileKey,
  person: Person,
): AsyncIterable<Uint8Array> {
  const [row] = await readAs(database, person, (sql) =>
    sql.query<{ store: string }[]>('select store from upload where id = $1', [key.id]),
  );
  if (row === undefined) return;
  const store = stores.find(({ name }) => name === row.store);
  if (store === undefined) throw new FilesAway(new Error(`No store ${row.store} is set`));
  yield* store.read(key, person);
}
