import type { RoutingFacts } from '../../domain/facts.ts';
import { SHIPPED_XML, replaceOnce, withCell } from './shipped-policy.ts';
import { read, type Amount, type AmountRule, type Reading } from './subsidiarity-reading.ts';

/** What the draft says that is different: more capital stays with the system, less revenue does. */
const AMOUNTS: Partial<Record<AmountRule, Amount>> = {
  'S-06': { fact: 'revenueGbp', over: 50_000, upTo: 500_000 },
  'S-07': { fact: 'revenueGbp', over: 500_000, upTo: 10_000_000 },
  'S-10': { fact: 'capitalGbp', over: 50_000, upTo: 2_000_000 },
  'S-11': { fact: 'capitalGbp', over: 2_000_000, upTo: 25_000_000 },
};

/** It does not know the highest risk that there is: of such facts nothing can be said. */
const UNKNOWN_RISK = 25;

/** A draft of the shipped policy, version `draft-2`. */
export const DRAFT_XML = [
  (xml: string) => replaceOnce(xml, '<remit:policy version="1" />', '<remit:policy version="draft-2" />'),
  ...Object.entries(AMOUNTS).map(
    ([rule, { fact, over = 0, upTo = 0 }]) =>
      (xml: string) =>
        withCell(xml, rule, fact, `(${over}..${upTo}]`),
  ),
  // Allowed in two places: of the type, and of the column.
  (xml: string) => xml.replaceAll(/(15, 16, 20), 25(?=<)/g, '$1'),
].reduce((xml, change) => change(xml), SHIPPED_XML);

/** The draft read plainly, by code that the evaluator knows nothing of; `null` where it says nothing. */
export function readDraft(facts: RoutingFacts): Reading | null {
  return facts.residualRisk === UNKNOWN_RISK ? null : read(facts, { amounts: AMOUNTS });
}
