import { instantAt } from '../../domain/calendar.ts';
import { gateId } from '../../domain/gate/gate.ts';
import { approvalOf } from '../../domain/policy-life/approval.ts';
import {
  callOff,
  putInForce,
  putOnTrial,
  retire,
  type Policies,
} from '../../domain/policy-life/change-life.ts';
import { draftPolicy, noSuchVersion, replaceDraft } from '../../domain/policy-life/draft-policy.ts';
import type { PolicyEvent } from '../../domain/policy-life/life.ts';
import type { Action } from '../../domain/authorisation.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Result } from '../../domain/result.ts';
import { isUnderWay, readPolicyLives } from '../../store/policy-life.ts';
import { policySource } from '../../store/policies.ts';
import { readGates } from '../../store/read/initiatives.ts';
import { readInitiative } from '../../store/read-initiative.ts';
import type { Sql } from '../../store/sql.ts';
import { CALENDAR } from '../../store/world.ts';
import { etag } from '../change.ts';
import { ifMatch } from '../commands.ts';
import { inRegistry, type Decided, type Registry } from '../in-registry.ts';
import type { AskedOnce } from '../once.ts';
import { Analyses } from '../policies/analyses.ts';
import { readText } from '../policies/read-text.ts';
import { presentPolicy } from '../present/policies.ts';
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
        const read = await readText(policyReader, dmn, 'read');
        return inRegistry(services, asking, 'policy.draft', async ({ manager, by, now }) => {
          const version = read.ok ? read.value.version : '';
          const known = (await readPolicyLives(manager)).find((each) => each.version === version) ?? null;
          const told = tell(manager, version, now, { Location: `/v1/policies/${version}` });
          return { result: draftPolicy({ dmn, read }, known, by), body: null, status: 201, told };
        });
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
        const revision = ifMatch(asking.request);
        const read = await readText(policyReader, dmn, 'read');
        return inRegistry(services, asking, 'policy.draft', async ({ manager, by, now }) => {
          const underWay = await isUnderWay(manager, version);
          const known = (await readPolicyLives(manager)).find((each) => each.version === version) ?? null;
          return {
            result: replaceDraft(version, { dmn, read }, known, { revision, isUnderWay: underWay }, by),
            body: null,
            status: 200,
            told: tell(manager, version, now),
          };
        });
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
    ...STEPS.map(({ name, id, action, summary, description, decide }) =>
      route({
        method: 'post',
        path: `/v1/policies/{version}/${name}`,
        id,
        action,
        tag: 'Policies',
        summary,
        description,
        params: policyParams,
        query: nothing,
        body: undefined,
        answers: { 200: POLICY_ANSWER },
        problems: [403, 404, 409],
        handle: ({ params: { version }, ...asking }) =>
          change(services, asking, action, version, (policies) => decide(version, policies)),
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
        const dmn = await policySource(sql, 'subsidiarity', version);
        if (dmn === null) throw new ProblemError(problemOf(noSuchVersion(version)));
        const read = await readText(policyReader, dmn, 'read');
        // What is kept was read when it was drafted.
        if (!read.ok) throw new Error(`Version ${version} cannot be read: ${JSON.stringify(read.error)}`);
        const { hash, lockOut } = read.value;
        return change(services, asking, 'policy.put-in-force', version, async (policies, registry) => {
          const approval = await approvalBy(registry, body.initiative, { version, hash });
          const begins = instantAt(body.from, '00:00', CALENDAR.timeZone);
          const putting = { from: { day: body.from, begins }, today: registry.today, approval, lockOut };
          return putInForce(version, putting, policies);
        });
      },
    }),
  ];
}

/** What is done with a version by its name alone. */
const STEPS: readonly {
  readonly name: string;
  readonly id: string;
  readonly action: Action;
  readonly summary: string;
  readonly description: string;
  readonly decide: (version: string, policies: Policies) => Result<readonly PolicyEvent[], Refusal>;
}[] = [
  {
    name: 'trial',
    id: 'tryPolicy',
    action: 'policy.try',
    summary: 'Put a draft on trial: beside the policy in force, on real work',
    description: 'Nothing is routed by it, and its text stands from now on.',
    decide: putOnTrial,
  },
  {
    name: 'call-off',
    id: 'callOffPolicy',
    action: 'policy.put-in-force',
    summary: 'Call off, before its day, what is to be in force',
    description: 'It is on trial again, and its approval stands.',
    decide: callOff,
  },
  {
    name: 'retire',
    id: 'retirePolicy',
    action: 'policy.retire',
    summary: 'Drop a draft, or what is on trial',
    description:
      'What is in force is retired by the next one alone, so that there is always one that says who decides.',
    decide: retire,
  },
];

/** Something done with a version under the registry's lock. */
function change(
  services: Services,
  asking: AskedOnce,
  action: Action,
  version: string,
  decide: (
    policies: Policies,
    registry: Registry,
  ) => Result<readonly PolicyEvent[], Refusal> | Promise<Result<readonly PolicyEvent[], Refusal>>,
) {
  return inRegistry(services, asking, action, async (registry) => {
    const { manager, by, now } = registry;
    const result = await decide({ all: await readPolicyLives(manager), now, by }, registry);
    return { result, body: null, status: 200, told: tell(manager, version, now) };
  });
}

async function approvalBy(
  { manager, map }: Registry,
  id: string,
  policy: { readonly version: string; readonly hash: string },
) {
  const initiative = await readInitiative(manager, id);
  const round = initiative?.stages['develop-plan'].round ?? 0;
  const gates = initiative === null ? [] : await readGates(manager, id);
  const gate = gates.find((each) => each.id === gateId(id, 'develop-plan', round)) ?? null;
  return approvalOf(initiative, gate, policy, map);
}

/** The version as it is after the change. */
function tell(sql: Sql, version: string, now: string, more = {}): NonNullable<Decided['told']> {
  return async () => {
    const found = await presentPolicy(sql, version, now);
    return found === null ? null : { body: found, headers: { ...etag(found.revision), ...more } };
  };
}
