import type { Person } from '../../domain/person.ts';

/** Which file: bytes are found by its id, and seen by whom its initiative is seen. */
export interface FileKey {
  readonly id: string;
  readonly initiative: string;
}

/** Where the bytes of files are. What a file is called, and whether it is there at all, is none of its business. */
export interface FileStore {
  readonly name: 'postgres' | 's3';
  /** Writes a file, as it comes. Where it fails nothing is left, or what `discard` finds. */
  write(key: FileKey, person: Person, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** Reads a file, piece by piece; nothing for one that is not there. */
  read(key: FileKey, person: Person): AsyncIterable<Uint8Array>;
  /** Deletes what `write` wrote beside Postgres; what is not there is deleted already. */
  discard(key: Pick<FileKey, 'id'>): Promise<void>;
}

/** Where files are kept cannot be reached: nothing was done, and it can be tried again. */
export class FilesAway extends Error {
  constructor(cause: unknown) {
    super('Where files are kept cannot be reached', { cause });
    this.name = 'FilesAway';
  }
}

/** Bytes in pieces of one size, the last of what is left: whoever sends, sends them as it likes. */
export async function* inPieces(bytes: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const each of bytes) {
    waiting.push(each);
    length += each.length;
    if (length < size) continue;
    let all = Buffer.concat(waiting);
    for (; all.length >= size; all = all.subarray(size)) yield all.subarray(0, size);
    waiting = [all];
    length = all.length;
  }
  if (length > 0) yield Buffer.concat(waiting);
}
