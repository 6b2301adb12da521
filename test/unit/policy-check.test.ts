import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { StartProblem } from '../../cli/embedded/start-problem.ts';
import { checkPolicy } from '../../cli/policy/check-policy.ts';
import { SHIPPED_XML, withCell, withoutRule } from '../support/shipped-policy.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

async function check(xml: string | null, json = false): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  if (xml === null) return { code: await checkPolicy(undefined, { json }, say), lines };
  const folder = makeTempFolder('policy');
  const file = join(folder.path, 'policy.dmn');
  writeFileSync(file, xml);
  const code = await checkPolicy(file, { json }, say).finally(() => folder.remove());
  return { code, lines };
}

describe('remit policy check', () => {
  it('finds nothing in the shipped policy, and says how long it took', async () => {
    const { code, lines } = await check(null);
    expect(code).to.equal(0);
    expect(lines[0]).to.match(/^Subsidiarity policy, version 1: 27 rules over 12 facts, .* in \d+ ms\.$/);
    expect(lines.at(-1)).to.equal('0 errors, 0 warnings, 0 notes.');
  });

  it('says a gap with facts that can be tried, and ends with 1', async () => {
    const { code, lines } = await check(withoutRule(SHIPPED_XML, 'S-01'));
    expect(code).to.equal(1);
    expect(lines.filter((line) => line.startsWith('error: gap: No rule matches when'))).to.not.be.empty;
    const example = lines.find((line) => line.startsWith('  for example '))!.slice('  for example '.length);
    expect(JSON.parse(example)).to.include({ scope: 'place', revenueGbp: 0 });
  });

  it('says the same as one JSON document', async () => {
    const { code, lines } = await check(withCell(SHIPPED_XML, 'S-12', 'capitalGbp', '&gt; 40000000'), true);
    expect(code).to.equal(1);
    const { policy, findings, unanswered } = JSON.parse(lines.join('\n')) as {
      policy: { version: string };
      findings: { kind: string; beside: unknown }[];
      unanswered: unknown[];
    };
    expect(policy.version).to.equal('1');
    expect(findings.map(({ kind }) => kind)).to.deep.equal(['more-local-higher', 'threshold']);
    expect(findings[0]?.beside).to.include({ capitalGbp: 25_000_001 });
    expect(unanswered).to.deep.equal([]);
  });

  it('names table, rule and cell of what cannot be read, and ends with 2', async () => {
    const { code, lines } = await check(withCell(SHIPPED_XML, 'S-22', 'residualRisk', '7'));
    expect(code).to.equal(2);
    expect(lines[0]).to.match(/^not read: table [^,]+, rule S-22, cell residualRisk: "7" has a value/);
    expect((await check('<nothing/>', true)).lines.join('')).to.include('"problems"');
  });

  it('says which file is not there', async () => {
    const tried = await checkPolicy('/nowhere/policy.dmn', {}, () => undefined).catch(
      (error: unknown) => error,
    );
    expect(tried).to.be.instanceOf(StartProblem);
    expect((tried as StartProblem).sentence).to.match(/^\/nowhere\/policy\.dmn cannot be read: ENOENT/);
  });
});
