import type { RoutingFacts } from '../../domain/facts.ts';

/**
 * The subsidiarity rules read from the policy document into plain conditions, to count against: it shares no
 * code with the evaluator. `AMOUNTS` are the document's, so that a test can shift one here and in the DMN file.
 */
export const AMOUNTS = {
  'S-06': { fact: 'revenueGbp', over: 50_000, upTo: 1_000_000 },
  'S-07': { fact: 'revenueGbp', over: 1_000_000, upTo: 10_000_000 },
  'S-08': { fact: 'revenueGbp', over: 10_000_000 },
  'S-09': { fact: 'revenueGbp', over: 150_000_000 },
  'S-10': { fact: 'capitalGbp', over: 50_000, upTo: 1_000_000 },
  'S-11': { fact: 'capitalGbp', over: 1_000_000, upTo: 25_000_000 },
  'S-12': { fact: 'capitalGbp', over: 25_000_000 },
  'S-13': { fact: 'capitalGbp', over: 300_000_000 },
  'S-14': { fact: 'consultancyGbp', over: 50_000 },
  'S-20': { fact: 'residualRisk', least: 15 },
  'S-21': { fact: 'residualRisk', least: 15 },
  'S-22': { fact: 'residualRisk', least: 20 },
  'S-26': { fact: 'revenueGbp', over: 1_000_000 },
  'S-27': { fact: 'capitalGbp', over: 1_000_000 },
} as const;

export type AmountRule = keyof typeof AMOUNTS;

/** One amount of one rule: more than `over`, at most `upTo`, or at least `least`. */
export interface Amount {
  readonly fact: 'revenueGbp' | 'capitalGbp' | 'consultancyGbp' | 'residualRisk';
  readonly over?: number;
  readonly upTo?: number;
  readonly least?: number;
}

export interface Reading {
  readonly level: string;
  readonly rules: readonly string[];
  readonly deciding: readonly string[];
  readonly referTo: readonly { readonly authority: string; readonly kind: string }[];
}

const HEIGHT: Record<string, number> = { place: 0, system: 1, region: 2, national: 3 };

/** Reads the table, with one rule taken out or amounts put in the place of the document's where asked. */
export function read(
  f: RoutingFacts,
  change: { without?: string; amounts?: Partial<Record<AmountRule, Amount>> } = {},
): Reading | null {
  const money = (id: AmountRule): boolean => {
    const { fact, over, upTo, least }: Amount = change.amounts?.[id] ?? AMOUNTS[id];
    const value = f[fact];
    if (over !== undefined && value <= over) return false;
    if (upTo !== undefined && value > upTo) return false;
    return least === undefined || value >= least;
  };
  const plan = f.stage === 'develop-plan';
  const planOrGuide = plan || f.stage === 'guide-expectations';
  const assure = f.stage === 'assure-accountability';
  const wide = f.scope === 'region' || f.scope === 'national';
  const table: [id: string, when: boolean, level: string, refer?: string][] = [
    ['S-01', f.scope === 'place', 'place'],
    ['S-02', f.scope === 'system', 'system'],
    ['S-03', f.scope === 'region', 'region'],
    ['S-04', f.scope === 'national' && planOrGuide, 'national'],
    ['S-05', f.scope === 'national' && !planOrGuide, 'region'],
    ['S-06', plan && money('S-06'), 'system'],
    ['S-07', plan && money('S-07'), 'region'],
    ['S-08', plan && money('S-08'), 'national'],
    ['S-09', plan && money('S-09'), 'national', 'treasury consent'],
    ['S-10', plan && money('S-10'), 'system'],
    ['S-11', plan && money('S-11'), 'region'],
    ['S-12', plan && money('S-12'), 'national'],
    ['S-13', plan && money('S-13'), 'national', 'treasury consent'],
    ['S-14', plan && money('S-14'), 'region'],
    ['S-15', plan && f.novelContentiousOrRepercussive, 'national', 'treasury consent'],
    ['S-16', planOrGuide && f.changesNationalStandard, 'national'],
    ['S-17', plan && f.caseToGovernment, 'national'],
    ['S-18', planOrGuide && f.regulatedProgramme, 'region', 'regulator consent'],
    ['S-19', plan && f.substantialServiceChange, 'region', 'secretary-of-state notice'],
    ['S-20', f.scope === 'place' && money('S-20'), 'system'],
    ['S-21', f.scope === 'system' && money('S-21'), 'region'],
    ['S-22', wide && money('S-22'), 'national'],
    ['S-23', f.scope === 'place' && f.qualityConcernUnresolved, 'system'],
    ['S-24', f.scope === 'system' && f.qualityConcernUnresolved, 'region'],
    ['S-25', wide && f.qualityConcernUnresolved, 'national'],
    ['S-26', assure && money('S-26'), 'region'],
    ['S-27', assure && money('S-27'), 'region'],
  ];
  const hits = table.filter(([id, when]) => when && id !== change.without);
  if (hits.length === 0) return null;
  const top = Math.max(...hits.map(([, , level]) => HEIGHT[level]!));
  const refer = [...new Set(hits.flatMap(([, , , to]) => (to === undefined ? [] : [to])))].sort();
  return {
    level: Object.keys(HEIGHT)[top]!,
    rules: hits.map(([id]) => id),
    deciding: hits.filter(([, , level]) => HEIGHT[level] === top).map(([id]) => id),
    referTo: refer.map((text) => ({ authority: text.split(' ')[0]!, kind: text.split(' ')[1]! })),
  };
}
