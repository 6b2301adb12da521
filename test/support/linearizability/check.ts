import type { Operation } from './history.ts';
import { BEGINNING, keyOf, step, type State } from './specification.ts';

/**
 * Whether there is an order of these operations, each somewhere between its call and its return, in which one after the
 * other gives each the result that it had. The search of Wing and Gong, which remembers where it has been as Lowe has it:
 * which operations were done and where that led.
 */
export function isLinearizable(history: readonly Operation[]): boolean {
  const operations = history.toSorted((a, b) => a.call - b.call);
  const returns = operations.map((each) => each.return ?? Infinity);
  const answered = bits(operations.flatMap((each, index) => (each.return === null ? [] : [index])));
  const been = new Set<string>();
  const stack: { readonly done: bigint; readonly state: State }[] = [{ done: 0n, state: BEGINNING }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { done, state } = top;
    if ((done & answered) === answered) return true;
    const [first, last] = bounds(done, operations, returns);
    for (let index = first; index < last; index += 1) {
      const bit = 1n << BigInt(index);
      const operation = operations[index];
      if ((done & bit) !== 0n || operation === undefined) continue;
      const after = step(state, operation);
      if (after === undefined) continue;
      const key = `${(done | bit).toString(36)} ${keyOf(after)}`;
      if (been.has(key)) continue;
      been.add(key);
      stack.push({ done: done | bit, state: after });
    }
  }
  return false;
}

/** Those that can come next: called before any other that is still to come had returned. */
function bounds(
  done: bigint,
  operations: readonly Operation[],
  returns: readonly number[],
): readonly [number, number] {
  let first = -1;
  let earliest = Infinity;
  let last = 0;
  for (; last < operations.length; last += 1) {
    if (operations[last]!.call > earliest) break;
    if ((done & (1n << BigInt(last))) !== 0n) continue;
    if (first === -1) first = last;
    earliest = Math.min(earliest, returns[last]!);
  }
  return [Math.max(first, 0), last];
}

const bits = (indexes: readonly number[]) => indexes.reduce((sum, index) => sum | (1n << BigInt(index)), 0n);
