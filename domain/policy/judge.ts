import Big from 'big.js';
import { MONEY, type Fact, type FactProblem, type Facts, type FactValue, type Money } from '../facts.ts';
import { isAbove, type Level } from '../level.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Stage } from '../stage.ts';
import type { Challenged, Claimed } from './basis.ts';
import type { Counterfactual } from './counterfactual.ts';
import type { Outcome } from './outcome.ts';
import { evaluate, outcome, type Policy, type PolicyVerdict } from './policy.ts';
import type { Receipt } from './receipt.ts';
import type { Referral } from './routing-table.ts';

/** Which gate is asked about: money and standards count at some stages only. */
export interface Asked {
  readonly stage: Stage;
  readonly scope: Level | null;
}

/** How many readings of the facts are tried at most: each challenged fact has one more for each other value. */
export const MOST_READINGS = 64;

/** One way in which the facts may be: as asserted, with some challenged values in their place. */
interface Reading {
  readonly facts: Partial<Facts>;
  readonly challenges: readonly Challenged[];
}

interface Tried extends Reading {
  readonly outcome: Outcome;
}

/** Every reading with what came of it; the first of those that are as high is the one that holds. */
interface Judged {
  readonly highest: Tried;
  readonly readings: readonly Tried[];
}

/**
 * Where a gate is decided, for what the owner asserts and for each value that is challenged: the highest verdict holds, with
 * the referrals of all of them, until the challenges are settled. Money of linked initiatives is added to each.
 * Source: design, rule 12.
 */
export function judge(policy: Policy, claimed: Claimed, asked: Asked): Result<PolicyVerdict, FactProblem[]> {
  const plain = claimed.linked.length === 0 && claimed.challenges.length === 0;
  if (plain) return evaluate(policy, { ...claimed.asserted, ...asked });
  const tried = tryAll(policy, claimed, asked);
  if (!tried.ok) return tried;
  const { highest, readings } = tried.value;
  const verdict = evaluate(policy, { ...highest.facts, ...asked });
  if (!verdict.ok) return verdict;
  const referTo = allReferrals(readings);
  const levelAlone = (challenge: Challenged): Level =>
    readings.find(({ challenges: [only, more] }) => only === challenge && more === undefined)?.outcome
      .level ?? highest.outcome.level;
  const basis = {
    asserted: claimed.asserted,
    linked: claimed.linked,
    challenges: claimed.challenges.map((each) => ({ ...each, level: levelAlone(each) })),
    raisedBy: raisedBy(tried.value),
  };
  const { receipt } = verdict.value;
  const counterfactuals = {
    moreLocal: whereItHolds(policy, claimed, asked, receipt.moreLocal),
    lessLocal: whereItHolds(policy, claimed, asked, receipt.lessLocal ?? null),
  };
  return ok({ ...verdict.value, referTo, receipt: { ...receipt, ...counterfactuals, referTo, basis } });
}

/** The challenges without which it would be decided more locally: one, some that are read together, or each of several by itself. */
function raisedBy({ highest, readings }: Judged): readonly string[] {
  const alike = readings.filter(
    ({ outcome: { level }, challenges }) =>
      level === highest.outcome.level && challenges.length === highest.challenges.length,
  );
  return [...new Set(alike.flatMap(({ challenges }) => challenges.map(({ challenge }) => challenge)))];
}

/**
 * A proposal that holds for every reading of what is claimed, with money of linked initiatives where it is: what the owner
 * asserts is theirs to change, and nothing else. `null` where that would not do.
 */
function whereItHolds(
  policy: Policy,
  claimed: Claimed,
  asked: Asked,
  proposal: Counterfactual | null,
): Counterfactual | null {
  if (proposal === null) return null;
  const others = addMoney({ revenueGbp: 0, capitalGbp: 0, consultancyGbp: 0 }, claimed.linked);
  const changed = proposal.changes.map(({ fact, to }) => [
    fact,
    typeof to === 'number' && fact in others
      ? Number(new Big(String(to)).minus(String(others[fact as keyof Money])).toFixed())
      : to,
  ]);
  const asserted = { ...claimed.asserted, ...(Object.fromEntries(changed) as Partial<Facts>) };
  const tried = tryAll(policy, { ...claimed, asserted }, asked);
  return tried.ok && tried.value.highest.outcome.level === proposal.level ? proposal : null;
}

/** Level and rules of the verdict that `judge` takes, without a receipt; `null` where none can be taken. */
export function highestOf(policy: Policy, claimed: Claimed, asked: Asked): Outcome | null {
  const tried = tryAll(policy, claimed, asked);
  return tried.ok ? tried.value.highest.outcome : null;
}

/**
 * What a policy says of what a receipt was taken from, whichever policy that was of: level, rules and referrals of the verdict
 * that `judge` takes, without a receipt, for many of them.
 */
export function outcomeOfReceipt(
  policy: Policy,
  { facts, basis }: Pick<Receipt, 'facts' | 'basis'>,
): Result<Outcome, FactProblem[]> {
  if (basis === undefined) return outcome(policy, facts);
  const tried = tryAll(policy, basisOf(basis), { stage: facts.stage, scope: facts.scope });
  if (!tried.ok) return tried;
  const { highest, readings } = tried.value;
  return ok({ ...highest.outcome, referTo: allReferrals(readings) });
}

