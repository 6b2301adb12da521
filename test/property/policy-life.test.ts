import fc from 'fast-check';
import { expect } from 'chai';
import { sha256, uuidFrom } from '../../domain/log/hash.ts';
import type { Person } from '../../domain/person.ts';
import { callOff, putInForce, putOnTrial, retire } from '../../domain/policy-life/change-life.ts';
import { draftPolicy, replaceDraft } from '../../domain/policy-life/draft-policy.ts';
import {
  evolvePolicy,
  inForceAt,
  stateAt,
  type PolicyEvent,
  type PolicyLife,
} from '../../domain/policy-life/life.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { ok, type Result } from '../../domain/result.ts';

const PEOPLE: readonly Person[] = ['Ann', 'Bob', 'Cem'].map((name) => ({
  id: uuidFrom('person', name),
  profession: 'manager',
  roles: [{ role: 'board', body: 'national' }],
}));
const VERSIONS = ['2', '3', '4'];
const HOUR = 3_600_000;
const START = Date.parse('2026-11-02T09:00:00.000Z');
const at = (hour: number) => new Date(START + hour * HOUR).toISOString();
const dayOf = (instant: string) => instant.slice(0, 10);

/** The one that was installed, which nobody approved. */
const INSTALLED: PolicyLife = {
  version: '1',
  hash: sha256('1'),
  name: 'Installed',
  state: 'in-force',
  authors: [],
  drafted: null,
  trial: null,
  inForceFrom: at(-1000),
  putInForce: null,
  retired: null,
  revision: 1,
};

/** Something that somebody tries: right or wrong, of whatever version, an hour or some days after the one before. */
const tries = fc.array(
  fc.record({
    what: fc.constantFrom('draft', 'replace', 'trial', 'put', 'put', 'call-off', 'retire'),
    version: fc.constantFrom(...VERSIONS),
    text: fc.integer({ min: 0, max: 3 }),
    who: fc.integer({ min: 0, max: 2 }),
    approvers: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 2 }),
    days: fc.integer({ min: -1, max: 4 }),
    hours: fc.integer({ min: 0, max: 40 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('a policy’s life, whatever anybody tries', () => {
  it('has one policy in force at every instant, which others than its authors approved, and texts that stand', () => {
    fc.assert(
      fc.property(tries, (all) => {
        let lives: readonly PolicyLife[] = [INSTALLED];
        const approvedTexts = new Set([INSTALLED.hash]);
        const wasTried = new Map<string, string>();
        let hour = 0;
        for (const { what, version, text, who, approvers, days, hours } of all) {
          hour += hours;
          const [now, by] = [at(hour), PEOPLE[who]!];
          const known = lives.find((each) => each.version === version) ?? null;
          const read = ok({ version, name: 'Made up', hash: sha256(`${version} ${text}`) });
          const policies = { all: lives, now, by };
          const decide = (): Result<readonly PolicyEvent[], Refusal> => {
            switch (what) {
              case 'draft':
                return draftPolicy({ dmn: `${text}`, read }, known, by);
              case 'replace': {
                const seen = { revision: known?.revision ?? 1, isUnderWay: text === 3 };
                return replaceDraft(version, { dmn: `${text}`, read }, known, seen, by);
              }
              case 'trial':
                return putOnTrial(version, policies);
              case 'call-off':
                return callOff(version, policies);
              case 'retire':
                return retire(version, policies);
              case 'put': {
                const day = dayOf(at(hour + days * 24));
                const approval = ok({
                  initiative: uuidFrom('initiative', version),
                  gate: uuidFrom('gate', version),
                  approvers: approvers.map((each) => PEOPLE[each]!.id),
                  editors: [],
                });
                const from = { day, begins: `${day}T00:00:00.000Z` };
                return putInForce(version, { from, today: dayOf(now), approval, lockOut: null }, policies);
              }
            }
          };
          const decision = decide();
          for (const event of decision.ok ? decision.value : []) {
            const after = evolvePolicy(known, event, { by: by.id, at: now });
            if (event.type === 'policy-in-force') {
              approvedTexts.add(after.hash);
              expect(after.authors, 'who wrote it').not.to.include(by.id);
              for (const each of approvers) expect(after.authors).not.to.include(PEOPLE[each]!.id);
              expect(event.data.from >= now, 'not in the past').to.equal(true);
            }
            if (event.type === 'policy-on-trial') wasTried.set(version, after.hash);
            lives = [...lives.filter((each) => each.version !== version), after];
          }
          for (const later of [0, 1, 24, 48, 120]) {
            const then = at(hour + later);
            const inForce = lives.filter((each) => stateAt(each, lives, then) === 'in-force');
            expect(inForce, then).to.have.lengthOf(1);
            expect(inForce[0]).to.equal(inForceAt(lives, then));
            expect(approvedTexts).to.include(inForce[0]!.hash);
          }
          for (const [tried, hash] of wasTried)
            expect(lives.find((each) => each.version === tried)?.hash).to.equal(hash);
        }
      }),
      { numRuns: 150 },
    );
  });
});
