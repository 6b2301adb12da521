import { MONEY } from '../facts.ts';
import { FACT_WORDS, grouped } from './fact-words.ts';
import type { Receipt } from './receipt.ts';

/** What a verdict was taken from beside what the owner asserts: the parts of each sum, and what was challenged. */
export function basisInWords({ basis, level }: Receipt): readonly string[] {
  if (basis === undefined) return [];
  const { asserted, linked, challenges, raisedBy } = basis;
  const sums = MONEY.flatMap((fact) => {
    const parts = linked.filter((each) => each[fact] > 0);
    if (parts.length === 0) return [];
    const others = parts.map((each) => `£${grouped(each[fact])} in initiative ${each.initiative}`);
    return [
      `Of ${nounOf(fact)} £${grouped(asserted[fact] ?? 0)} is here and ${others.join(' and ')}: it is added up.`,
    ];
  });
  const raising = [
    ...new Set(challenges.filter((each) => raisedBy.includes(each.challenge)).map(({ fact }) => fact)),
  ];
  if (raising.length === 0) return sums;
  const facts = raising.map(nounOf).join(' and ');
  if (raisedBy.length === 1)
    return [...sums, `A challenge raised it: that of ${facts}. It stays there until that is settled.`];
  const alone = challenges.every((each) => !raisedBy.includes(each.challenge) || each.level === level);
  const until = alone ? 'all of them are' : 'one of them is';
  return [...sums, `Challenges raised it: those of ${facts}. It stays there until ${until} settled.`];
}

function nounOf(fact: keyof typeof FACT_WORDS): string {
  const words = FACT_WORDS[fact];
  if (words.kind === 'number') return words.noun;
  return words.kind === 'claim' ? `whether ${words.holds}` : fact;
}
