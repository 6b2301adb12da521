import { refusal } from '../../domain/refusal.ts';
import { problem, problemOf, ProblemError } from '../problem.ts';
import { NotRead, type PolicyReader } from './policy-reader.ts';
import type { Asked, Reading } from './read-one.ts';

/** Reads a text in the process that reads policies. What cannot be read at all is told as a problem. */
export async function readText(reader: PolicyReader, dmn: string, want: Asked['want']): Promise<Reading> {
  try {
    return await reader.read(dmn, want);
  } catch (error) {
    if (!(error instanceof NotRead)) throw error;
    if (error.why === 'too-many')
      throw new ProblemError(
        problem(503, 'policies-waiting', 'Too many policies wait to be read: send it again in a moment.'),
      );
    const detail = 'Reading this text takes too long or too much memory: split its table, or write less in a cell.';
    const fields = [{ field: 'dmn', rule: 'too-large', detail }];
    throw new ProblemError(problemOf(refusal('policy-unreadable', detail, { fields })));
  }
}
