import { expect } from 'chai';
import { DmnModdle, type ModdleElement } from 'dmn-moddle';
import { compareRuleIds } from '../../domain/policy/compile-table.ts';
import { policyOf, replaceOnce, SHIPPED_XML, withCell, withoutRule } from '../support/shipped-policy.ts';

describe('the shipped subsidiarity policy', () => {
  it('has a name, a version and a hash, and 27 rules over twelve facts', async () => {
    const policy = await policyOf(SHIPPED_XML);
    expect(policy.name).to.equal('Subsidiarity policy');
    expect(policy.version).to.equal('1');
    expect(policy.hash).to.match(/^[0-9a-f]{64}$/);
    expect(policy.table.inputs).to.have.length(12);
    expect(policy.table.rules.map(({ id }) => id)).to.deep.equal(
      Array.from({ length: 27 }, (_, n) => `S-${String(n + 1).padStart(2, '0')}`),
    );
  });

  it('gives each rule its reason and its source', async () => {
    const { table } = await policyOf(SHIPPED_XML);
    expect(table.annotations).to.deep.equal(['Reason', 'Source']);
    for (const rule of table.rules)
      for (const text of rule.annotations) expect(text, rule.id).to.not.equal('');
    expect(table.rules[14]?.annotations[1]).to.equal('Managing Public Money');
  });

  it('is plain data that nobody can change', async () => {
    const { table } = await policyOf(SHIPPED_XML);
    for (const part of [
      table,
      table.inputs,
      table.inputs[0],
      table.outputs,
      table.rules,
      table.rules[0],
      table.rules[0]?.inputs,
    ]) {
      expect(Object.isFrozen(part)).to.equal(true);
    }
    expect(JSON.parse(JSON.stringify(table))).to.deep.equal(table);
  });

  it('opens in a modeller: read without a warning, every shape and edge drawn of something', async () => {
    const { rootElement, warnings } = await new DmnModdle().fromXML(SHIPPED_XML);
    expect(warnings).to.be.empty;
    const drawn: readonly ModdleElement[] = rootElement.dmnDI?.diagrams?.[0]?.diagramElements ?? [];
    expect(drawn).to.have.length(25);
    const ids = drawn.map((element) => element.dmnElementRef?.id);
    expect(ids).to.not.include(undefined);
    expect(ids).to.include(rootElement.drgElement?.find(({ $type }) => $type === 'dmn:Decision')?.id);
  });

  it('has the same hash whatever the line ends and the byte order mark, and another for another amount', async () => {
    const { hash } = await policyOf(SHIPPED_XML);
    expect((await policyOf(`\uFEFF${SHIPPED_XML.replaceAll('\n', '\r\n')}`)).hash).to.equal(hash);
    expect((await policyOf(withCell(SHIPPED_XML, 'S-08', 'revenueGbp', '&gt; 10000001'))).hash).to.not.equal(
      hash,
    );
  });

  it('is read in order of id, whatever the order of its rows', async () => {
    const row = /<rule id="S-01">[\s\S]*?<\/rule>/.exec(SHIPPED_XML)?.[0] ?? '';
    const moved = replaceOnce(withoutRule(SHIPPED_XML, 'S-01'), '</decisionTable>', `${row}</decisionTable>`);
    const { routing } = await policyOf(moved);
    expect(routing.rules[0]?.id).to.equal('S-01');
    expect(['S-10', 'S-2', 'A-3', 'S-2a', 'S'].sort(compareRuleIds)).to.deep.equal([
      'A-3',
      'S',
      'S-2',
      'S-10',
      'S-2a',
    ]);
  });
});
