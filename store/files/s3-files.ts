import { S3mini } from 's3mini';
import type { Bucket } from '../../contracts/config.ts';
import { FilesAway, type FileKey, type FileStore } from './file-store.ts';

/** Milliseconds until a request is given up. */
const PATIENCE = 20_000;

/** Who may read a file was asked before: whose it is makes no difference in a bucket. */
export interface S3Files extends FileStore {
  read(key: Pick<FileKey, 'id'>): AsyncIterable<Uint8Array>;
}

/**
 * Files in a bucket of whatever speaks S3. A file goes there in one request, whose length has to be said first: so it waits
 * here until it is whole, which at the most that a file may have is less than two parts of a longer way would be. Nobody
 * but Remit reads the bucket: who may read a file is asked of Postgres before.
 */
export function s3Files({ bucket, region, keyId, secret }: Bucket): S3Files {
  const s3 = new S3mini({
    endpoint: bucket,
    region,
    accessKeyId: keyId,
    secretAccessKey: secret,
    requestAbortTimeout: PATIENCE,
  });
  return {
    name: 's3',
    write: async ({ id }, _person, bytes) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of bytes) pieces.push(piece);
      await orAway(s3.putObject(keyOf(id), Buffer.concat(pieces), 'application/octet-stream'));
    },
    read: async function* ({ id }) {
      const found = await orAway(s3.getObjectResponse(keyOf(id)));
      // `null` for one that is not there.
      if (found?.body) yield* found.body;
    },
    discard: async ({ id }) => {
      await orAway(s3.deleteObject(keyOf(id)));
    },
  };
}

const keyOf = (id: string) => `attachments/${id}`;

async function orAway<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw new FilesAway(error);
  }
}
