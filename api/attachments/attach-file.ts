import { v7 as uuid } from 'uuid';
import type { AttachingTo } from '../../domain/attachment.ts';
import { cannotAttach } from '../../domain/initiative/decide-attachment.ts';
import { isAnswered, type Answer, type OnceKey } from '../../store/idempotency.ts';
import type { Identity, KnownPerson } from '../../store/registry.ts';
import { readCommentBy } from '../../store/read/initiatives.ts';
import type { Outcome } from '../../store/turn.ts';
import { handle, sealed } from '../commands.ts';
import { readOne } from '../read-one.ts';
import type { Services } from '../services.ts';
import { discardFile, keepFile, withFilesAway, type KeptFile } from './keep-file.ts';
import type { Upload } from './read-upload.ts';

/** To what a file is attached, as it is asked for. */
export type AskedTo =
  Exclude<AttachingTo, { kind: 'comment' }> | { readonly kind: 'comment'; readonly n: number };

interface Attaching {
  readonly by: Identity;
  readonly readPerson: () => Promise<KnownPerson>;
  readonly initiative: string;
  readonly to: AskedTo;
  readonly readUpload: () => Promise<Upload>;
  /** The key, bound to the file once that is known. */
  readonly once: (file: Pick<KeptFile, 'name' | 'sha256' | 'mediaType'> | null) => OnceKey | null;
}

/**
 * Attaches a file: whether this person may is asked before a byte is kept, but of who asks again: their answer is the one that they
 * had, which the handler gives; the bytes are kept before the event that names
 * them is written; and what no event came to name is deleted.
 */
export async function attachFile(
  services: Services,
  { by, readPerson, initiative, to: asked, readUpload, once }: Attaching,
  tell: (outcome: Outcome, id: string) => Answer,
): Promise<Answer> {
  const person = await readPerson();
  const about = { kind: 'initiative', id: initiative } as const;
  const key = { id: uuid(), initiative };
  const { to, denied } = await readOne(services, person, initiative, async (state, sql, given) => {
    const found: AttachingTo =
      asked.kind === 'comment' ? { ...asked, by: await readCommentBy(sql, initiative, asked.n) } : asked;
    const denied = cannotAttach(state, found, person, given.bodies);
    return { to: found, denied: denied !== null && (await isAnswered(sql, once(null))) ? null : denied };
  });
  // No file is read, so there is nothing that a key could be bound to; tried again it is refused again.
  if (denied !== null)
    return handle(
      services,
      { by, about, once: null },
      () => ({ type: 'attach-file', denied }),
      (outcome) => tell(outcome, key.id),
    );
  const kept = await keepFile(services, person, key, await readUpload()).catch(withFilesAway);
  const came = { attached: false };
  try {
    return await handle(
      services,
      { by, about, once: once(kept) },
      () => ({ type: 'attach-file', to, ...kept, name: sealed(kept.name) }),
      (outcome) => {
        came.attached = outcome.ok;
        return tell(outcome, key.id);
      },
    );
  } finally {
    // Refused, or asked before: the answer is another file's. Where it failed, what was kept is not deleted by this.
    if (!came.attached) await discardFile(services, key, person);
  }
}
