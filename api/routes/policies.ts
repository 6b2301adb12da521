import { explain, whatWouldRaise } from '../../domain/policy/plain-english.ts';
import { evaluate, type PolicyVerdict } from '../../domain/policy/policy.ts';
import { noSuchVersion } from '../../domain/policy-life/draft-policy.ts';
import { refusal } from '../../domain/refusal.ts';
import { policySource } from '../../store/policies.ts';
import { etag, refused } from '../change.ts';
import { presentPolicies, presentPolicy } from '../present/policies.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { evaluated, evaluation, policyParams, policyVersions, policyWithText } from '../schemas/policy.ts';
import type { Services } from '../services.ts';

/** The rules of who decides: to read, and to try with facts, which changes nothing. */
export function policyRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/policies',
      id: 'listPolicies',
      action: 'policy.read',
      tag: 'Policies',
      summary:
        'Every version of the subsidiarity policy and of the gate rules: its state, since when, and by whom',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: {
        200: { description: 'The versions, what is in force first', schema: policyVersions },
      },
      problems: [],
      handle: async () => answer(200, { items: await presentPolicies(services.sql, await services.clock()) }),
    }),
    route({
      method: 'get',
      path: '/v1/policies/{version}',
      id: 'getPolicy',
      action: 'policy.read',
      tag: 'Policies',
      summary: 'A version of the subsidiarity policy, as DMN',
      params: policyParams,
      query: nothing,
      body: undefined,
      answers: {
        200: { description: 'The version with its text, and an ETag', schema: policyWithText },
      },
      problems: [404],
      handle: async ({ params }) => {
        const found = await presentPolicy(services.sql, params.version, await services.clock());
        return found === null ? unknown(params.version) : answer(200, found, etag(found.revision));
      },
    }),
    route({
      method: 'post',
      path: '/v1/policies/evaluate',
      id: 'evaluatePolicy',
      action: 'policy.evaluate',
      tag: 'Policies',
      summary: 'Where facts would be decided, and why; nothing is changed',
      params: nothing,
      query: nothing,
      body: evaluation,
      answers: { 200: { description: 'The verdict with its receipt', schema: evaluated } },
      problems: [404, 422],
      handle: async ({ readPerson, body }) =>
        readOne(services, await readPerson(), async (sql, given) => {
          if (body.version !== undefined && body.version !== given.policy.version) {
            const known = await policySource(sql, 'subsidiarity', body.version);
            if (known === null) return unknown(body.version);
          }
          const policy =
            body.version === undefined ? given.policy : await services.world.policy(sql, body.version);
          const verdict = evaluate(policy, body.facts);
          if (verdict.ok) return answer(200, { ...verdict.value, explanation: explained(verdict.value) });
          const fields = verdict.error.map(({ fact, rule, detail }) => ({
            field: `facts.${fact}`,
            rule,
            detail,
          }));
          return refused(refusal('facts-invalid', fields.map((each) => each.detail).join(' '), { fields }));
        }),
    }),
  ];
}

const explained = ({ receipt }: PolicyVerdict): readonly string[] => [
  ...explain(receipt),
  ...whatWouldRaise(receipt),
];

function unknown(version: string) {
  return refused(noSuchVersion(version));
}
