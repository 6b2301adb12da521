import { mayNot, type Action } from '../../domain/authorisation.ts';
import { authorityName } from '../../domain/authority.ts';
import { FACTS, MONEY, type Fact } from '../../domain/facts.ts';
import { LEVEL_NAMES, LEVELS, type Level } from '../../domain/level.ts';
import type { Comparison } from '../../domain/policy/analysis/compare-policies.ts';
import type { Analysis, Finding } from '../../domain/policy/analysis/finding.ts';
import { spaceOfPolicy } from '../../domain/policy/analysis/space-of-table.ts';
import { axisAt } from '../../domain/policy/analysis/space.ts';
import { setInWords } from '../../domain/policy/analysis/words.ts';
import { FACT_WORDS } from '../../domain/policy/fact-words.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Referral } from '../../domain/policy/routing-table.ts';
import type { Person } from '../../domain/person.ts';
import { STAGE_NAMES, STAGES, type Stage } from '../../domain/stage.ts';
import type { PolicyTold } from '../../api/present/policies.ts';
import { factName, factValue } from '../words/content-words.ts';
import { dayAndTime } from '../words/dates.ts';
import { capital, levelName } from '../words/names.ts';

const STATES: Readonly<Record<string, { readonly text: string; readonly colour: string }>> = {
  draft: { text: 'Draft', colour: 'grey' },
  trial: { text: 'On trial', colour: 'yellow' },
  'in-force': { text: 'In force', colour: 'green' },
  retired: { text: 'Retired', colour: 'white' },
};

/** A version as a list of them has it. The table of the gate rules is theirs alone, and is no policy of subsidiarity. */
export function versionView({ kind, version, name, state, inForceFrom }: PolicyTold) {
  return {
    name,
    version,
    href: kind === 'subsidiarity' ? `/policies/${encodeURIComponent(version)}` : null,
    state: STATES[state] ?? { text: state, colour: 'grey' },
    since: inForceFrom === null ? null : dayAndTime(inForceFrom),
  };
}

/** The table of a policy as a board reads it: for each rule when it matches, who decides then, whom it asks, and where it is from. */
export function policyView(policy: Policy) {
  const space = spaceOfPolicy(policy);
  const rows = new Map(policy.table.rules.map((rule) => [rule.id, rule]));
  const says = new Map(policy.routing.rules.map((rule) => [rule.id, rule]));
  return {
    name: policy.name,
    version: policy.version,
    hash: policy.hash,
    columns: policy.table.annotations.map(capital),
    rules: space.rules.map(({ id, box, asks }) => {
      const rule = says.get(id);
      const when = asks.map((axis) => setInWords(axisAt(space, axis), box[axis] ?? 0n)).map(withStageNames);
      return {
        id,
        when: when.length === 0 ? 'Always' : capital(when.join(', and ')),
        level: rule === undefined ? '' : levelName(rule.level),
        refers: rule?.referral ? refersTo(rule.referral) : '',
        annotations: rows.get(id)?.annotations ?? [],
      };
    }),
  };
}

/** Stages by the names that people know. */
const withStageNames = (condition: string): string =>
  condition.startsWith('the stage is ')
    ? STAGES.reduce((text, stage) => text.replace(stage, STAGE_NAMES[stage]), condition)
    : condition;

function refersTo({ authority, kind }: Referral): string {
  return `${capital(authorityName(authority))}, ${kind === 'consent' ? 'whose consent is needed' : 'who is notified'}`;
}

const SEVERITIES = {
  error: { text: 'Error', colour: 'red' },
  warning: { text: 'Warning', colour: 'orange' },
  note: { text: 'Note', colour: 'blue' },
};

/** What was found in it before it is used. */
export function analysisView({ findings, unanswered, more }: Analysis) {
  return {
    sound: findings.length === 0 && unanswered.length === 0,
    findings: findings.map(({ severity, detail, example, beside }) => ({
      severity: SEVERITIES[severity],
      detail,
      example: example === null ? null : examplesInWords(example),
      beside: beside === null ? null : examplesInWords(beside),
    })),
    more: Object.values(more).some((rest) => rest !== 0),
    unanswered: unanswered.map(({ detail }) => detail),
  };
}

/** Facts of an example that are not the plainest: the others say nothing. */
function examplesInWords(example: NonNullable<Finding['example']>): string {
  return Object.entries(example)
    .filter(([name, value]) => name === 'stage' || name === 'scope' || (value !== 0 && value !== false))
    .map(([name, value]) => {
      if (name === 'stage') return `stage: ${STAGE_NAMES[value as Stage]}`;
      if (name === 'scope') return `how far it reaches: ${LEVEL_NAMES[value as Level]}`;
      return `${factName(name as Fact).toLowerCase()}: ${factValue(name as Fact, value)}`;
    })
    .join('; ');
}

/** What people did with a version, in order. */
export function lifeView(
  { state, drafted, trial, putInForce, retired, inForceFrom }: PolicyTold,
  person: Person,
  now: string,
) {
  const may = (action: Action) => mayNot(person, action) === null;
  const isToCome = putInForce !== null && inForceFrom !== null && inForceFrom > now;
  const done = (what: string, by: { readonly name: string | null }, at: string): string =>
    `${what} by ${by.name ?? 'somebody whose name was erased'}, ${dayAndTime(at)}`;
  return {
    state: STATES[state] ?? { text: state, colour: 'grey' },
    done: [
      ...(drafted === null ? [] : [done('Drafted', drafted.by, drafted.at)]),
      ...(trial === null ? [] : [done('Put on trial', trial.by, trial.at)]),
      ...(putInForce === null || inForceFrom === null
        ? []
        : [`${done('Put in force', putInForce.by, putInForce.at)}, from ${dayAndTime(inForceFrom)}`]),
      ...(retired === null ? [] : [done('Retired', retired.by, retired.at)]),
    ],
    initiative: putInForce === null ? null : `/initiatives/${putInForce.initiative}`,
    // What they may do with it as it stands.
    mayReplace: state === 'draft' && may('policy.draft'),
    mayTry: state === 'draft' && may('policy.try'),
    mayForce: state === 'trial' && !isToCome && may('policy.put-in-force'),
    mayCallOff: isToCome && may('policy.put-in-force'),
    mayRetire: (state === 'draft' || state === 'trial') && !isToCome && may('policy.retire'),
  };
}

/** What a version means differently from the one in force. */
export function comparedView({ version }: Policy, { differences, allowed, unanswered }: Comparison) {
  return {
    with: version,
    same: differences.length === 0 && allowed.length === 0 && unanswered === null,
    unanswered,
    differences: differences.map(({ detail, example }) => ({ detail, example: examplesInWords(example) })),
    allowed: allowed.map(
      ({ fact, before, after }) =>
        `${capital(fact)} may be ${before} now and ${after} then; compared is what both allow.`,
    ),
  };
}

/** What can be said of the facts that are tried. */
export const TRIED = {
  stages: STAGES.map((value) => ({ value, text: STAGE_NAMES[value] })),
  scopes: LEVELS.map((value) => ({ value, text: levelName(value) })),
  money: MONEY.map((fact) => ({ fact, name: factName(fact) })),
  claims: FACTS.flatMap((fact) => {
    const words = FACT_WORDS[fact];
    return words.kind === 'claim' ? [{ value: fact, text: capital(words.holds) }] : [];
  }),
};
