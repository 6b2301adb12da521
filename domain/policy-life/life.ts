import type { PersonId } from '../person.ts';

/** A version of the policy by its text: who approved one approved this and no other. */
export interface PolicyRef {
  readonly version: string;
  /** SHA-256, in hex: see `Policy`. */
  readonly hash: string;
}

/** A version that a proposal names, as it is found; who wrote any text of it decides nothing of the initiative. */
export interface NamedPolicy extends PolicyRef {
  readonly state: LifeState;
  readonly authors: readonly PersonId[];
}

/** The text that an initiative asks for, as its events keep it: with everybody who wrote any text of that version. */
export type PolicyAskedFor = Omit<NamedPolicy, 'state'>;

export const LIFE_STATES = ['draft', 'trial', 'in-force', 'retired'] as const;
export type LifeState = (typeof LIFE_STATES)[number];

/** That somebody did something, and when: an opaque id and an instant. */
export interface Done {
  readonly by: PersonId;
  readonly at: string;
}

/** A version of the subsidiarity policy, as its events left it. */
export interface PolicyLife extends PolicyRef {
  readonly name: string;
  /** What people last did with it. What is in force at a moment follows from the days: see `stateAt`. */
  readonly state: LifeState;
  /** Everybody who wrote any of its texts; nobody of one that was installed. */
  readonly authors: readonly PersonId[];
  /** The text that it has; `null` of one that was installed. */
  readonly drafted: Done | null;
  readonly trial: Done | null;
  /** By whose approval, and from when: an instant. Installed ones needed none. */
  readonly inForceFrom: string | null;
  readonly putInForce: (Done & { readonly initiative: string }) | null;
  readonly retired: Done | null;
  /** How often something was done with it: the version that `ETag` names. */
  readonly revision: number;
}

/** What can happen to a version of the policy. It is public, and whole, so that the log says by which text was decided. */
export type PolicyEvent =
  | {
      readonly type: 'policy-drafted';
      readonly data: PolicyRef & { readonly name: string; readonly dmn: string };
    }
  | { readonly type: 'policy-on-trial'; readonly data: PolicyRef }
  | {
      readonly type: 'policy-in-force';
      readonly data: PolicyRef & {
        readonly from: string;
        readonly initiative: string;
        readonly gate: string;
      };
    }
  | { readonly type: 'policy-called-off'; readonly data: PolicyRef & { readonly from: string } }
  | { readonly type: 'policy-retired'; readonly data: PolicyRef };

/** The state in which it is at a moment: what was put in force from a day is on trial until then, and retired by the next one. */
export function stateAt(
  { version, state, inForceFrom }: Pick<PolicyLife, 'version' | 'state' | 'inForceFrom'>,
  all: readonly Pick<PolicyLife, 'version' | 'state' | 'inForceFrom'>[],
  now: string,
): LifeState {
  if (state !== 'in-force') return state;
  if (inForceFrom === null || inForceFrom > now) return 'trial';
  return inForceAt(all, now)?.version === version ? 'in-force' : 'retired';
}

/** The one in force at a moment: of those put in force, that whose day came last; `null` before the first. */
export function inForceAt<T extends Pick<PolicyLife, 'version' | 'state' | 'inForceFrom'>>(
  all: readonly T[],
  now: string,
): T | null {
  const come = all.filter(
    ({ state, inForceFrom }) => state === 'in-force' && inForceFrom !== null && inForceFrom <= now,
  );
  return come.reduce<T | null>(
    (last, each) => (last === null || (each.inForceFrom ?? '') > (last.inForceFrom ?? '') ? each : last),
    null,
  );
}

/** When the one that was in force was no more: the day of the next; `null` of one that is in force, or never was. */
export function retiredAt(
  { version, state, inForceFrom, retired }: PolicyLife,
  all: readonly PolicyLife[],
  now: string,
): string | null {
  if (state !== 'in-force') return retired?.at ?? null;
  if (inForceFrom === null || stateAt({ version, state, inForceFrom }, all, now) !== 'retired') return null;
  const next = all
    .flatMap((each) => (each.state === 'in-force' && each.inForceFrom !== null ? [each.inForceFrom] : []))
    .filter((from) => from > inForceFrom)
    .sort();
  return next[0] ?? null;
}

/** A version after something happened to it: `null` before is one that there was not. */
export function evolvePolicy(before: PolicyLife | null, { type, data }: PolicyEvent, done: Done): PolicyLife {
  const revision = (before?.revision ?? 0) + 1;
  if (type === 'policy-drafted') {
    const { version, hash, name } = data;
    const authors = [...new Set([...(before?.authors ?? []), done.by])];
    const fresh = { trial: null, inForceFrom: null, putInForce: null, retired: null };
    return { ...fresh, version, hash, name, state: 'draft', authors, drafted: done, revision };
  }
  if (before === null) throw new Error(`${type} of version ${data.version}, which nobody drafted`);
  switch (type) {
    case 'policy-on-trial':
      return { ...before, state: 'trial', trial: done, revision };
    case 'policy-in-force': {
      const { from: inForceFrom, initiative } = data;
      return { ...before, state: 'in-force', inForceFrom, putInForce: { ...done, initiative }, revision };
    }
    case 'policy-called-off':
      return { ...before, state: 'trial', inForceFrom: null, putInForce: null, revision };
    case 'policy-retired':
      return { ...before, state: 'retired', retired: done, revision };
  }
}
