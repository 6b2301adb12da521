import { evaluate } from '../../domain/policy/policy.ts';
import { compareVerdict } from '../../domain/policy/replay/compare.ts';
import type { ReceiptToAskAgain } from '../../domain/policy/replay/past-verdict.ts';
import { subject } from '../engines/subject.ts';
import { median, quantile } from '../lockstep.ts';
import type { Line } from '../table.ts';

/** Stored receipts asked again, without the database: what a replay does with each verdict once it is read. */
export async function measureReplay({
  rounds,
  facts: count,
}: {
  readonly rounds: number;
  readonly facts: number;
}): Promise<readonly Line[]> {
  const { policy, facts } = await subject(count);
  const receipts = facts.map((each): ReceiptToAskAgain => {
    const verdict = evaluate(policy, each);
    if (!verdict.ok) throw new Error(verdict.error.map(({ detail }) => detail).join('; '));
    return JSON.parse(JSON.stringify(verdict.value.receipt)) as ReceiptToAskAgain;
  });
  const perSecond: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const began = performance.now();
    for (const receipt of receipts) {
      const compared = compareVerdict(policy, receipt);
      if (!compared.ok || compared.value.from !== compared.value.to)
        throw new Error('A policy differs from itself');
    }
    perSecond.push((receipts.length / (performance.now() - began)) * 1_000);
  }
  // The first round warms up.
  const [, ...others] = perSecond;
  return [
    {
      measure: 'verdicts replayed, once they are read',
      remit: `${median(others).toFixed(0)}/s`,
      spread: `${quantile(others, 0.25).toFixed(0)}–${quantile(others, 0.75).toFixed(0)}/s`,
      rounds: String(rounds),
      atOnce: '1',
    },
  ];
}
