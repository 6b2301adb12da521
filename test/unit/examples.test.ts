import { expect } from 'chai';
import type { Facts } from '../../domain/facts.ts';
import { isAbove } from '../../domain/level.ts';
import { homeLevel } from '../../domain/policy/home-level.ts';
import { outcome } from '../../domain/policy/policy.ts';
import { STAGES } from '../../domain/stage.ts';
import { readCase } from '../../cli/play/case-file.ts';
import { exampleFiles } from '../../cli/start/examples.ts';
import { policyOf, SHIPPED_XML } from '../support/shipped-policy.ts';

describe('the shipped examples', () => {
  for (const file of exampleFiles()) {
    it(`${file.split('/').at(-1) ?? file} is sent where it says, at every stage`, async () => {
      const policy = await policyOf(SHIPPED_XML);
      const read = await readCase(file);
      if (!read.ok) throw new Error(read.error);
      const { facts, expected } = read.value;
      const home = homeLevel(expected.scope);
      for (const stage of STAGES) {
        const found = outcome(policy, { ...(facts as unknown as Facts), stage, scope: expected.scope });
        if (!found.ok) throw new Error(JSON.stringify(found.error));
        const { level, deciding, referTo } = found.value;
        const { bodies: _bodies, ...wanted } = expected[stage];
        const escalatedFrom = isAbove(level, home) ? home : null;
        expect({ level, escalatedFrom, deciding, referTo }, stage).to.deep.equal(wanted);
      }
    });
  }

  it('show a place, an escalation, a regulator, and the way to the nation and back', async () => {
    const cases = await Promise.all(exampleFiles().map((file) => readCase(file)));
    const levels = cases.map((read) =>
      read.ok ? STAGES.map((stage) => read.value.expected[stage].level) : [],
    );
    expect(levels).to.deep.equal([
      ['place', 'place', 'place', 'place', 'place'],
      ['region', 'region', 'region', 'region', 'region'],
      ['national', 'system', 'national', 'system', 'system'],
      ['region', 'system', 'system', 'system', 'region'],
    ]);
  });
});
