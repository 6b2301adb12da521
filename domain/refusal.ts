/**
 * Every way in which Remit says no, with the kind of no that it is. The code is the stable `type` of the problem
 * document; the kind becomes its HTTP status.
 */
export const REFUSALS = {
  'not-allowed': 'forbidden',
  'not-for-programs': 'forbidden',
  'scope-missing': 'forbidden',
  'service-account-ended': 'forbidden',
  'own-proposal': 'forbidden',
  'own-claim': 'forbidden',
  'own-policy': 'forbidden',
  'interest-declared': 'forbidden',
  'not-of-this-seat': 'forbidden',
  'not-invited': 'forbidden',
  'no-profession': 'forbidden',
  'not-found': 'missing',
  'not-recused': 'conflict',
  'cover-over': 'conflict',
  'interest-over': 'conflict',
  'nothing-waits': 'missing',
  'version-required': 'version-required',
  'version-stale': 'version-stale',
  invalid: 'invalid',
  'facts-invalid': 'invalid',
  'fact-unknown': 'invalid',
  'bodies-unknown': 'invalid',
  'links-unknown': 'invalid',
  'proposal-incomplete': 'invalid',
  'reason-required': 'invalid',
  'outcome-not-for-seat': 'invalid',
  'return-not-earlier': 'invalid',
  'no-next-gate': 'invalid',
  'status-conflict': 'conflict',
  'stage-conflict': 'conflict',
  'nothing-changed': 'conflict',
  'already-challenged': 'conflict',
  'too-many-challenges': 'conflict',
  'claimed-by-another': 'conflict',
  'not-claimed-by-you': 'conflict',
  'not-held': 'conflict',
  'not-answered-by-you': 'conflict',
  'colleague-unfit': 'invalid',
  'person-unknown': 'invalid',
  delegated: 'conflict',
  'not-delegated': 'conflict',
  'question-open': 'conflict',
  'nothing-asked': 'conflict',
  'one-seat-each': 'conflict',
  'profession-counted': 'conflict',
  'not-yet': 'conflict',
  'not-needed': 'conflict',
  'waits-for-you': 'conflict',
  'reminded-lately': 'conflict',
  'content-changed': 'conflict',
  'gate-suspended': 'conflict',
  late: 'conflict',
  'sitting-over': 'conflict',
  'sitting-not-yet': 'conflict',
  'sitting-open': 'conflict',
  'sitting-held': 'conflict',
  'not-on-agenda': 'conflict',
  'sitting-unknown': 'invalid',
  'attachments-full': 'conflict',
  'not-this-answer': 'invalid',
  'still-demanded': 'conflict',
  'policy-not-in-force': 'conflict',
  'not-moved': 'conflict',
  'already-exists': 'conflict',
  'too-many': 'conflict',
  'policy-unreadable': 'invalid',
  'policy-state': 'conflict',
  'policy-frozen': 'conflict',
  'policy-not-approved': 'conflict',
  'policy-locks-out': 'conflict',
  'policy-unknown': 'invalid',
  'policy-not-national': 'invalid',
} as const;

export type RefusalCode = keyof typeof REFUSALS;
export type RefusalKind = (typeof REFUSALS)[RefusalCode];

/** One field of a command that cannot be used: where it is, the rule it breaks, and the way out in `detail`. */
export interface FieldProblem {
  readonly field: string;
  readonly rule: string;
  readonly detail: string;
}

/** A no, as a value: a code, a sentence for a person, and what a program may want to read. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly fields?: readonly FieldProblem[];
  readonly data?: Readonly<Record<string, unknown>>;
}

const nobodyOf = (id: string) => `Nobody of the id ${id} is registered.`;

/** That nobody of this id is registered, of an address that names them. */
export function noSuchPerson(id: string): Refusal {
  return refusal('not-found', nobodyOf(id));
}

/** That nobody of this id is registered, of a field that names them. */
export function unknownPerson(id: string): Refusal {
  const detail = nobodyOf(id);
  return refusal('person-unknown', detail, { fields: [{ field: 'to', rule: 'person-unknown', detail }] });
}

/** Why an edit may not be made: it says no version of what it changes, or one that is not the present one. */
export function versionProblem(given: number | null, now: number, what: string): Refusal | null {
  if (given === null)
    return refusal(
      'version-required',
      `Say which version of the ${what} you are changing: If-Match with its ETag.`,
    );
  if (given === now) return null;
  return refusal(
    'version-stale',
    `The ${what} has changed since (version ${now}, yours ${given}): read it again.`,
    { data: { current: now } },
  );
}

export function refusal(
  code: RefusalCode,
  detail: string,
  more: Omit<Refusal, 'code' | 'detail'> = {},
): Refusal {
  return { code, detail, ...more };
}
