import shipped from '../../policies/gates-2.json' with { type: 'json' };
import { readGateRules } from '../../domain/gate/read-rules.ts';
import { LEVELS } from '../../domain/level.ts';
import { STAGES } from '../../domain/stage.ts';
import { now, rulesOf, type Past } from './given.ts';
import type { SetText } from './threshold-reading.ts';

export type AskedSet = Partial<SetText> & { readonly reads?: unknown };

/** A rule for every gate with these sets, of one approval each where they say no more. */
export const ruleOf = (sets: readonly AskedSet[], more: object = {}) => ({
  levels: LEVELS,
  stages: STAGES,
  sets: sets.map((set, index) => ({
    id: `set-${index}`,
    name: `Set ${index}`,
    of: 'each-deciding-body',
    anyOf: [{ approve: 1 }],
    ...set,
  })),
  ...more,
});

/** From here on these sets are asked for, at every gate. */
export const asking = (sets: readonly AskedSet[], more: object = {}): Past =>
  now({ rules: rulesOf({ ...shipped, quorum: [ruleOf(sets, more)] }) });

/** What is wrong with rules of these sets: where, and which rule it breaks. */
export const problemsOf = (sets: readonly AskedSet[], more: object = {}) => {
  const rules = readGateRules({ ...shipped, quorum: [ruleOf(sets, more)] });
  return rules.ok ? [] : rules.error.map((each) => `${each.where}: ${each.rule}`);
};
