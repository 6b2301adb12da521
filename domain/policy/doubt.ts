/** Why an evaluation has no answer. Each is an error; none is ever read as null, false or "no match". */
export type DoubtType =
  | 'decision-unknown'
  | 'fact-missing'
  | 'fact-unknown'
  | 'wrong-type'
  | 'outside-allowed-values'
  | 'no-value'
  | 'not-a-number'
  | 'too-large'
  | 'no-rule-matches'
  | 'several-rules-match'
  | 'outputs-differ';

/** Where a doubt is: `null` where it is of the whole, or of no table, rule, cell or fact. */
export interface DoubtPlace {
  readonly decision: string | null;
  readonly table: string | null;
  readonly rule: string | null;
  /** The name of the column. */
  readonly cell: string | null;
  readonly fact: string | null;
}

/** A doubt as a value: what it is, where it is, and in the sentence the way out. */
export interface DecisionProblem extends DoubtPlace {
  readonly type: DoubtType;
  readonly detail: string;
}

const NOWHERE: DoubtPlace = { decision: null, table: null, rule: null, cell: null, fact: null };

/** Raised where an evaluation cannot go on, and caught by `decideModel`, which makes it a value. */
export class Doubt extends Error {
  constructor(
    readonly type: DoubtType,
    detail: string,
    readonly place: DoubtPlace = NOWHERE,
  ) {
    super(detail);
  }

  asProblem(): DecisionProblem {
    return { type: this.type, ...this.place, detail: this.message };
  }
}

/** Does `what`, and says of a doubt that comes out of it where it was, unless that is known more closely. */
export function within<T>(place: Partial<DoubtPlace>, what: () => T): T {
  try {
    return what();
  } catch (error) {
    if (!(error instanceof Doubt)) throw error;
    const known = Object.fromEntries(Object.entries(error.place).filter(([, value]) => value !== null));
    throw new Doubt(error.type, error.message, { ...NOWHERE, ...place, ...known });
  }
}
