import { expect } from 'chai';
import { StartProblem } from '../../cli/embedded/start-problem.ts';

/** The sentence with which something is refused to start; fails when it is not refused. */
export async function problemOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    expect(error).to.be.instanceOf(StartProblem);
    return (error as StartProblem).sentence;
  }
  throw new Error('it was expected to be refused');
}
