import { keepSitting, sittingToRead } from '../api/sittings.ts';
import { readOne } from '../api/read-one.ts';
import type { Services } from '../api/services.ts';
import type { Given } from '../domain/initiative/decision.ts';
import type { SittingCommand } from '../domain/sitting/commands.ts';
import type { Sitting } from '../domain/sitting/sitting.ts';
import type { Answer } from '../store/idempotency.ts';
import type { KnownPerson } from '../store/registry.ts';
import type { Sql } from '../store/sql.ts';
import { formKey, refusedFor, refusedIn, type Refused } from './ask-by-form.ts';
import { textsIn } from './form-fields.ts';
import type { Asking } from './personal.ts';
import { atSittingFields } from './sitting-form.ts';
import { USED_BEFORE, usedBefore } from './used-before.ts';

/** The sitting that an address is of, in either case. */
export function sittingIn({ request }: Pick<Asking, 'request'>): string {
  return String(request.params['id']).toLowerCase();
}

/** Reads a sitting that this person may read, at one moment. */
export function readSittingOf<T>(
  services: Services,
  person: KnownPerson,
  id: string,
  read: (sitting: Sitting, sql: Sql, given: Given) => Promise<T>,
): Promise<T> {
  return readOne(services, person, async (sql, given) =>
    read(await sittingToRead(sql, id, person), sql, given),
  );
}

/** The version that the form was made with; what is none changes nothing. */
export function versionIn({ request }: Pick<Asking, 'request'>): number {
  const typed = textsIn(request.body)('version');
  return /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
}

/** Asks something of a sitting, once for the form's key, and gives the answer or the refusal as the page says it. */
export async function keepByForm(
  services: Services,
  { person, request }: Pick<Asking, 'person' | 'request'>,
  id: string,
  command: SittingCommand,
): Promise<{ readonly refused: Refused } | { readonly refused: null; readonly answer: Answer }> {
  const { key: _, _csrf: __, ...typed } = request.body as Record<string, unknown>;
  const once = formKey(person, request, typed);
  const answer = await keepSitting(services, { by: person, id, command, once }).catch(usedBefore);
  if (answer === 'used-before') return { refused: refusedFor(422, [{ field: '', text: USED_BEFORE }]) };
  const refused = refusedIn(answer);
  return refused === null ? { refused, answer } : { refused: atSittingFields(refused) };
}
