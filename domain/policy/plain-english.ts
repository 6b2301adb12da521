import { authorityName } from '../authority.ts';
import { isAbove, LEVELS, type Level } from '../level.ts';
import { STAGE_NAMES } from '../stage.ts';
import { FACT_WORDS, grouped } from './fact-words.ts';
import { basisInWords } from './basis-words.ts';
import { homeLevel } from './home-level.ts';
import type { Counterfactual } from './counterfactual.ts';
import type { FactChange } from './fact-changes.ts';
import { parseUnaryTests } from './parse-unary-tests.ts';
import type { Receipt, ReceiptCondition, ReceiptRule } from './receipt.ts';
import type { Referral } from './routing-table.ts';
import { inWords } from './test-words.ts';

/** What each level's deciding body is called in a sentence, "the region" or "NHS England South West". */
export type Deciders = Readonly<Record<Level, string>>;

const DECIDERS: Deciders = {
  place: 'the place',
  system: 'the system',
  region: 'the region',
  national: 'the national body',
};

/** Outside authorities by the name that people know; another one is called what the policy calls it. */
const SCOPE_WORDS: Readonly<Record<Level, string>> = {
  place: 'it affects one place only',
  system: 'it affects one system only',
  region: 'it affects several systems of one region',
  national: 'it affects several regions',
};

/**
 * Tells the owner, in sentences, where a gate is decided and why, what would keep it more local, and who else
 * has to be asked or told. Amounts and conditions come from the receipt, never from here, so that another
 * version of the policy explains itself as well. `deciders` names the bodies where they are known.
 */
export function explain(receipt: Receipt, deciders: Partial<Deciders> = {}): string[] {
  const who: Deciders = { ...DECIDERS, ...deciders };
  const deciding = receipt.rules.filter((rule) => receipt.deciding.includes(rule.id));
  const home = homeLevel(receipt.facts.scope);
  const sentences =
    receipt.level === home
      ? atHome(receipt, deciding, who)
      : [`Decided by ${who[receipt.level]} because ${reasons(receipt, deciding)}.`];
  if (receipt.moreLocal !== null) sentences.push(staying(receipt.moreLocal, deciding, home, who));
  else if (isAbove(receipt.level, home)) {
    const placed = deciding.some((rule) => asserted(rule).length === 0);
    sentences.push(
      placed
        ? 'No other fact would keep it more local: the stage and the scope take it there.'
        : 'No change of the facts was found that would keep it more local.',
    );
  }
  return [...sentences, ...basisInWords(receipt), ...receipt.referTo.map(referral)];
}

/**
 * Tells the owner what would have a higher level decide, in a sentence; none where nothing would, or where a receipt of before
 * does not say. Taken from the receipt alone, as `explain` is.
 */
export function whatWouldRaise({ lessLocal }: Receipt, deciders: Partial<Deciders> = {}): string[] {
  if (lessLocal === undefined || lessLocal === null) return [];
  const who: Deciders = { ...DECIDERS, ...deciders };
  return [`It would go up to ${who[lessLocal.level]} if ${list(lessLocal.changes.map(condition))}.`];
}

function atHome(receipt: Receipt, deciding: readonly ReceiptRule[], who: Deciders): string[] {
  const belonging = deciding.filter((rule) => asserted(rule).length === 0);
  const others = deciding.filter((rule) => asserted(rule).length > 0);
  const ids = belonging.length > 0 ? ` (${idsOf(belonging)})` : '';
  const { scope } = receipt.facts;
  const main =
    receipt.level === LEVELS[0]
      ? `Decided at ${receipt.level}${named(receipt.level, who)}, the most local level: no rule asks for a higher one${ids}.`
      : `Decided by ${who[receipt.level]}, where it belongs: ${SCOPE_WORDS[scope]}, and no rule asks for a higher level${ids}.`;
  if (others.length === 0) return [main];
  return [main, `The same level is asked for because ${reasons(receipt, others)}.`];
}

const named = (level: Level, who: Deciders): string =>
  who[level] === DECIDERS[level] ? '' : `, by ${who[level]}`;

/** The conditions of a rule on what the owner asserts, which leaves out stage and scope. */
const asserted = (rule: ReceiptRule): ReceiptCondition[] =>
  rule.conditions.filter(({ fact }) => FACT_WORDS[fact].kind !== 'place');

