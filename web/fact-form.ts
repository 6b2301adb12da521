import type { Fact, FactValue } from '../domain/facts.ts';
import { isMoney } from '../domain/policy/fact-words.ts';

/** A value of a fact as it was typed: pounds with or without commas, a number of 25, yes or no; `null` for none of these. */
export function valueTyped(fact: Fact, typed: string): FactValue | null {
  if (isMoney(fact) || fact === 'residualRisk') {
    const plain = typed.replaceAll(/[£,\s]/g, '');
    return /^\d{1,13}(\.\d{1,2})?$/.test(plain) ? Number(plain) : null;
  }
  return typed === 'yes' ? true : typed === 'no' ? false : null;
}

/** How to mend what cannot be read as a value of this fact. */
export function valueMissing(fact: Fact): string {
  if (isMoney(fact)) return 'Enter what it is in pounds, like 240,000';
  return fact === 'residualRisk' ? 'Enter a number up to 25: likelihood times impact' : 'Choose yes or no';
}
