import express, { type Router } from 'express';
import { v7 as newKey } from 'uuid';
import { z } from 'zod';
import { mayNot } from '../../domain/authorisation.ts';
import { MONEY } from '../../domain/facts.ts';
import { LEVELS } from '../../domain/level.ts';
import { analysePolicy } from '../../domain/policy/analysis/analyse.ts';
import { comparePolicies, type Comparison } from '../../domain/policy/analysis/compare-policies.ts';
import type { Analysis } from '../../domain/policy/analysis/finding.ts';
import { explain, whatWouldRaise } from '../../domain/policy/plain-english.ts';
import { evaluate, type Policy } from '../../domain/policy/policy.ts';
import { STAGES } from '../../domain/stage.ts';
import { presentPolicies, presentPolicy } from '../../api/present/policies.ts';
import { problemOf, ProblemError } from '../../api/problem.ts';
import { readOne } from '../../api/read-one.ts';
import type { Services } from '../../api/services.ts';
import { valueMissing, valueTyped } from '../fact-form.ts';
import { byField, type FormProblem } from '../form-problem.ts';
import type { Asking, Personal } from '../personal.ts';
import { policyAsked } from './policy-asked.ts';
import { analysisView, comparedView, lifeView, policyView, TRIED, versionView } from '../present/policy.ts';

/** A page waits for no more than this, some tenths of a second; `remit policy check` takes its time. */
const STEPS_OF_A_PAGE = 300_000;

const typed = z.string().max(100).catch('');

/** What is tried: as it was typed. */
const tried = z.object({
  stage: z.enum(STAGES).catch('develop-plan'),
  scope: z.enum(LEVELS).catch('place'),
  revenueGbp: typed,
  capitalGbp: typed,
  consultancyGbp: typed,
  residualRisk: typed,
  claims: z
    .union([z.string(), z.array(z.string())])
    .transform((one) => [one].flat())
    .catch([]),
});

/** The rules of who decides, to be read as a table and tried. */
export function policyPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.get(
    '/policies',
    personal((asking) => listPage(services, asking)),
  );
  router.get(
    '/policies/:version',
    personal((asking) => policyPage(services, asking)),
  );
  router.get(
    '/policies/:version/try',
    personal((asking) => tryPage(services, asking)),
  );
  return router;
}

async function listPage({ sql, clock }: Services, { person, show }: Asking): Promise<void> {
  const denied = mayNot(person, 'policy.read');
  if (denied !== null) throw new ProblemError(problemOf(denied));
  const versions = await presentPolicies(sql, await clock());
  const of = (kind: 'subsidiarity' | 'gates') =>
    versions.filter((each) => each.kind === kind).map(versionView);
  const mayDraft = mayNot(person, 'policy.draft') === null;
  show('policies', { policies: of('subsidiarity'), gates: of('gates'), mayDraft });
}

async function policyPage(services: Services, asking: Asking): Promise<void> {
  const policy = await policyAsked(services, asking);
  const now = await services.clock();
  const told = await presentPolicy(services.sql, policy.version, now);
  const inForce = await readOne(services, asking.person, (_sql, given) => Promise.resolve(given.policy));
  const isOther = told !== null && ['draft', 'trial'].includes(told.state) && inForce.hash !== policy.hash;
  asking.show('policy', {
    ...policyView(policy),
    life: told === null ? null : lifeView(told, asking.person, now),
    key: newKey(),
    analysis: analysisView(analysisOf(policy)),
    compared: isOther ? comparedView(inForce, comparedWith(inForce, policy)) : null,
  });
}

async function tryPage(services: Services, asking: Asking): Promise<void> {
  const policy = await policyAsked(services, asking);
  const { name, version } = policy;
  const sent = tried.parse(asking.request.query);
  const isAsked = Object.keys(asking.request.query).length > 0;
  const { problems, facts } = factsTyped(sent);
  const verdict = isAsked && problems.length === 0 ? evaluate(policy, facts) : null;
  const refused =
    verdict?.ok === false ? verdict.error.map(({ fact, detail }) => ({ field: fact, text: detail })) : [];
  const all = isAsked ? [...problems, ...refused] : [];
  const told =
    verdict?.ok === true
      ? [...explain(verdict.value.receipt), ...whatWouldRaise(verdict.value.receipt)]
      : null;
  asking.show('policy-try', {
    ...{ name, version, sent, told, ...TRIED },
    errors: byField(all),
    problems: all.map(({ field, text }) => ({ text, href: `#${field}` })),
  });
}

/** What each of two versions means is the same for good, so they are compared once. */
const COMPARED = new WeakMap<Policy, { readonly inForce: Policy; readonly found: Comparison }>();

function comparedWith(inForce: Policy, policy: Policy): Comparison {
  const known = COMPARED.get(policy);
  if (known?.inForce === inForce) return known.found;
  const found = comparePolicies(inForce, policy, STEPS_OF_A_PAGE);
  COMPARED.set(policy, { inForce, found });
  return found;
}

/** A version says the same for good, so it is analysed once. */
const ANALYSED = new WeakMap<Policy, Analysis>();

function analysisOf(policy: Policy): Analysis {
  const found = ANALYSED.get(policy) ?? analysePolicy(policy, STEPS_OF_A_PAGE);
  ANALYSED.set(policy, found);
  return found;
}

/** The facts as they were typed; an amount that was left out is none. */
function factsTyped(sent: z.infer<typeof tried>): {
  readonly facts: object;
  readonly problems: readonly FormProblem[];
} {
  const problems: FormProblem[] = [];
  const numbers = [...MONEY, 'residualRisk' as const].map((fact) => {
    const value = sent[fact] === '' ? (fact === 'residualRisk' ? 1 : 0) : valueTyped(fact, sent[fact]);
    if (value === null) problems.push({ field: fact, text: valueMissing(fact) });
    return [fact, value] as const;
  });
  const claims = TRIED.claims.map(({ value }) => [value, sent.claims.includes(value)] as const);
  const facts = { stage: sent.stage, scope: sent.scope, ...Object.fromEntries([...numbers, ...claims]) };
  return { facts, problems };
}
