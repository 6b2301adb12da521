import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Facts } from '../../domain/facts.ts';
import { isAbove, type Level } from '../../domain/level.ts';
import { homeLevel } from '../../domain/policy/home-level.ts';
import { outcome } from '../../domain/policy/policy.ts';
import type { Referral } from '../../domain/policy/routing-table.ts';
import { STAGES, type Stage } from '../../domain/stage.ts';
import { sharedPath } from '../support/shared.ts';
import { policyOf, SHIPPED_XML } from '../support/shipped-policy.ts';

interface Expected {
  readonly level: Level;
  readonly escalatedFrom: Level | null;
  readonly deciding: readonly string[];
  readonly referTo: readonly Referral[];
}

interface Case {
  readonly slug: string;
  readonly facts: Facts;
  readonly expected: { readonly scope: Level } & Readonly<Record<Stage, Expected>>;
}

const folder = sharedPath('cases');

describe('the twelve initiatives', () => {
  if (folder === null) {
    it('are not there: the shared folder is not beside the project, so nothing was compared', () => {
      console.log(
        '      The example initiatives are not there (REMIT_SHARED says where): nothing was compared.',
      );
      expect(folder).to.equal(null);
    });
    return;
  }
  const cases = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case);

  it('are twelve', () => {
    expect(cases).to.have.length(12);
  });

  for (const { slug, facts, expected } of cases) {
    it(`${slug} is sent where it belongs at every stage`, async () => {
      const policy = await policyOf(SHIPPED_XML);
      for (const stage of STAGES) {
        const found = outcome(policy, { ...facts, stage, scope: expected.scope });
        if (!found.ok) throw new Error(JSON.stringify(found.error));
        const { level, deciding, referTo } = found.value;
        const home = homeLevel(expected.scope);
        const { escalatedFrom, ...wanted } = expected[stage];
        expect({ level, deciding, referTo }, stage).to.deep.equal({
          level: wanted.level,
          deciding: wanted.deciding,
          referTo: wanted.referTo,
        });
        expect(isAbove(level, home) ? home : null, stage).to.equal(escalatedFrom);
      }
    });
  }
});
