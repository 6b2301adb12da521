/** One thing that is measured, such as Remit's own way or the floor beneath it. Gives what a round managed. */
export type Arm = (round: number) => Promise<number>;

export interface Compared {
  readonly ours: number;
  readonly floor: number;
  readonly ratio: number;
  /** Of the rounds' ratios: quartiles, which a single bad second does not move. */
  readonly spread: readonly [low: number, high: number];
  readonly rounds: number;
}

/**
 * Measures several things in turn in one run: A B C, B C A, C A B, … so that whatever else the machine does meets all of
 * them. Each is divided by the last, the floor, round by round. The first round warms up and is left out.
 */
export async function inLockstep(arms: readonly Arm[], rounds: number): Promise<readonly Compared[]> {
  const found: number[][] = arms.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    const order = arms.map((_, index) => (index + round) % arms.length);
    for (const index of order) {
      const measured = await arms[index]?.(round);
      if (round > 0 && measured !== undefined) found[index]?.push(measured);
    }
  }
  const floor = found.at(-1) ?? [];
  return found.slice(0, -1).map((ours) => {
    const ratios = ours.map((each, round) => each / (floor[round] ?? Number.NaN));
    return {
      ours: median(ours),
      floor: median(floor),
      ratio: median(ratios),
      spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)] as const,
      rounds,
    };
  });
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
