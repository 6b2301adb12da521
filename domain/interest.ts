import type { Content } from './content.ts';

/** What an interest can be in: a body of the registry, a partner of an initiative, or another organisation by its name. */
export const INTEREST_KINDS = ['body', 'partner', 'organisation'] as const;
export type InterestKind = (typeof INTEREST_KINDS)[number];

/** That somebody has an interest in what an initiative is about, as it holds today. */
export interface Interest {
  /** The id of a person. */
  readonly by: string;
  readonly kind: InterestKind;
  /** The body's code, or the name. */
  readonly of: string;
}

/** An interest as it is declared: in what, of what nature, from when to (not including) when. */
export interface Declared {
  readonly id: string;
  readonly person: string;
  readonly kind: InterestKind;
  /** The code of a body, or the name of a partner or of another organisation. */
  readonly of: Content<string>;
  readonly nature: Content<string>;
  readonly from: string;
  readonly to: string | null;
}

/**
 * A name as it is compared: without regard to case, to spaces or punctuation in and around it, or to how its letters are
 * encoded. Spaces of every width are plain ones in this form. Postgres does the same: `matched` in store/read/mine.ts.
 */
export function nameAsMatched(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\t\n\v\f\r .,]+/g, ' ')
    .replaceAll(/^ | $/g, '');
}
