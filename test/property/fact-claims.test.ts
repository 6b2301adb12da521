import { expect } from 'chai';
import fc from 'fast-check';
import { MONEY, type Fact, type FactValue } from '../../domain/facts.ts';
import { compareLevels, isAbove } from '../../domain/level.ts';
import { explain } from '../../domain/policy/plain-english.ts';
import { addMoney, evaluateReceipt, judge } from '../../domain/policy/judge.ts';
import { evaluate } from '../../domain/policy/policy.ts';
import { STAGES } from '../../domain/stage.ts';
import { stateOf, WORLD } from '../support/given.ts';
import { plainLevel } from '../support/highest-reading.ts';
import { SMALL } from '../support/stories.ts';
import { always, news } from '../support/walk/walking.ts';

const challenge: fc.Arbitrary<{ fact: Fact; value: FactValue }> = fc.oneof(
  fc.record({
    fact: fc.constantFrom<Fact>('revenueGbp', 'capitalGbp'),
    value: fc.constantFrom(
      0,
      50_000,
      50_000.01,
      1_000_000,
      1_000_000.01,
      10_000_001,
      160_000_000,
      400_000_000,
    ),
  }),
  fc.record({ fact: fc.constant<Fact>('residualRisk'), value: fc.constantFrom(1, 6, 15, 20, 25) }),
  fc.record({
    fact: fc.constantFrom<Fact>('changesNationalStandard', 'caseToGovernment', 'regulatedProgramme'),
    value: fc.boolean(),
  }),
);
const challenges = fc
  .uniqueArray(challenge, { maxLength: 5, selector: ({ fact, value }) => `${fact} ${String(value)}` })
  .map((all) => all.map((each, index) => ({ ...each, challenge: `c${index}` })));
const asked = fc.record({
  stage: fc.constantFrom(...STAGES),
  scope: fc.constantFrom('place', 'system', 'region', 'national'),
} as const);
const pence = fc.nat({ max: 2_000_000_00 }).map((pennies) => pennies / 100);
const linked = fc.array(
  fc.record({ initiative: fc.uuid(), revenueGbp: pence, capitalGbp: pence, consultancyGbp: fc.constant(0) }),
  { maxLength: 6 },
);

const sumOf = (all: readonly object[], fact: string) =>
  all.reduce(
    (sum, each) => sum + Math.round(Number((each as Readonly<Record<string, unknown>>)[fact]) * 100),
    0,
  ) / 100;

