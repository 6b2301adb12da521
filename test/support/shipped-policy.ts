import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyProblem } from '../../domain/policy/decision-table.ts';
import { loadPolicy, type Policy } from '../../domain/policy/policy.ts';

/** The XML of the shipped policy. */
export const SHIPPED_XML = readFileSync(
  join(import.meta.dirname, '..', '..', 'policies', 'subsidiarity-1.dmn'),
  'utf8',
);

/** Loads a policy that is known to be sound. */
export async function policyOf(xml: string): Promise<Policy> {
  const loaded = await loadPolicy(xml);
  if (!loaded.ok) throw new Error(loaded.error.map(({ detail }) => detail).join('\n'));
  return loaded.value;
}

/** A copy of the XML without one rule. */
export function withoutRule(xml: string, id: string): string {
  return replaceOnce(xml, new RegExp(`<rule id="${id}">[\\s\\S]*?</rule>`), '');
}

/** A copy of the XML with another text in one input cell of one rule; `text` as it stands in XML. */
export function withCell(xml: string, rule: string, fact: string, text: string): string {
  const cell = new RegExp(`(<inputEntry id="${rule}-${fact}">\\s*<text>)[^<]*`);
  return replaceOnce(xml, cell, `$1${text}`);
}

/** Replaces what stands in the XML exactly once, so that an edit that misses is seen. */
export function replaceOnce(xml: string, what: RegExp | string, by: string): string {
  const found =
    typeof what === 'string' ? xml.split(what).length - 1 : (xml.match(new RegExp(what, 'g')) ?? []).length;
  if (found !== 1) throw new Error(`${String(what)} stands ${found} times`);
  return xml.replace(what, by);
}

/** A copy of the shipped XML with one thing replaced. */
export const edit = (what: RegExp | string, by: string): string => replaceOnce(SHIPPED_XML, what, by);

/** The first thing that a policy is refused for. */
export async function refusal(xml: string): Promise<PolicyProblem> {
  const loaded = await loadPolicy(xml);
  if (loaded.ok) throw new Error('It was not refused');
  return loaded.error[0]!;
}

/** The XML as another version: a receipt names the version, so that two policies can be told apart. */
export const asVersion = (version: string, xml: string): string =>
  replaceOnce(xml, '<remit:policy version="1" />', `<remit:policy version="${version}" />`);

/**
 * Version 2 of the tests, by which more revenue stays local: up to £1,000,000 it asks for nobody above, and up to £10,000,000 for the
 * system.
 */
export const MORE_LOCAL_XML = asVersion(
  '2',
  withCell(
    withCell(SHIPPED_XML, 'S-06', 'revenueGbp', '(1000000..10000000]'),
    'S-07',
    'revenueGbp',
    '(10000000..10000001]',
  ),
);
