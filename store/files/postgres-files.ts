import type { DataSource } from 'typeorm';
import { readAs, showTo } from '../reading.ts';
import { Transaction } from '../transaction.ts';
import { IN_POSTGRES } from './uploads.ts';
import { inPieces, type FileStore } from './file-store.ts';

/** Bytes of a piece: a file is never in memory as a whole. */
const PIECE = 512 * 1024;

/**
 * Files in Postgres, as rows. Each piece is a transaction of its own: whoever sends slowly holds no connection meanwhile.
 */
export function postgresFiles(database: DataSource): FileStore {
  return {
    ...IN_POSTGRES,
    write: async ({ id, initiative }, person, bytes) => {
      let n = 0;
      for await (const piece of inPieces(bytes, PIECE)) {
        const transaction = await Transaction.begin(database);
        try {
          void showTo(transaction, person);
          await transaction.commit([
            {
              text: 'insert into chunk (upload, n, initiative, bytes) values ($1, $2, $3, $4)',
              values: [id, n, initiative, piece],
            },
          ]);
        } finally {
          await transaction.close();
        }
        n += 1;
      }
    },
    read: async function* ({ id }, person) {
      for (let n = 0; ; n += 1) {
        const [piece] = await readAs(database, person, (sql) =>
          sql.query<{ bytes: Buffer }[]>('select bytes from chunk where upload = $1 and n = $2', [id, n]),
        );
        if (piece === undefined) return;
        yield piece.bytes;
      }
    },
  };
}
