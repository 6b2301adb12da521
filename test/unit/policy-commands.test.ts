import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { StartProblem } from '../../cli/embedded/start-problem.ts';
import { diffPolicies } from '../../cli/policy/diff-policies.ts';
import { evaluateFacts, explainVerdict } from '../../cli/policy/evaluate-facts.ts';
import type { PolicyVerdict } from '../../domain/policy/policy.ts';
import { factsWith } from '../support/plain-facts.ts';
import { SHIPPED_XML, withCell, withoutRule } from '../support/shipped-policy.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

/** More capital is decided by the region, and nothing else is otherwise. */
const WIDER = withCell(SHIPPED_XML, 'S-12', 'capitalGbp', '&gt; 30000000').replace(
  '(1000000..25000000]',
  '(1000000..30000000]',
);

describe('remit policy', () => {
  let folder: ReturnType<typeof makeTempFolder>;
  let lines: string[];
  const say = (line: string): void => void lines.push(line);

  beforeEach(() => {
    folder = makeTempFolder('policy');
    lines = [];
  });

  afterEach(() => folder.remove());

  function fileOf(name: string, content: unknown): string {
    const path = join(folder.path, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  const refusalOf = async (asked: Promise<number>): Promise<string> =>
    asked.then(
      (code) => expect.fail(`it ended with ${code}`),
      (error: unknown) => {
        expect(error).to.be.instanceOf(StartProblem);
        return (error as StartProblem).message;
      },
    );

  describe('diff', () => {
    it('says of one policy what it means differently from the shipped one, with facts that show it', async () => {
      expect(await diffPolicies([fileOf('wider.dmn', WIDER), undefined], {}, say)).to.equal(1);
      expect(lines[1]).to.match(
        /^Decided at national \(S-12\) before, and at region \(S-11\) now, because of S-12, .*the capital asked for is over £25,000,000 up to £30,000,000/,
      );
      const example = JSON.parse(lines[2]!.slice('  for example '.length)) as object;
      expect(example).to.include({ stage: 'develop-plan', capitalGbp: 25_000_001 });
      expect(lines.at(-1)).to.equal('1 difference.');
    });

    it('says of two which is before, and ends with 0 where they mean the same', async () => {
      const [wider, shipped] = [fileOf('wider.dmn', WIDER), fileOf('shipped.dmn', SHIPPED_XML)];
      expect(await diffPolicies([wider, shipped], { json: true }, say)).to.equal(1);
      const { differences } = JSON.parse(lines.join('\n')) as {
        differences: { change: unknown; rule: string }[];
      };
      expect(differences.map(({ change, rule }) => ({ change, rule }))).to.deep.equal([
        { change: { kind: 'level', from: 'region', to: 'national' }, rule: 'S-12' },
      ]);
      expect(await diffPolicies([wider, wider], {}, say)).to.equal(0);
      expect(lines.at(-1)).to.contain('mean the same for every fact');
    });

    it('says where nothing matches any more, and what is no longer asked for', async () => {
      const without = fileOf('without.dmn', withoutRule(withoutRule(SHIPPED_XML, 'S-01'), 'S-19'));
      expect(await diffPolicies([without, undefined], {}, say)).to.equal(1);
      const all = lines.join('\n');
      expect(all).to.contain('Decided at place (S-01) before, and no rule matches now, because of S-01');
      expect(all).to.contain(
        'It no longer asks for the notice to secretary-of-state (S-19), because of S-19',
      );
    });

    it('says of values that only one allows that they are not compared', async () => {
      const fewer = SHIPPED_XML.replaceAll(
        '1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25',
        '1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20',
      );
      expect(await diffPolicies([fileOf('fewer.dmn', fewer), undefined], {}, say)).to.equal(1);
      expect(lines[0]).to.match(/^residualRisk may be 1, .*, 25 before, and 1, .*, 20 after/);
    });

    it('says what is wrong in a policy that cannot be used', async () => {
      const broken = fileOf('broken.dmn', withCell(SHIPPED_XML, 'S-22', 'residualRisk', '7'));
      expect(await refusalOf(diffPolicies([broken, undefined], {}, say))).to.contain(
        'rule S-22, cell residualRisk',
      );
    });
  });

  describe('evaluate', () => {
    it('prints the verdict with its receipt', async () => {
      const facts = fileOf('facts.json', factsWith({ scope: 'system', capitalGbp: 1_400_000 }));
      expect(await evaluateFacts(facts, {}, say)).to.equal(0);
      const verdict = JSON.parse(lines.join('\n')) as PolicyVerdict;
      expect(verdict).to.deep.include({ level: 'region', deciding: ['S-11'] });
      expect(verdict.receipt.rules).to.have.length(27);
    });

    it('takes the policy that is named', async () => {
      const facts = fileOf('facts.json', factsWith({ scope: 'region', capitalGbp: 28_000_000 }));
      expect(await evaluateFacts(facts, { policy: fileOf('wider.dmn', WIDER) }, say)).to.equal(0);
      expect((JSON.parse(lines.join('\n')) as PolicyVerdict).level).to.equal('region');
    });

    it('names each fact that cannot be used, and what is no JSON', async () => {
      expect(
        await evaluateFacts(fileOf('facts.json', { ...factsWith({}), residualRisk: 7 }), {}, say),
      ).to.equal(2);
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(/^no verdict: residualRisk \(allowed\): /);
      expect(await refusalOf(evaluateFacts(fileOf('facts.txt', 'revenue: 5'), {}, say))).to.contain(
        'is not JSON',
      );
    });
  });

  describe('explain', () => {
    it('tells of facts why, what would keep it more local and what would raise it', async () => {
      const facts = fileOf('facts.json', factsWith({ scope: 'system', capitalGbp: 1_400_000 }));
      expect(await explainVerdict(facts, {}, say)).to.equal(0);
      expect(lines).to.deep.equal([
        'Decided by the region because the capital asked for, £1,400,000, is over £1,000,000 (S-11).',
        'At £1,000,000 or less it would stay with the system.',
        'It would go up to the national body if the capital asked for were over £25,000,000.',
      ]);
    });

    it('says of a receipt that it gives itself, under the policy that it names', async () => {
      const facts = fileOf('facts.json', factsWith({ scope: 'system', capitalGbp: 1_400_000 }));
      await evaluateFacts(facts, {}, say);
      const stored = fileOf('verdict.json', lines.join('\n'));
      lines = [];
      expect(await explainVerdict(stored, {}, say)).to.equal(0);
      expect(lines.at(-1)).to.match(
        /^Evaluated again under policy 1 \(SHA-256 [0-9a-f]{64}\), the receipt gives itself\.$/,
      );
    });

    it('says of one that was written over where it is otherwise, and of one of another policy that it is', async () => {
      await evaluateFacts(fileOf('facts.json', factsWith({ capitalGbp: 60_000 })), {}, say);
      const { receipt } = JSON.parse(lines.join('\n')) as PolicyVerdict;
      lines = [];
      expect(
        await explainVerdict(fileOf('forged.json', { ...receipt, level: 'national' }), {}, say),
      ).to.equal(1);
      expect(lines.at(-1)).to.contain('does not give itself: level is otherwise');
      const other = { policy: fileOf('wider.dmn', WIDER) };
      expect(await explainVerdict(fileOf('receipt.json', receipt), other, say)).to.equal(2);
      expect(lines.at(-1)).to.match(/^no verdict: policy \(same-policy\): The receipt is of policy 1/);
    });
  });
});
