import { noSuchVersion } from '../../domain/policy-life/draft-policy.ts';
import { policySource } from '../../store/policies.ts';
import { ifMatch } from '../commands.ts';
import { Analyses } from '../policies/analyses.ts';
import { draftFrom, forceFrom, replaceBy, stepOf, STEPS } from '../policies/keep-policy.ts';
import { problemOf, ProblemError } from '../problem.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import {
  policyAnalysis,
  policyParams,
  policyText,
  policyWithText,
  puttingInForce,
} from '../schemas/policy.ts';
import type { Services } from '../services.ts';

const POLICY_ANSWER = { description: 'The version as it is now, with an ETag', schema: policyWithText };

/** A policy's life: drafted, on trial, in force from a day by approval of the national body, retired by the next one. */
export function policyLifeRoutes(services: Services): readonly Route[] {
  const { policyReader, sql } = services;
  const analyses = new Analyses(policyReader);
  return [
    route({
      method: 'post',
      path: '/v1/policies',
      id: 'draftPolicy',
      action: 'policy.draft',
      tag: 'Policies',
      summary: 'Draft a version of the subsidiarity policy, as DMN',
      description:
        'It routes nothing. What keeps it from being a policy that gates could be routed by is named with table, rule and cell. ' +
        'Whoever writes a text of a version does not decide whether it is put in force.',
      params: nothing,
      query: nothing,
      body: policyText,
      answers: { 201: { ...POLICY_ANSWER, description: 'The draft; its address is in `Location`' } },
      problems: [403, 409, 422],
      handle: async ({ body: { dmn }, readPerson, ...asking }) => {
        await readPerson();
        return draftFrom(services, asking, dmn);
      },
    }),
    route({
      method: 'put',
      path: '/v1/policies/{version}',
      id: 'replaceDraftPolicy',
      action: 'policy.draft',
      tag: 'Policies',
      summary: 'Replace a draft by another text of the same version',
      description:
        'What was ever on trial or in force is never changed, nor what an initiative under way asks to put in force.',
      params: policyParams,
      query: nothing,
      body: policyText,
      ifMatch: true,
      answers: { 200: POLICY_ANSWER },
      problems: [403, 404, 409, 412, 422, 428],
      handle: async ({ params: { version }, body: { dmn }, readPerson, ...asking }) => {
        await readPerson();
        return replaceBy(services, asking, { version, dmn, revision: ifMatch(asking.request) });
      },
    }),
    route({
      method: 'post',
      path: '/v1/policies/{version}/check',
      id: 'checkPolicy',
      action: 'policy.check',
      tag: 'Policies',
      summary:
        'Analyse a version before it is used: gaps, rules that never decide, where less leads higher, and whether it locks out',
      description:
        'Exact, over everything that the facts can be; nothing is changed. What a table is too large for is left unanswered, by name.',
      params: policyParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'What was found', schema: policyAnalysis } },
      problems: [403, 404, 422],
      handle: async ({ params: { version }, readPerson }) => {
        await readPerson();
        const dmn = await policySource(sql, 'subsidiarity', version);
        if (dmn === null) throw new ProblemError(problemOf(noSuchVersion(version)));
        return answer(200, await analyses.of(dmn));
      },
    }),
    ...BY_NAME.map(({ name, id, summary, description }) =>
      route({
        method: 'post',
        path: `/v1/policies/{version}/${name}`,
        id,
        action: STEPS[name].action,
        tag: 'Policies',
        summary,
        description,
        params: policyParams,
        query: nothing,
        body: undefined,
        answers: { 200: POLICY_ANSWER },
        problems: [403, 404, 409],
        handle: ({ params: { version }, ...asking }) => stepOf(services, asking, version, name),
      }),
    ),
    route({
      method: 'post',
      path: '/v1/policies/{version}/put-in-force',
      id: 'putPolicyInForce',
      action: 'policy.put-in-force',
      tag: 'Policies',
      summary: 'Put what was on trial in force from a day, by approval of the national body',
      description:
        'The initiative names this version and the hash of this text, and its plan was approved by the national body. Whoever wrote a text of ' +
        'the version, or put it up, neither approved it nor puts it in force. Gates that are open keep the policy that they opened with.',
      params: policyParams,
      query: nothing,
      body: puttingInForce,
      answers: { 200: POLICY_ANSWER },
      problems: [403, 404, 409, 422],
      handle: async ({ params: { version }, body, readPerson, ...asking }) => {
        await readPerson();
        return forceFrom(services, asking, version, body);
      },
    }),
  ];
}

/** What is done with a version by its name alone. */
const BY_NAME: readonly {
  readonly name: keyof typeof STEPS;
  readonly id: string;
  readonly summary: string;
  readonly description: string;
}[] = [
  {
    name: 'trial',
    id: 'tryPolicy',
    summary: 'Put a draft on trial: beside the policy in force, on real work',
    description: 'Nothing is routed by it, and its text stands from now on.',
  },
  {
    name: 'call-off',
    id: 'callOffPolicy',
    summary: 'Call off, before its day, what is to be in force',
    description: 'It is on trial again, and its approval stands.',
  },
  {
    name: 'retire',
    id: 'retirePolicy',
    summary: 'Drop a draft, or what is on trial',
    description:
      'What is in force is retired by the next one alone, so that there is always one that says who decides.',
  },
];
