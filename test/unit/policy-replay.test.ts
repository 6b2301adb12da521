import { expect } from 'chai';
import type { Happened } from '../../domain/initiative/events.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { compareVerdict } from '../../domain/policy/replay/compare.ts';
import { replayVerdicts } from '../../domain/policy/replay/difference.ts';
import {
  TOLD_FOR_VERDICTS,
  verdictsOf,
  type PastVerdict,
  type ToldForVerdicts,
} from '../../domain/policy/replay/past-verdict.ts';
import { outOfReachAt } from '../../domain/policy/replay/quorums.ts';
import { reportOf, type ReplayReport } from '../../domain/policy/replay/report.ts';
import { Seating } from '../../domain/policy/replay/seats-at.ts';
import { tallyOf } from '../../domain/policy/replay/tally.ts';
import { BIRMINGHAM, MAP } from '../support/bodies.ts';
import { did, given, ID, RULES, type Past } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import { DRAFT_XML } from '../support/replay-draft.ts';
import { policyOf, SHIPPED_XML, withCell } from '../support/shipped-policy.ts';
import { agreed, opened, OWNER, withdrawing } from '../support/stories.ts';

const NURSE = approverOf(BIRMINGHAM, 'registered-nurse');
const DOCTOR = approverOf(BIRMINGHAM, 'doctor');

function told(...past: readonly Past[]): readonly PastVerdict[] {
  const { happened } = given(...past).moment;
  return verdictsOf(ID, toldOf(happened));
}

/** Events as the store gives them to a replay: those of some types, a few fields of their data. */
const toldOf = (events: readonly Happened[]) =>
  events
    .filter(({ type }) => TOLD_FOR_VERDICTS.some((told) => told === type))
    .map(({ n, at, type, data }) => ({ ...data, n, at, type }) as unknown as ToldForVerdicts);

