import { authorityName } from '../authority.ts';
import { FACTS, MONEY, type Money } from '../facts.ts';
import { confirmationsOf } from '../initiative/claims.ts';
import type { Initiative } from '../initiative/initiative.ts';
import { isProfessionCode } from '../professions.ts';
import { never } from '../result.ts';
import type { Gate, RequirementResult } from './gate.ts';
import type { Check, GateRules, RequirementRule } from './rules.ts';

/**
 * Every requirement of a gate: those of its stage, the consents and notices that its verdict asks for, and the
 * conditions of the approval before it. Met only by content that was sent; none is met by default.
 * Source: policy/gates, "Requirements".
 */
export function requirementsOf(
  initiative: Initiative,
  gate: Gate,
  rules: GateRules,
): readonly RequirementResult[] {
  const results = [
    ...rules.requirements[gate.stage].map((rule) => ofStage(rule, initiative, gate)),
    ...gate.referrals.map((referral) => ofReferral(referral)),
    ...gate.conditions.map((condition) => ofCondition(condition.id, initiative, gate)),
  ];
  return results.map((result) => {
    const override = gate.overrides.find((each) => each.requirement === result.id);
    return override === undefined || result.state !== 'unsatisfied'
      ? result
      : { ...result, state: 'overridden', evidence: override.reason.hash };
  });
}

/** True when nothing holds the gate any more. */
export function allMet(results: readonly RequirementResult[]): boolean {
  return results.every((each) => each.state !== 'unsatisfied' && each.state !== 'error');
}

/** The name that people read for a requirement of a gate. */
export function requirementName(id: string, gate: Gate, rules: GateRules): string {
  const [kind, rest] = id.split(':', 2);
  if (kind === 'consent') return `Consent of ${authorityName(rest ?? '')}`;
  if (kind === 'notice') return `Notice to ${authorityName(rest ?? '')}`;
  if (kind === 'condition')
    return `Condition: ${gate.conditions.find((each) => each.id === rest)?.text.value?.text ?? 'erased'}`;
  return rules.requirements[gate.stage].find((each) => each.id === id)?.name ?? id;
}

function ofStage(rule: RequirementRule, initiative: Initiative, gate: Gate): RequirementResult {
  const document = {
    proposal: initiative.proposal.value,
    facts: initiative.facts,
    content: initiative.stages[gate.stage].content?.value ?? {},
  };
  const missing = rule.checks.flatMap((check) => unmet(check, document, initiative, gate));
  const evidence = initiative.stages[gate.stage].content?.hash ?? null;
  return missing.length === 0
    ? { id: rule.id, state: 'satisfied', missing, reason: 'Everything it asks for was sent.', evidence }
    : {
        id: rule.id,
        state: 'unsatisfied',
        missing,
        reason: `Still needed: ${missing.join(', ')}.`,
        evidence: null,
      };
}

function unmet(check: Check, document: unknown, initiative: Initiative, gate: Gate): readonly string[] {
  switch (check.kind) {
    case 'present':
      return check.paths.filter((path) => !isGiven(at(document, path)));
    case 'each':
      return gaps(at(document, check.list), check.list, check.fields);
    case 'each-or':
      // What stands in for a list is an account of why, so words: a bare yes says nothing.
      return isText(at(document, check.or)) ? [] : gaps(at(document, check.list), check.list, check.fields);
    case 'never':
      return check.paths
        .filter((path) => at(document, path) === check.value)
        .map((path) => `${path} other than ${check.value}`);
    case 'distinct':
      return distinctProfessions(at(document, check.list)) >= check.atLeast
        ? []
        : [`${check.list} with ${check.atLeast} different professions`];
    case 'facts-confirmed':
      return unconfirmed(initiative, gate);
    case 'money-within-approved':
      return moneyAbove(initiative).map((fact) => `facts.${fact} within what was approved`);
    default:
      return never(check);
  }
}

/**
 * What keeps the facts from being confirmed by somebody other than the owner: each that is challenged, and where nobody has
 * approved what they were shown, or confirmed every fact by itself, that.
 */
function unconfirmed(initiative: Initiative, gate: Gate): readonly string[] {
  const challenged = [...new Set(initiative.claims.challenges.map(({ fact }) => fact))];
  if (challenged.length > 0)
    return challenged.map((fact) => `facts.${fact}, which is challenged, to be settled`);
  const confirmed = new Set(confirmationsOf({ ...initiative, gate }).flatMap((each) => each.facts));
  const all = FACTS.every((fact) => initiative.facts[fact] === undefined || confirmed.has(fact));
  return all ? [] : ['an approval, which confirms the facts it was shown'];
}

/** The money facts that are above what the approved plan asked for. */
export function moneyAbove(initiative: Initiative): readonly (keyof Money)[] {
  const approved = initiative.approvedMoney;
  if (approved === null) return [];
  return MONEY.filter((fact) => (initiative.facts[fact] ?? 0) > approved[fact]);
}

function ofReferral({ authority, kind, answer }: Gate['referrals'][number]): RequirementResult {
  const base = { id: `${kind}:${authority}`, evidence: null };
  const wanted = kind === 'consent' ? 'consented' : 'notified';
  if (answer === wanted || (kind === 'notice' && answer === 'released'))
    return { ...base, state: 'satisfied', missing: [], reason: `Recorded: ${answer}.` };
  const reason =
    answer === null ? `${authority} has not been recorded as ${wanted} yet.` : `${authority}: ${answer}.`;
  return { ...base, state: 'unsatisfied', missing: [`${authority}: ${wanted}`], reason };
}

function ofCondition(id: string, initiative: Initiative, gate: Gate): RequirementResult {
  const answers = at(initiative.stages[gate.stage].content?.value ?? {}, 'conditions');
  const met =
    Array.isArray(answers) &&
    answers.some((each) => at(each, 'condition') === id && isGiven(at(each, 'evidence')));
  return {
    id: `condition:${id}`,
    state: met ? 'satisfied' : 'unsatisfied',
    missing: met ? [] : [`content.conditions with condition ${id} and its evidence`],
    reason: met ? 'Evidence was sent.' : 'The condition of the approval before has no evidence yet.',
    evidence: met ? (initiative.stages[gate.stage].content?.hash ?? null) : null,
  };
}

function gaps(list: unknown, path: string, fields: readonly string[]): readonly string[] {
  if (!Array.isArray(list) || list.length === 0) return [path];
  return list.flatMap((item: unknown, index) =>
    fields.length === 0
      ? isGiven(item)
        ? []
        : [`${path}[${index}]`]
      : fields.filter((field) => !isGiven(at(item, field))).map((field) => `${path}[${index}].${field}`),
  );
}

function distinctProfessions(list: unknown): number {
  return Array.isArray(list)
    ? new Set(list.filter((each) => typeof each === 'string' && isProfessionCode(each))).size
    : 0;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isGiven(value: unknown): boolean {
  return isText(value) || typeof value === 'number' || typeof value === 'boolean';
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (found, key) =>
        typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined,
      value,
    );
}
