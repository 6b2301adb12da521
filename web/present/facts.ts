import { MONEY, type Fact, type FactValue } from '../../domain/facts.ts';
import type { Challenge } from '../../domain/initiative/claim.ts';
import { claimsOf, type Claim } from '../../domain/initiative/claims.ts';
import { cannotChallenge, cannotConfirm, cannotSettle } from '../../domain/initiative/decide-challenge.ts';
import type { GivenBy } from '../../domain/initiative/decision.ts';
import type { Settlement } from '../../domain/initiative/events.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Linked } from '../../domain/policy/basis.ts';
import { isMoney } from '../../domain/policy/fact-words.ts';
import { addMoney } from '../../domain/policy/judge.ts';
import type { ChallengeEvent } from '../../store/read/claim-events.ts';
import { factName, factValue } from '../words/content-words.ts';
import { tellClaim } from '../words/claim-words.ts';
import { dayAndTime } from '../words/dates.ts';
import type { Names } from '../words/names.ts';

/** How each way of settling is asked for on the page, and with a reason or without. */
export const WAYS: Readonly<
  Record<Settlement, { readonly verb: string; readonly button: string; readonly reason: boolean }>
> = {
  accepted: { verb: 'accept', button: 'Accept the challenge', reason: false },
  withdrawn: { verb: 'withdraw', button: 'Withdraw my challenge', reason: false },
  upheld: { verb: 'uphold', button: 'Uphold the challenge', reason: true },
  dismissed: { verb: 'dismiss', button: 'Dismiss the challenge', reason: true },
};
const HOW = Object.keys(WAYS) as readonly Settlement[];

/** Each fact with who asserted, confirmed and challenges it, how challenges were settled, and what this person may do. */
export function factsView(
  state: Initiative,
  events: readonly ChallengeEvent[],
  given: GivenBy,
  names: Names,
) {
  return claimsOf(state).map((claim) => ({
    fact: claim.fact,
    name: factName(claim.fact),
    value: factValue(claim.fact, claim.value),
    shown: JSON.stringify(claim.value),
    isMoney: isMoney(claim.fact),
    isClaim: claim.fact !== 'residualRisk' && !isMoney(claim.fact),
    asserted:
      claim.value === null ? null : `${names.person(claim.assertedBy)}, ${dayAndTime(claim.assertedAt)}`,
    confirmed: claim.confirmed.map(
      ({ by, body, at }) => `${names.person(by)}, for ${names.body(body)}, ${dayAndTime(at)}`,
    ),
    challenges: claim.challenges.map((each) => challengeView(state, each, given, names)),
    settled: settledOf(claim, events, names),
    mayConfirm: claim.value !== null && cannotConfirm(state, claim.fact, claim.value, given) === null,
    mayChallenge:
      cannotChallenge(state, claim.fact, given) === null &&
      !claim.challenges.some(({ by }) => by === given.by.id),
  }));
}

function challengeView(state: Initiative, challenge: Challenge, given: GivenBy, names: Names) {
  const { id, fact, value, by, body, at, reason } = challenge;
  const ways = HOW.filter((how) => cannotSettle(state, challenge, how, given) === null);
  return {
    id,
    value: factValue(fact, value),
    by: `${names.person(by)}, for ${names.body(body)}, ${dayAndTime(at)}`,
    reason: reason.value ?? 'This text was erased.',
    ways: ways.filter((how) => !WAYS[how].reason).map((how) => WAYS[how]),
    decisions: ways.filter((how) => WAYS[how].reason).map((how) => WAYS[how]),
  };
}

/** The challenges of a fact that are settled: each with what was said at it, and how it ended. */
function settledOf({ fact }: Claim, events: readonly ChallengeEvent[], names: Names) {
  const made = new Map(
    events.flatMap((event) =>
      event.type === 'fact-challenged' ? [[event.data.challenge, event] as const] : [],
    ),
  );
  return events.flatMap((event) => {
    if (event.type !== 'challenge-settled' || event.data.fact !== fact) return [];
    const before = made.get(event.data.challenge);
    return [...(before === undefined ? [] : [toldOf(before, names)]), toldOf(event, names)];
  });
}

function toldOf(event: ChallengeEvent, names: Names) {
  const { sentence, quotes } = tellClaim(event, names, { isSettled: true });
  const said = quotes.filter((each): each is string => typeof each === 'string' && each !== '');
  return { sentence, said, at: dayAndTime(event.at) };
}

/** The money of linked initiatives with its sum; of those that somebody may not see only what they ask for together. */
export function moneyTogether(
  state: Initiative,
  linked: readonly Linked[],
  titles: ReadonlyMap<string, string | null>,
) {
  if (linked.length === 0) return null;
  const columns = (of: Readonly<Partial<Record<Fact, FactValue>>>) =>
    MONEY.map((fact) => factValue(fact, of[fact]));
  const seen = linked.filter(({ initiative }) => titles.has(initiative));
  const unseen = linked.filter(({ initiative }) => !titles.has(initiative));
  const none = { revenueGbp: 0, capitalGbp: 0, consultancyGbp: 0 };
  return {
    columns: MONEY.map(factName),
    rows: [
      { name: 'This initiative', href: null, values: columns(state.facts) },
      ...seen.map(({ initiative, ...money }) => ({
        name: titles.get(initiative) ?? 'Title erased',
        href: `/initiatives/${initiative}`,
        values: columns(money),
      })),
      ...(unseen.length === 0
        ? []
        : [
            {
              name: `${unseen.length} ${unseen.length === 1 ? 'other' : 'others'} that you may not see`,
              href: null,
              values: columns(addMoney(none, unseen)),
            },
          ]),
    ],
    sum: columns(addMoney({ ...none, ...state.facts }, linked)),
  };
}
