/** What was seen at one moment. */
export interface Sample {
  readonly minutes: number;
  readonly values: Readonly<Record<string, number>>;
}

/** How much a figure grows in an hour: the slope of the line that fits best. */
export function slopeOf(samples: readonly Sample[], name: string): number {
  const points = samples.map((sample) => [sample.minutes / 60, sample.values[name] ?? NaN] as const);
  const mean = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0) / list.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const above = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0);
  const below = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

/** Whether a figure stays what it is: it grows by less than a tenth of itself, or than 20, in an hour. */
export function isFlat(samples: readonly Sample[], name: string): boolean {
  const largest = Math.max(...samples.map((sample) => sample.values[name] ?? NaN));
  return slopeOf(samples, name) <= Math.max(largest / 10, 20);
}
