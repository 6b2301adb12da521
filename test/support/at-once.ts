/** Works on a list, so many at once, and keeps its order. */
export async function atOnce<T, R>(
  list: readonly T[],
  many: number,
  work: (each: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = [...list.entries()].toReversed();
  const worker = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: many }, worker));
  return results;
}
