import { codeOf, ProblemError } from '../api/problem.ts';

export const USED_BEFORE =
  'This form was sent before with other words. Check how things are now, then send it again';

/** A form that went back and was sent again with other words: its key has answered already. */
export function usedBefore(error: unknown): 'used-before' {
  if (error instanceof ProblemError && codeOf(error.document) === 'idempotency-key-reused')
    return 'used-before';
  throw error;
}
