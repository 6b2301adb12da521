import type { RoutingFacts } from '../../../domain/facts.ts';
import type { Receipt } from '../../../domain/policy/receipt.ts';

/** Every way to read the facts of a verdict: as asserted, and with each combination of what is challenged in their place. */
export function readingsOf({ facts, basis }: Pick<Receipt, 'facts' | 'basis'>): readonly RoutingFacts[] {
  if (basis === undefined) return [facts];
  const { stage, scope } = facts;
  const linked = basis.linked.reduce((sum, each) => sum + each.capitalGbp, 0);
  let readings: Record<string, unknown>[] = [{ ...basis.asserted }];
  const fresh = new Map<Record<string, unknown>, readonly string[]>([[readings[0]!, []]]);
  for (const { fact, value } of basis.challenges)
    readings = readings.flatMap((reading) => {
      if (fresh.get(reading)?.includes(fact) === true) return [reading];
      const other = { ...reading, [fact]: value };
      fresh.set(other, [...(fresh.get(reading) ?? []), fact]);
      return [reading, other];
    });
  return readings.map((reading) => ({
    ...(reading as unknown as RoutingFacts),
    capitalGbp: Math.round(((reading['capitalGbp'] as number) + linked) * 100) / 100,
    stage,
    scope,
  }));
}