/** Rules that rest on the same fact share its name: "…, £2, is over £1 (S-08) and over £1.50 (S-09)". */
function reasons(receipt: Receipt, rules: readonly ReceiptRule[]): string {
  const bySubject = new Map<string, string[]>();
  for (const rule of rules) {
    const { subject, says } = reason(receipt, rule);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), `${says}(${rule.id})`]);
  }
  return list([...bySubject].map(([subject, all]) => `${subject} ${list(all)}`));
}

function reason(receipt: Receipt, rule: ReceiptRule): { subject: string; says: string } {
  const conditions = asserted(rule);
  const [only, more] = conditions;
  if (only !== undefined && more === undefined) return { subject: subjectOf(only), says: saysOf(only) };
  if (only === undefined) return { subject: whereItStands(receipt, rule), says: '' };
  const all = conditions.map((condition) => `${subjectOf(condition)} ${saysOf(condition)}`.trim());
  return { subject: list(all), says: '' };
}

/** A rule that asks only for stage and scope. */
function whereItStands(receipt: Receipt, rule: ReceiptRule): string {
  const scope = SCOPE_WORDS[receipt.facts.scope];
  if (!rule.conditions.some(({ fact }) => fact === 'stage')) return scope;
  return `${scope} and this is the stage "${STAGE_NAMES[receipt.facts.stage]}"`;
}

function subjectOf({ fact, value }: ReceiptCondition): string {
  const words = FACT_WORDS[fact];
  if (words.kind === 'claim') return value === true ? words.holds : words.holdsNot;
  if (words.kind === 'number' && typeof value === 'number') {
    return `${words.noun}, ${words.unit}${grouped(value)}, is`;
  }
  return `${fact} is ${String(value)}`;
}

/** What the test says of a number, with a space after it; nothing for a yes-or-no fact, which says it all. */
function saysOf({ fact, value, test }: ReceiptCondition): string {
  const words = FACT_WORDS[fact];
  if (words.kind !== 'number' || typeof value !== 'number') return '';
  const parsed = parseUnaryTests(test);
  return parsed.ok ? `${inWords(parsed.value, value, words.unit)} ` : '';
}

function staying(
  moreLocal: Counterfactual,
  deciding: readonly ReceiptRule[],
  home: Level,
  who: Deciders,
): string {
  const end = `it would ${moreLocal.level === home ? 'stay with' : 'be decided by'} ${who[moreLocal.level]}.`;
  const [change, more] = moreLocal.changes;
  const facts = new Set(deciding.flatMap(asserted).map(({ fact }) => fact));
  if (change && !more && typeof change.to === 'number' && facts.size === 1) {
    return `At ${amount(change)} ${end}`;
  }
  return `If ${list(moreLocal.changes.map(condition))}, ${end}`;
}

function condition(change: FactChange): string {
  const words = FACT_WORDS[change.fact];
  if (words.kind === 'claim') return change.to === true ? words.ifSo : words.ifNot;
  return `${words.kind === 'number' ? words.noun : change.fact} were ${amount(change)}`;
}

/** "£1,000,000 or less", "over £1,000,000": every amount of the need with its unit. */
function amount({ fact, now, to, needs }: FactChange): string {
  const words = FACT_WORDS[fact];
  // A penny more than a round amount is what is over that amount.
  const beneath = pennyBeneath(to);
  if (
    words.kind === 'number' &&
    words.unit === '£' &&
    to > now &&
    needs.endsWith(' or more') &&
    beneath !== null
  )
    return `over £${grouped(beneath)}`;
  return words.kind === 'number' ? needs.replaceAll(/\d[\d,.]*/g, `${words.unit}$&`) : needs;
}

function pennyBeneath(amount: number | boolean): number | null {
  if (typeof amount !== 'number') return null;
  const whole = Math.floor(amount);
  return Math.round((amount - whole) * 100) === 1 ? whole : null;
}

function referral({ authority, kind }: Referral): string {
  const name = authorityName(authority);
  const start = name.charAt(0).toUpperCase() + name.slice(1);
  switch (kind) {
    case 'consent':
      return `${start} must consent, and the consent be recorded, before it can be approved.`;
    case 'notice':
      return `${start} must be notified; only a call-in holds it up.`;
  }
}

const idsOf = (rules: readonly ReceiptRule[]): string => rules.map(({ id }) => id).join(', ');

function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
