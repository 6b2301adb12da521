import type { Level } from './level.ts';

/** A code such as `national`, `Y59`, `QKS`, `place:QHL:west-birmingham`. */
export type BodyCode = string;

export const BODY_KINDS = ['place', 'system', 'region', 'national', 'partner'] as const;

/**
 * `place` also stands for an organisation, a neighbourhood and a provider collaborative; `system` is an ICS;
 * a `partner` may be outside the NHS and belong to nothing.
 */
export type BodyKind = (typeof BODY_KINDS)[number];

/** That a body belonged to another from a day to (not including) a day; `to` is `null` while it still does. */
export interface Membership {
  readonly parent: BodyCode;
  readonly from: string;
  readonly to: string | null;
}

export interface Body {
  readonly code: BodyCode;
  readonly name: string;
  readonly kind: BodyKind;
  readonly memberships: readonly Membership[];
}

/** The map of one day: who belonged to whom. A decision is read with the map of its day. */
export interface BodyMap {
  readonly day: string;
  get(code: BodyCode): Body | undefined;
  /** The ICSs that a body is in; an ICS is in itself. In order of code. */
  systemsOf(code: BodyCode): readonly BodyCode[];
  /** The regions that a body is in; a region is in itself. In order of code. */
  regionsOf(code: BodyCode): readonly BodyCode[];
  /** Every body above this one, nearest first, and the national body last. */
  above(code: BodyCode): readonly BodyCode[];
  /** Every body of a kind, in order of code. */
  ofKind(kind: BodyKind): readonly BodyCode[];
}

/** The map of a day (`YYYY-MM-DD`). A map is asked the same again and again: each answer is worked out once. */
export function bodyMap(bodies: readonly Body[], day: string): BodyMap {
  const byCode = new Map(bodies.map((body) => [body.code, body]));
  const parents = (code: BodyCode): readonly BodyCode[] =>
    (byCode.get(code)?.memberships ?? [])
      .filter((membership) => membership.from <= day && (membership.to === null || day < membership.to))
      .map((membership) => membership.parent);
  const ofKind = kept((kind: BodyKind) =>
    bodies
      .filter((body) => body.kind === kind)
      .map((body) => body.code)
      .sort(),
  );
  const ancestors = kept((code: BodyCode) => {
    const found: BodyCode[] = [];
    for (let edge = parents(code); edge.length > 0; edge = edge.flatMap(parents)) {
      edge = edge.filter((each) => each !== code && !found.includes(each));
      found.push(...new Set(edge));
    }
    return found;
  });
  const kindOf = (code: BodyCode) => byCode.get(code)?.kind;
  const within = (kind: BodyKind) =>
    kept((code: BodyCode) => [code, ...ancestors(code)].filter((each) => kindOf(each) === kind).sort());
  return {
    day,
    get: (code) => byCode.get(code),
    systemsOf: within('system'),
    regionsOf: within('region'),
    above: kept((code) => [
      ...new Set([
        ...ancestors(code).filter((each) => kindOf(each) !== 'national'),
        ...ofKind('national').filter((each) => each !== code),
      ]),
    ]),
    ofKind,
  };
}

function kept<K, T>(work: (key: K) => readonly T[]): (key: K) => readonly T[] {
  const known = new Map<K, readonly T[]>();
  return (key) => {
    const found = known.get(key) ?? work(key);
    known.set(key, found);
    return found;
  };
}

/** The level that a body decides at; a partner decides at none. */
export function levelOf(kind: BodyKind): Level | null {
  return kind === 'partner' ? null : kind;
}
