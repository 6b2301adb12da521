/** So much is asked at once: the answers to one are awaited while another is worked on. */
const AT_ONCE = 4;

/** Does something for each of many, a few at a time, begun in their order. */
export async function several<T>(items: readonly T[], each: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const one = async () => {
    for (const item of left) await each(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
