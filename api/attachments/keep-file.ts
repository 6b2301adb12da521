import { createHash } from 'node:crypto';
import { MOST_ATTACHED, type AttachedFile, type MediaType } from '../../domain/attachment.ts';
import { fileName } from '../../domain/file-name.ts';
import type { Person } from '../../domain/person.ts';
import { FilesAway, type FileKey } from '../../store/files/file-store.ts';
import { beginUpload, discardUpload } from '../../store/files/uploads.ts';
import { problem, ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { HEAD, kindOfFile, textOnly } from './kind-of-file.ts';
import { noFile, type Upload } from './read-upload.ts';

/** A file whose bytes are kept, and which no event names yet. */
export interface KeptFile extends Omit<AttachedFile, 'name'> {
  readonly name: string;
}

/**
 * Keeps the bytes of a file, as they come: hashed, counted and looked at on their way. Where anything is the matter with
 * them, or with where they are kept, nothing stays.
 */
export async function keepFile(
  services: Services,
  person: Person,
  key: FileKey,
  upload: Upload,
): Promise<KeptFile> {
  const { database, files } = services;
  const bytes = upload.bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    const head = await headOf(bytes);
    if (head.length === 0) throw new ProblemError(upload.name === '' ? noFile() : empty());
    const mediaType = await kindOfFile(head.subarray(0, HEAD), upload.name);
    await beginUpload(database, key, files.name, person);
    const measured = new Measured(mediaType);
    try {
      await files.write(key, person, measured.through(head, bytes));
      await upload.whole;
    } catch (error) {
      await discardFile(services, key, person);
      throw error;
    }
    return { id: key.id, name: fileName(upload.name, mediaType), mediaType, ...measured.result };
  } finally {
    upload.discard();
  }
}

/** Deletes a file that came to nothing. Where that cannot be done now, the sweep does it. */
export async function discardFile(
  { database, files, log }: Services,
  key: FileKey,
  person: Person,
): Promise<void> {
  try {
    await discardUpload(database, files, key, person);
  } catch (error) {
    log.warn({ err: error, upload: key.id }, 'attachments: a file that came to nothing is left to the sweep');
  }
}

/** That where files are kept is away, as a problem; anything else as it is. */
export function withFilesAway(error: unknown): never {
  if (!(error instanceof FilesAway)) throw error;
  throw new ProblemError(
    problem(
      503,
      'files-unavailable',
      'Where files are kept cannot be reached: nothing was done. Send it again shortly, with the same Idempotency-Key.',
    ),
  );
}

/** The first bytes of a file, enough to tell what it is. */
async function headOf(bytes: AsyncIterator<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let length = 0; length < HEAD;) {
    const next = await bytes.next();
    if (next.done === true) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(pieces);
}

/** Hashes and counts what goes through, and stops what is too much or not what it is called. */
class Measured {
  private readonly hash = createHash('sha256');
  private size = 0;
  private readonly look: ((piece: Uint8Array | null) => void) | null;

  constructor(mediaType: MediaType) {
    this.look = mediaType.startsWith('text/') ? textOnly() : null;
  }

  async *through(head: Buffer, rest: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
    yield this.measure(head);
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield this.measure(next.value);
    this.look?.(null);
  }

  get result(): { readonly sha256: string; readonly size: number } {
    return { sha256: this.hash.digest('hex'), size: this.size };
  }

  private measure(piece: Buffer): Buffer {
    this.size += piece.length;
    if (this.size > MOST_ATTACHED.size)
      throw new ProblemError(
        problem(413, 'file-too-large', `A file may have ${MOST_ATTACHED.size / 1_000_000} MB at most.`),
      );
    this.look?.(piece);
    this.hash.update(piece);
    return piece;
  }
}

function empty() {
  const detail = 'The file is empty.';
  return problem(422, 'file-empty', detail, { fields: [{ field: 'file', rule: 'not-empty', detail }] });
}
