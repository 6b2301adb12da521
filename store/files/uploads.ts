import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { hasBytes } from '../../domain/attachment.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Person } from '../../domain/person.ts';
import { showTo } from '../reading.ts';
import type { Statement } from '../sql.ts';
import { Transaction } from '../transaction.ts';
import { FilesAway, type FileKey, type FileStore } from './file-store.ts';

/** After so long nobody is still sending: what no event names by then never will be. */
const LOOSE_AFTER = '1 hour';
/** How many are deleted in one round at most, and after how many that cannot be it is given up: their store may be away. */
const AT_ONCE = 50;
const IN_VAIN = 3;

/** As much of a store as deletes what nothing names. */
export type Swept = Pick<FileStore, 'name' | 'discard'>;

/** Files in Postgres go with their row. */
export const IN_POSTGRES: Swept = { name: 'postgres', discard: () => Promise.resolve() };

/** Says where a file will be before the first byte of it is written: whatever happens then, it is found again. */
export async function beginUpload(
  database: DataSource,
  { id, initiative }: FileKey,
  store: FileStore['name'],
  person: Person,
): Promise<void> {
  await changeAs(database, person, {
    text: 'insert into upload (id, initiative, store) values ($1, $2, $3)',
    values: [id, initiative, store],
  });
}

/** Deletes a file that came to nothing. */
export async function discardUpload(
  database: DataSource,
  files: Swept,
  key: FileKey,
  person: Person,
): Promise<void> {
  await files.discard(key);
  await changeAs(database, person, {
    text: 'delete from upload where id = $1 and not kept',
    values: [key.id],
  });
}

async function changeAs(database: DataSource, person: Person, statement: Statement): Promise<void> {
  const transaction = await Transaction.begin(database);
  try {
    void showTo(transaction, person);
    await transaction.commit([statement]);
  } finally {
    await transaction.close();
  }
}

/** Writes what is attached, and which bytes are to be kept because of it. */
export function attachmentStatements(before: Initiative | null, after: Initiative): readonly Statement[] {
  const was = before?.attachments ?? [];
  if (was === after.attachments) return [];
  const there = (list: Initiative['attachments']) => list.filter(hasBytes).map(({ id }) => id);
  const added = there(after.attachments).filter((id) => !there(was).includes(id));
  const gone = there(was).filter((id) => !there(after.attachments).includes(id));
  return [
    ...(added.length === 0 ? [] : [{ text: 'select keep_uploads($1)', values: [added] }]),
    ...(gone.length === 0
      ? []
      : [{ text: 'update upload set kept = false where id = any ($1)', values: [gone] }]),
  ];
}

/**
 * Deletes files that no event names, or no event names any more, and gives how many. One at a time: its row is locked
 * while its bytes go, so that nobody keeps it meanwhile. What another store keeps than this process knows is left to one
 * that does. What could not be deleted is added to `failed` and passed over until the others have had their turn.
 */
export async function sweepUploads(
  pool: Pick<pg.Pool, 'connect'>,
  files: Swept,
  failed = new Map<string, FilesAway>(),
  goOn: () => boolean = () => true,
): Promise<number> {
  let [swept, vain] = [0, 0];
  while (swept < AT_ONCE && vain < IN_VAIN && goOn()) {
    const went = await sweepOne(pool, files, failed);
    if (went === 'deleted') swept += 1;
    else if (went === 'failed') vain += 1;
    else {
      if (vain === 0) failed.clear();
      break;
    }
  }
  return swept;
}

async function sweepOne(
  pool: Pick<pg.Pool, 'connect'>,
  files: Swept,
  failed: Map<string, FilesAway>,
): Promise<'deleted' | 'failed' | 'none'> {
  let id: string | undefined;
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ id: string; store: string }>(
      `select id, store from upload
        where not kept and begun_at < now() - interval '${LOOSE_AFTER}' and store in ('postgres', $1)
          and id <> all ($2::uuid[])
        order by begun_at limit 1 for update skip locked`,
      [files.name, [...failed.keys()]],
    );
    const [loose] = rows;
    if (loose !== undefined) {
      ({ id } = loose);
      if (loose.store === files.name) await files.discard(loose);
      await client.query('delete from upload where id = $1', [loose.id]);
    }
    await client.query('commit');
    return loose === undefined ? 'none' : 'deleted';
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if (id === undefined || !(error instanceof FilesAway)) throw error;
    failed.set(id, error);
    return 'failed';
  } finally {
    client.release();
  }
}