/**
 * Reads a receipt again: the receipt that its facts give under `policy`, to be compared with the one at hand.
 * Refused where the receipt was written under another policy, of which this one can say nothing.
 */
export function evaluateReceipt(policy: Policy, receipt: Receipt): Result<Receipt, FactProblem[]> {
  if (receipt.policy.hash !== policy.hash || receipt.policy.version !== policy.version) {
    const detail =
      `The receipt is of policy ${receipt.policy.version} (${receipt.policy.hash}) and this is ` +
      `${policy.version} (${policy.hash}): read it with its own.`;
    return fail([{ fact: 'policy', rule: 'same-policy', detail }]);
  }
  const { facts, basis } = receipt;
  const { stage, scope } = facts;
  const verdict =
    basis === undefined ? evaluate(policy, facts) : judge(policy, basisOf(basis), { stage, scope });
  if (!verdict.ok) return verdict;
  const again = verdict.value.receipt;
  return ok(receipt.lessLocal === undefined ? asBefore(policy, receipt, again) : again);
}

/** What a receipt of before said that would be more local was near, and not surely smallest: it stands where it is true. */
function asBefore(policy: Policy, { facts, moreLocal, basis }: Receipt, again: Receipt): Receipt {
  const { lessLocal: _, ...told } = again;
  const rest =
    told.basis === undefined || basis === undefined
      ? told
      : { ...told, basis: { ...told.basis, raisedBy: basis.raisedBy } };
  if (moreLocal === null) return { ...rest, moreLocal };
  const changed = Object.fromEntries(moreLocal.changes.map(({ fact, to }) => [fact, to]));
  const tried = outcome(policy, { ...facts, ...changed });
  return tried.ok && tried.value.level === moreLocal.level ? { ...rest, moreLocal } : rest;
}

/** How many readings there are. */
export function countReadings(challenges: readonly Pick<Challenged, 'fact'>[]): number {
  const perFact = new Map<Fact, number>();
  for (const { fact } of challenges) perFact.set(fact, (perFact.get(fact) ?? 1) + 1);
  return [...perFact.values()].reduce((product, each) => product * each, 1);
}

/** Money added up, exactly: pounds and pence are decimals, and a double is not. */
export function addMoney(own: Partial<Facts>, linked: readonly Money[]): Partial<Facts> {
  const sums = MONEY.flatMap((fact): readonly [string, number][] => {
    const mine = own[fact];
    if (mine === undefined) return [];
    const sum = linked.reduce((total, each) => total.plus(String(each[fact])), new Big(String(mine)));
    return [[fact, Number(sum.toFixed())]];
  });
  return { ...own, ...Object.fromEntries(sums) };
}

const basisOf = ({ asserted, linked, challenges }: Claimed): Claimed => ({
  asserted,
  linked,
  challenges: challenges.map(({ challenge, fact, value }) => ({ challenge, fact, value })),
});

function tryAll(
  policy: Policy,
  { asserted, linked, challenges }: Claimed,
  asked: Asked,
): Result<Judged, FactProblem[]> {
  const readings: Tried[] = [];
  for (const reading of readingsOf(asserted, challenges)) {
    const facts = addMoney(reading.facts, linked);
    const found = outcome(policy, { ...facts, ...asked });
    if (!found.ok) return found;
    readings.push({ ...reading, facts, outcome: found.value });
  }
  const [first, ...others] = readings;
  if (first === undefined) throw new Error('What the owner asserts is a reading');
  // Of those that are as high the first: what is asserted, or else the one with the fewest challenges.
  const highest = others.reduce(
    (found, each) => (isAbove(each.outcome.level, found.outcome.level) ? each : found),
    first,
  );
  return ok({ highest, readings });
}

/** Every reading, those with fewer challenged values first. */
function readingsOf(asserted: Partial<Facts>, challenges: readonly Challenged[]): readonly Reading[] {
  const all = challenges.reduce<readonly Reading[]>(
    (found, challenge) => [
      ...found,
      ...found
        .filter((reading) => reading.challenges.every(({ fact }) => fact !== challenge.fact))
        .map((reading) => withValue(reading, challenge)),
    ],
    [{ facts: asserted, challenges: [] }],
  );
  return [...all].sort((a, b) => a.challenges.length - b.challenges.length).map(withinRevenue);
}

function withValue({ facts, challenges }: Reading, challenge: Challenged): Reading {
  const value: FactValue = challenge.value;
  return { facts: { ...facts, [challenge.fact]: value }, challenges: [...challenges, challenge] };
}

/** Consultancy is part of revenue: what is read with values of several people says at least so much of revenue. */
function withinRevenue(reading: Reading): Reading {
  const { revenueGbp, consultancyGbp } = reading.facts;
  // What the owner alone asserts is held to the rule, and not mended.
  if (reading.challenges.length === 0 || revenueGbp === undefined || consultancyGbp === undefined)
    return reading;
  return consultancyGbp <= revenueGbp
    ? reading
    : { ...reading, facts: { ...reading.facts, revenueGbp: consultancyGbp } };
}

function allReferrals(readings: readonly Tried[]): readonly Referral[] {
  const found = new Map(
    readings.flatMap(({ outcome: { referTo } }) =>
      referTo.map((each) => [`${each.authority} ${each.kind}`, each] as const),
    ),
  );
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