describe('facts as claims, whatever is challenged', () => {
  it('the verdict is never more local than that of any reading alone, and has the referrals of each', () => {
    fc.assert(
      fc.property(challenges, asked, (all, at) => {
        const claimed = { asserted: SMALL, linked: [], challenges: all };
        const verdict = judge(WORLD.policy, claimed, at);
        if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
        const { level, referTo, receipt } = verdict.value;
        for (const facts of [SMALL, ...all.map(({ fact, value }) => ({ ...SMALL, [fact]: value }))]) {
          expect(compareLevels(level, plainLevel(facts, at.scope, at.stage)!)).to.be.at.least(0);
          const alone = evaluate(WORLD.policy, { ...facts, ...at });
          if (alone.ok) expect(referTo).to.deep.include.members([...alone.value.referTo]);
        }
        // What raised it is said, and nothing else is.
        const own = plainLevel(SMALL, at.scope, at.stage)!;
        expect((receipt.basis?.raisedBy.length ?? 0) > 0).to.equal(isAbove(level, own));
        expect(
          evaluateReceipt(WORLD.policy, JSON.parse(JSON.stringify(receipt)) as typeof receipt),
        ).to.deep.equal({
          ok: true,
          value: receipt,
        });
      }),
      { numRuns: 200 },
    );
  });

  it('what would move the verdict is true of what the owner asserts, whatever is challenged and linked, or is not said', () => {
    let said = 0;
    fc.assert(
      fc.property(challenges, linked, asked, (all, others, at) => {
        const claimed = { asserted: SMALL, linked: others, challenges: all };
        const verdict = judge(WORLD.policy, claimed, at);
        if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
        const { moreLocal, lessLocal, facts } = verdict.value.receipt;
        for (const told of [moreLocal, lessLocal ?? null]) {
          if (told === null) continue;
          said += 1;
          const own = Object.fromEntries(
            told.changes.map(({ fact, to }) => [
              fact,
              typeof to === 'number' && fact.endsWith('Gbp')
                ? Math.round(to * 100 - sumOf(others, fact) * 100) / 100
                : to,
            ]),
          );
          for (const { fact, now } of told.changes) expect(now).to.equal(facts[fact]);
          const then = judge(WORLD.policy, { ...claimed, asserted: { ...SMALL, ...own } }, at);
          expect(then.ok && then.value.level).to.equal(told.level);
        }
      }),
      { numRuns: 300 },
    );
    expect(said).to.be.greaterThan(20);
  });

  it('is raised by each of two challenges that are enough alone, and by both together where one is not', () => {
    const at = { stage: 'develop-plan', scope: 'system' } as const;
    const of = (...all: readonly (readonly [string, number | boolean])[]) => {
      const made = all.map(([fact, value], index) => ({ challenge: `c${index}`, fact, value }));
      const verdict = judge(WORLD.policy, { asserted: SMALL, linked: [], challenges: made as never }, at);
      if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
      const { receipt } = verdict.value;
      return [receipt.basis?.raisedBy, explain(receipt).find((each) => each.includes('raised it'))];
    };
    expect(of(['revenueGbp', 2_000_000], ['residualRisk', 20])).to.deep.equal([
      ['c0', 'c1'],
      'Challenges raised it: those of the revenue asked for and the residual risk. It stays there until all of them are settled.',
    ]);
    expect(of(['revenueGbp', 2_000_000])[0]).to.deep.equal(['c0']);
    expect(of(['revenueGbp', 20_000_000], ['residualRisk', 20])[0]).to.deep.equal(['c0']);
  });

  it('the sum of linked money is exact, and the same in whatever order', () => {
    fc.assert(
      fc.property(linked, fc.nat(), (all, by) => {
        const turned = [
          ...all.slice(by % (all.length + 1)),
          ...all.slice(0, by % (all.length + 1)),
        ].reverse();
        const [sum, other] = [addMoney(SMALL, all), addMoney(SMALL, turned)];
        expect(sum).to.deep.equal(other);
        for (const fact of MONEY) {
          const pennies = all.reduce((total, each) => total + BigInt(Math.round(each[fact] * 100)), 0n);
          expect(BigInt(Math.round((sum[fact] ?? 0) * 100))).to.equal(BigInt(SMALL[fact] * 100) + pennies);
        }
      }),
    );
  });

  it('nobody settles their own claim alone', () => {
    always((before, decision, now, by) => {
      if (!decision.accepted || by === null) return;
      for (const event of news(before, now)) {
        if (event.type !== 'challenge-settled') continue;
        const { owner, editors, claims } = stateOf(before);
        const made = claims.challenges.find(({ id }) => id === event.data.challenge);
        const { how } = event.data;
        if (how === 'accepted') expect(by.id).to.equal(owner);
        if (how === 'withdrawn') expect(by.id).to.equal(made?.by);
        if (how === 'upheld' || how === 'dismissed')
          expect([owner, ...editors, made?.by, claims.asserted[event.data.fact]?.by]).not.to.include(by.id);
      }
    });
  });

  it('what lowers the level of a gate to come is always listed', () => {
    always((before, decision, now) => {
      const [was, is] = [stateOf(before), stateOf(now)];
      if (!decision.accepted || was.status === 'draft') return;
      const told = news(before, now);
      if (!told.some(({ type }) => type === 'initiative-edited' || type === 'challenge-settled')) return;
      const level = (state: typeof was, stage: (typeof STAGES)[number]) =>
        judge(
          WORLD.policy,
          {
            asserted: state.facts,
            linked: [],
            challenges: state.claims.challenges.map((each) => ({ ...each, challenge: each.id })),
          },
          { stage, scope: state.scope },
        );
      const lowered = STAGES.slice(STAGES.indexOf(was.stage)).filter((stage) => {
        const [from, to] = [level(was, stage), level(is, stage)];
        return from.ok && to.ok && isAbove(from.value.level, to.value.level);
      });
      const listed = told.flatMap((event) => (event.type === 'level-lowered' ? event.data.levels : []));
      expect(listed.map(({ stage }) => stage)).to.deep.equal(lowered);
    });
  });

  it('who confirmed a fact is never its owner, nor who asserted it', () => {
    always((_, __, now) => {
      const { claims, owner } = stateOf(now);
      for (const { by, facts } of claims.confirmed) {
        expect(by).not.to.equal(owner);
        for (const fact of facts) expect(claims.asserted[fact]?.by).not.to.equal(by);
      }
    });
  });
});
