import { instantAt } from '../../domain/calendar.ts';
import { gateId } from '../../domain/gate/gate.ts';
import { approvalOf } from '../../domain/policy-life/approval.ts';
import { callOff, putInForce, putOnTrial, retire, type Policies } from '../../domain/policy-life/change-life.ts';
import { draftPolicy, noSuchVersion, replaceDraft } from '../../domain/policy-life/draft-policy.ts';
import type { PolicyEvent } from '../../domain/policy-life/life.ts';
import type { Action } from '../../domain/authorisation.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Result } from '../../domain/result.ts';
import type { Answer } from '../../store/idempotency.ts';
import { isUnderWay, readPolicyLives } from '../../store/policy-life.ts';
import { policySource } from '../../store/policies.ts';
import { readGates } from '../../store/read/initiatives.ts';
import { readInitiative } from '../../store/read-initiative.ts';
import type { Sql } from '../../store/sql.ts';
import { CALENDAR } from '../../store/world.ts';
import { etag } from '../change.ts';
import { inRegistry, type Decided, type Registry } from '../in-registry.ts';
import type { AskedOnce } from '../once.ts';
import { presentPolicy } from '../present/policies.ts';
import { problemOf, ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { readText } from './read-text.ts';

/** Drafts a version of the policy from its text. */
export async function draftFrom(services: Services, asking: AskedOnce, dmn: string): Promise<Answer> {
  const read = await readText(services.policyReader, dmn, 'read');
  return inRegistry(services, asking, 'policy.draft', async ({ manager, by, now }) => {
    const version = read.ok ? read.value.version : '';
    const known = (await readPolicyLives(manager)).find((each) => each.version === version) ?? null;
    const told = tell(manager, version, now, { Location: `/v1/policies/${version}` });
    return { result: draftPolicy({ dmn, read }, known, by), body: null, status: 201, told };
  });
}

/** Replaces a draft by another text; `revision` is the one that whoever asks has seen. */
export async function replaceBy(
  services: Services,
  asking: AskedOnce,
  { version, dmn, revision }: { readonly version: string; readonly dmn: string; readonly revision: number | null },
): Promise<Answer> {
  const read = await readText(services.policyReader, dmn, 'read');
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
}

/** What is done with a version by its name alone. */
export const STEPS = {
  trial: { action: 'policy.try', decide: putOnTrial },
  'call-off': { action: 'policy.put-in-force', decide: callOff },
  retire: { action: 'policy.retire', decide: retire },
} as const satisfies Readonly<Record<string, { readonly action: Action; readonly decide: (version: string, policies: Policies) => Result<readonly PolicyEvent[], Refusal> }>>;

/** Takes one of these steps. */
export function stepOf(services: Services, asking: AskedOnce, version: string, step: keyof typeof STEPS): Promise<Answer> {
  const { action, decide } = STEPS[step];
  return change(services, asking, action, version, (policies) => decide(version, policies));
}

/** Puts what was on trial in force from a day (`YYYY-MM-DD`), by an initiative that the national body approved. */
export async function forceFrom(
  services: Services,
  asking: AskedOnce,
  version: string,
  { initiative, from }: { readonly initiative: string; readonly from: string },
): Promise<Answer> {
  const dmn = await policySource(services.sql, 'subsidiarity', version);
  if (dmn === null) throw new ProblemError(problemOf(noSuchVersion(version)));
  const read = await readText(services.policyReader, dmn, 'read');
  // What is kept was read when it was drafted.
  if (!read.ok) throw new Error(`Version ${version} cannot be read: ${JSON.stringify(read.error)}`);
  const { hash, lockOut } = read.value;
  return change(services, asking, 'policy.put-in-force', version, async (policies, registry) => {
    const approval = await approvalBy(registry, initiative, { version, hash });
    const begins = instantAt(from, '00:00', CALENDAR.timeZone);
    const putting = { from: { day: from, begins }, today: registry.today, approval, lockOut };
    return putInForce(version, putting, policies);
  });
}

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
