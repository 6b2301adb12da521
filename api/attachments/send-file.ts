import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { hasBytes, type Attachment } from '../../domain/attachment.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { problem, ProblemError } from '../problem.ts';
import { readOne } from '../read-one.ts';
import type { Streamed } from '../route.ts';
import type { Services } from '../services.ts';
import { withFilesAway } from './keep-file.ts';

/** A file for whoever may read its initiative. The last of it is held back until the whole is what its event says it is. */
export async function sendFile(
  services: Services,
  person: KnownPerson,
  initiative: string,
  id: string,
  known: string | undefined,
): Promise<Streamed> {
  const file = await readOne(services, person, initiative, (state) => Promise.resolve(fileOf(state, id)));
  const headers = { ETag: `"${file.sha256}"`, 'Cache-Control': 'private, no-cache' };
  if (known === headers.ETag) return { status: 304, headers, stream: null };
  const bytes = services.files.read({ id, initiative }, person);
  const stream = await begun(held(bytes, file)).catch(withFilesAway);
  stream.once('error', (error) => {
    services.log.error({ err: error, attachment: id }, 'attachments: a file could not be sent');
  });
  return {
    status: 200,
    headers: { ...headers, 'Content-Type': file.mediaType, 'Content-Length': String(file.size) },
    filename: file.name.value ?? `${id}.${file.mediaType.startsWith('text/') ? 'txt' : 'bin'}`,
    stream,
  };
}

function fileOf({ attachments }: Initiative, id: string): Attachment {
  const found = attachments.find((each) => each.id === id);
  if (found === undefined) throw new ProblemError(problem(404, 'not-found', `There is no attachment ${id}.`));
  if (!hasBytes(found))
    throw new ProblemError(
      problem(410, 'attachment-removed', 'This file was removed: what is left of it is in the history.'),
    );
  return found;
}

/** Waits for the first bytes, so that a store which is away is told of instead of a file that breaks off. */
async function begun(bytes: AsyncIterator<Uint8Array>): Promise<Readable> {
  const first = await bytes.next();
  const rest = async function* (): AsyncIterable<Uint8Array> {
    try {
      for (let next = first; next.done !== true; next = await bytes.next()) yield next.value;
    } finally {
      await bytes.return?.();
    }
  };
  return Readable.from(rest(), { objectMode: false });
}

/** The bytes, one piece behind: a file that is not the one that was attached never comes to its end. */
async function* held(
  bytes: AsyncIterable<Uint8Array>,
  { id, sha256, size }: Attachment,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let before: Uint8Array | null = null;
  let count = 0;
  for await (const piece of bytes) {
    if (before !== null) yield before;
    before = piece;
    count += piece.length;
    hash.update(piece);
  }
  if (before === null && size > 0)
    throw new ProblemError(
      problem(410, 'attachment-erased', 'The bytes of this file were erased: its hash is in the history.'),
    );
  if (count !== size || hash.digest('hex') !== sha256)
    throw new Error(`Attachment ${id} is not what was attached: ${count} bytes of ${size}`);
  if (before !== null) yield before;
}