describe('a policy replayed over a history', () => {
  let draft: Policy;

  before(async () => {
    draft = await policyOf(DRAFT_XML);
  });

  function replayed(verdicts: readonly PastVerdict[], people = [NURSE, DOCTOR]): ReplayReport {
    const all = replayVerdicts(draft, verdicts, new Seating(() => RULES), { mapAt: () => MAP, today: MAP });
    return reportOf(
      draft,
      null,
      tallyOf(all, (seats) => outOfReachAt(seats, people, MAP)),
    );
  }

  it('reads a verdict from each gate that opened, with what stood then, and knows which gate is open', () => {
    const [verdict, ...others] = told(opened({ facts: { capitalGbp: 1_500_000 } }));
    expect(others).to.deep.equal([]);
    expect(verdict).to.deep.include({
      stage: 'develop-plan',
      round: 1,
      opened: true,
      underWay: true,
      home: 'place',
      lead: BIRMINGHAM,
      affected: [BIRMINGHAM],
      owner: OWNER.id,
      ownerProfession: 'manager',
    });
    expect(verdict?.receipt).to.include({ level: 'region' });
    expect(told(opened(), agreed).map(({ underWay }) => underWay)).to.deep.equal([false]);
    expect(told(opened(), did(OWNER, withdrawing)).map(({ underWay }) => underWay)).to.deep.equal([false]);
  });

  it('reads a verdict that was taken again as one of the same gate, which makes no tasks anew', () => {
    const { happened } = given(opened()).moment;
    const gate = happened.find((event) => event.type === 'gate-opened');
    const again = { ...gate!.data, type: 'verdict-retaken', n: 99, at: '2026-11-03T09:00:00.000Z' };
    const all = verdictsOf(ID, [...toldOf(happened), again as unknown as ToldForVerdicts]);
    expect(all.map(({ n, opened, underWay }) => [n, opened, underWay])).to.deep.equal([
      [gate!.n, true, false],
      [99, false, true],
    ]);
  });

  it('says which verdict flips, by which rules, and whose queues change', () => {
    const { outcomes, examples, rules, queues, locality } = replayed(
      told(opened({ facts: { capitalGbp: 1_500_000 } })),
    );
    expect(outcomes).to.deep.equal({
      same: 0,
      'more-local': 1,
      higher: 0,
      referrals: 0,
      'cannot-be-said': 0,
    });
    expect(examples[0]).to.deep.include({
      initiative: ID,
      what: 'more-local',
      from: 'region',
      to: 'system',
      policy: '1',
      bodies: ['Y60'],
      bodiesAfter: ['QHL'],
      decided: ['S-11'],
      deciding: ['S-10'],
      underWay: true,
    });
    expect(rules).to.deep.equal([
      { of: 'after', policy: 'draft-2', rule: 'S-10', moreLocal: 1, higher: 0 },
      { of: 'before', policy: '1', rule: 'S-11', moreLocal: 1, higher: 0 },
    ]);
    // Two approvals go from the region. To the ICS come two, one of them the signature that it had to give before.
    const changes = queues.map(({ body, then, now }) => [body, then, now]);
    expect(changes).to.deep.equal([
      ['QHL', { came: 1, went: 0 }, { came: 1, went: 0 }],
      ['Y60', { came: 0, went: 2 }, { came: 0, went: 2 }],
    ]);
    expect(locality).to.include({ perVerdict: 1, meanBefore: 2, meanAfter: 1, moreLocal: 1 });
  });

  it('says which quorum nobody who is registered could meet where a gate would be', () => {
    const [quorum, ...more] = replayed(told(opened({ facts: { capitalGbp: 1_500_000 } }))).quorums;
    expect(more).to.deep.equal([]);
    expect(quorum).to.deep.include({ level: 'system', bodies: ['QHL'], gates: 1, underWay: 1, before: 1 });
    expect(quorum?.missing[0]?.wayOut).to.contain('Register');
    const both = ['doctor', 'registered-nurse'].flatMap((profession) => [approverOf('QHL', profession)]);
    const signing = {
      ...approverOf('QHL', 'manager', 'signing'),
      roles: [{ role: 'signatory' as const, body: 'QHL' }],
    };
    expect(
      replayed(told(opened({ facts: { capitalGbp: 1_500_000 } })), [...both, signing]).quorums,
    ).to.deep.equal([]);
  });

  it('never takes for the same what cannot be said', () => {
    const { outcomes, cannotBeSaid, examples, locality } = replayed(
      told(opened({ facts: { residualRisk: 25 } })),
    );
    expect(outcomes).to.include({ same: 0, 'cannot-be-said': 1 });
    expect(cannotBeSaid).to.deep.equal([{ fact: 'residualRisk', rule: 'allowed', verdicts: 1 }]);
    expect(examples[0]?.why).to.contain('residualRisk is 25');
    expect(locality).to.include({ verdicts: 0, perVerdict: 0 });
  });

  it('cannot say it either where a fact is missing, no rule matches, or the receipt is none', async () => {
    const [verdict] = told(opened());
    const { receipt } = verdict!;
    const { residualRisk: _, ...fewer } = receipt.facts;
    const rules = (result: ReturnType<typeof compareVerdict>) =>
      result.ok ? 'said' : result.error.map(({ fact, rule }) => `${fact} ${rule}`).join();
    expect(rules(compareVerdict(draft, { ...receipt, facts: fewer as typeof receipt.facts }))).to.equal(
      'residualRisk required',
    );
    const narrow = await policyOf(withCell(SHIPPED_XML, 'S-01', 'residualRisk', '&lt; 3'));
    expect(rules(compareVerdict(narrow, receipt))).to.equal('facts no-rule-matches');
    const spoilt = [
      {},
      { ...receipt, facts: null },
      { ...receipt, level: 'ward' },
      { ...receipt, basis: { asserted: {} } },
      null,
    ];
    for (const each of spoilt)
      expect(rules(compareVerdict(draft, each as unknown as typeof receipt))).to.equal('facts unreadable');
  });
});
