import { expect } from 'chai';
import fc from 'fast-check';
import type { RoutingFacts } from '../../domain/facts.ts';
import { compareLevels, LEVELS, type Level } from '../../domain/level.ts';
import type { Counterfactual } from '../../domain/policy/counterfactual.ts';
import { evaluate, type Policy } from '../../domain/policy/policy.ts';
import { CLAIMS, facts as someFacts, NUMBERS, RISKS } from '../support/facts-arbitrary.ts';
import { policyOf, SHIPPED_XML } from '../support/shipped-policy.ts';
import { AMOUNTS, read } from '../support/subsidiarity-reading.ts';

/** By hand `REMIT_COUNTERFACTUALS=2000`: each is held against all changes of facts that there are. */
const RUNS = Number(process.env['REMIT_COUNTERFACTUALS'] ?? 40);

type NumberFact = (typeof NUMBERS)[number];
type Tried = { -readonly [Fact in keyof RoutingFacts]: RoutingFacts[Fact] };

/** A cell of one fact's values: from its lowest to its highest, no amount of the document lies between. */
interface Cell {
  readonly low: number;
  readonly high: number;
}

const MOST = 1e12;

function cellsOf(fact: NumberFact): readonly Cell[] {
  const cuts = Object.values(AMOUNTS).flatMap((amount) => {
    if (amount.fact !== fact) return [];
    if (!('over' in amount)) return [amount.least];
    return [amount.over + 0.01, ...('upTo' in amount ? [amount.upTo + 0.01] : [])];
  });
  const lows = [0, ...new Set(cuts)].sort((a, b) => a - b);
  const end = (cut: number) => (fact === 'residualRisk' ? cut - 1 : Math.round(cut * 100 - 1) / 100);
  return lows.map((low, at) => ({ low, high: at + 1 < lows.length ? end(lows[at + 1]!) : MOST }));
}

const CELLS = Object.fromEntries(NUMBERS.map((fact) => [fact, cellsOf(fact)])) as Record<
  NumberFact,
  readonly Cell[]
>;

/** How many facts are changed, and how many thresholds these cross. */
type Size = readonly [facts: number, crossed: number];
const smaller = (a: Size, b: Size) => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

const cellAt = (fact: NumberFact, value: number) => CELLS[fact].findLastIndex(({ low }) => low <= value);

function sizeOf(now: RoutingFacts, { changes }: Counterfactual): Size {
  const crossed = changes.map(({ fact, to }) =>
    typeof to === 'boolean'
      ? 1
      : Math.abs(cellAt(fact as NumberFact, to) - cellAt(fact as NumberFact, now[fact] as number)),
  );
  return [changes.length, crossed.reduce((sum, each) => sum + each, 0)];
}

/** The smallest size with which any change of the facts gets there, by trying all; `null` where none does. */
function smallestOf(now: RoutingFacts, gets: (level: Level) => boolean): Size | null {
  if (!LEVELS.some(gets)) return null;
  // Most need few: those are looked for first, since they are quickly gone through.
  for (const most of [1, 2, NUMBERS.length + CLAIMS.length]) {
    const found = smallestWith(now, gets, most);
    if (found !== null) return found;
  }
  return null;
}

function smallestWith(now: RoutingFacts, gets: (level: Level) => boolean, most: number): Size | null {
  let best: Size | null = null;
  const tryFrom = (place: number, tried: Tried, size: Size, ranges: Record<string, Cell>): void => {
    if (size[0] > most || (best !== null && !smaller(size, best))) return;
    const number = NUMBERS[place];
    if (number !== undefined) {
      const own = cellAt(number, now[number]);
      const { [number]: was } = now;
      tryFrom(place + 1, tried, size, { ...ranges, [number]: { low: was, high: was } });
      for (const [at, cell] of CELLS[number].entries())
        tryFrom(place + 1, tried, [size[0] + 1, size[1] + Math.abs(at - own)], { ...ranges, [number]: cell });
      return;
    }
    const claim = CLAIMS[place - NUMBERS.length];
    if (claim !== undefined) {
      tryFrom(place + 1, tried, size, ranges);
      tryFrom(place + 1, { ...tried, [claim]: !now[claim] }, [size[0] + 1, size[1] + 1], ranges);
      return;
    }
    // Of a cell any value will do: the revenue is as great as it can be, and the consultancy as small.
    const facts = { ...tried, ...Object.fromEntries(NUMBERS.map((each) => [each, ranges[each]!.low])) };
    facts.revenueGbp = ranges['revenueGbp']!.high;
    if (facts.consultancyGbp > facts.revenueGbp) return;
    const level = read(facts)?.level;
    if (level !== undefined && gets(level as Level)) best = size;
  };
  tryFrom(0, { ...now }, [0, 0], {});
  return best;
}

describe('what would move a verdict', function () {
  // A great many by hand take as long as they take.
  this.timeout(RUNS > 100 ? 0 : 60_000);
  let policy: Policy;
  before(async () => {
    policy = await policyOf(SHIPPED_XML);
  });

  const receiptOf = (facts: RoutingFacts) => {
    const verdict = evaluate(policy, facts);
    if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
    return verdict.value.receipt;
  };
  const changed = (facts: RoutingFacts, { changes }: Counterfactual): RoutingFacts => ({
    ...facts,
    ...Object.fromEntries(changes.map(({ fact, to }) => [fact, to])),
  });

  for (const [name, way] of [
    ['moreLocal', -1],
    ['lessLocal', 1],
  ] as const)
    it(`${name} is true, and there is no smaller one, as trying all of them says (${RUNS})`, () => {
      let found = 0;
      fc.assert(
        fc.property(someFacts, (facts) => {
          const receipt = receiptOf(facts);
          const gets = (level: Level) => Math.sign(compareLevels(level, receipt.level)) === way;
          const told = receipt[name] ?? null;
          const smallest = smallestOf(facts, gets);
          expect(told === null ? null : sizeOf(facts, told)).to.deep.equal(smallest);
          if (told === null) return;
          found += 1;
          const there = changed(facts, told);
          expect(read(there)?.level).to.equal(told.level);
          expect(gets(told.level)).to.equal(true);
          expect(there.consultancyGbp <= there.revenueGbp).to.equal(true);
          expect(RISKS).to.include(there.residualRisk);
          for (const { fact, now } of told.changes) expect(now).to.equal(facts[fact]);
        }),
        { numRuns: RUNS },
      );
      expect(found).to.be.greaterThan(RUNS / 20);
    });

  it('says how far each amount may go, and goes there', () => {
    fc.assert(
      fc.property(someFacts, fc.integer({ min: 0, max: 1_000_000_000_000 }), (facts, further) => {
        const { lessLocal, level } = receiptOf(facts);
        for (const { fact, to, needs } of lessLocal?.changes ?? []) {
          if (typeof to === 'boolean') {
            expect(needs).to.equal(String(to));
            continue;
          }
          expect(needs).to.match(/^[\d,.]+ or more$/);
          const more =
            fact === 'residualRisk'
              ? RISKS.filter((risk) => risk >= to)
              : [to + Math.round(further / 100), to + 0.01];
          for (const value of more) {
            const there: Tried = { ...changed(facts, lessLocal!), [fact]: value };
            there.revenueGbp = Math.max(there.revenueGbp, there.consultancyGbp);
            expect(compareLevels(receiptOf(there).level, level)).to.be.greaterThan(0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
