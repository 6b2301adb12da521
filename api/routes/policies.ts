import { z } from 'zod';
import { explain, whatWouldRaise } from '../../domain/policy/plain-english.ts';
import { evaluate, type PolicyVerdict } from '../../domain/policy/policy.ts';
import { refusal } from '../../domain/refusal.ts';
import { listPolicies, policySource } from '../../store/policies.ts';
import { refused } from '../change.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { evaluated, evaluation, policyVersions } from '../schemas/policy.ts';
import type { Services } from '../services.ts';

const version = z.object({ version: z.string().max(50) });

/** The rules of who decides: to read, and to try with facts, which changes nothing. */
export function policyRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/policies',
      id: 'listPolicies',
      action: 'policy.read',
      tag: 'Policies',
      summary: 'Every version of the subsidiarity policy and of the gate rules',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The versions', schema: policyVersions } },
      problems: [],
      handle: async () => answer(200, { items: await listPolicies(services.database) }),
    }),
    route({
      method: 'get',
      path: '/v1/policies/{version}',
      id: 'getPolicy',
      action: 'policy.read',
      tag: 'Policies',
      summary: 'A version of the subsidiarity policy, as DMN',
      params: version,
      query: nothing,
      body: undefined,
      answers: {
        200: { description: 'The document', schema: z.object({ version: z.string(), dmn: z.string() }) },
      },
      problems: [404],
      handle: async ({ params }) => {
        const dmn = await policySource(services.database, 'subsidiarity', params.version);
        return dmn === null ? unknown(params.version) : answer(200, { version: params.version, dmn });
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
            const known = await policySource(services.database, 'subsidiarity', body.version);
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
  return refused(refusal('not-found', `There is no version ${version} of the subsidiarity policy.`));
}
