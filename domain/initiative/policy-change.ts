import type { Level } from '../level.ts';
import type { NamedPolicy, PolicyAskedFor, PolicyRef } from '../policy-life/life.ts';
import { refusal, type FieldProblem, type Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import type { Given } from './decision.ts';
import type { Initiative } from './initiative.ts';
import type { Proposal } from './proposal.ts';

/** That a policy is changed by the national body alone: asked as soon as a proposal names one. */
export function notLedNationally(proposal: Proposal, { bodies }: Pick<Given, 'bodies'>): Refusal | null {
  if (proposal.policy === undefined || bodies.get(proposal.lead)?.kind === 'national') return null;
  return notNational({
    field: 'lead.code',
    rule: 'national-leads',
    detail: `The national body leads an initiative that changes the policy, and ${proposal.lead} is none: name it as the lead, or no policy.`,
  });
}

/**
 * Why an initiative that changes the policy cannot be decided on as it stands: it names a text that there is not, or would not
 * surely be decided nationally. `null` where it can, and for every initiative that names no policy.
 */
export function policyChangeProblem(state: Initiative, given: Given): Refusal | null {
  const proposal = state.proposal.value;
  if (proposal?.policy === undefined) return null;
  const led = notLedNationally(proposal, given) ?? unknownText(proposal.policy, given);
  if (led !== null) return led;
  if (state.facts.changesNationalStandard !== true)
    return notNational({
      field: 'facts.changesNationalStandard',
      rule: 'national-standard',
      detail:
        'A change of the policy changes a national standard: say so in the facts, so that it is decided nationally.',
    });
  if (state.scope !== 'national')
    return notNational({
      field: 'affected',
      rule: 'national-scope',
      detail:
        'A change of the policy concerns everybody: name the national body as affected, so that it is decided nationally.',
    });
  return null;
}

/** That the plan of a change of the policy would be decided elsewhere than nationally, by the policy in force. */
export function notRoutedNationally(
  state: Initiative,
  stage: Stage,
  { level }: { readonly level: Level },
): Refusal | null {
  if (stage !== 'develop-plan' || state.proposal.value?.policy === undefined || level === 'national')
    return null;
  return notNational({
    field: 'policy',
    rule: 'national-verdict',
    detail: `A change of the policy is decided nationally, and with these facts the policy in force sends its plan to ${level}: say that it changes a national standard, and name the national body as affected.`,
  });
}

/** What an event keeps of the text that is asked for: nothing where none is. */
export function askedFor(
  { proposal: { value } }: Pick<Initiative, 'proposal'>,
  given: Given,
): { readonly policy?: PolicyAskedFor } {
  const found = value?.policy === undefined ? undefined : named(value.policy, given);
  if (found === undefined) return {};
  const { version, hash, authors } = found;
  return { policy: { version, hash, authors } };
}

function unknownText({ version, hash }: PolicyRef, given: Given): Refusal | null {
  const found = named({ version, hash }, given);
  const no = (field: string, rule: string, detail: string) =>
    refusal('policy-unknown', detail, { fields: [{ field, rule, detail }] });
  if (found === undefined)
    return no(
      'policy.version',
      'known-version',
      `There is no version ${version}: draft it, or name another.`,
    );
  if (found.state !== 'draft' && found.state !== 'trial')
    return no(
      'policy.version',
      'draft-or-trial',
      `Version ${version} is ${found.state}: only a draft, or what is on trial, can be asked for.`,
    );
  if (found.hash === hash) return null;
  return no(
    'policy.hash',
    'this-text',
    `The text of version ${version} is another than the one named: read it again, and name the hash ${found.hash}.`,
  );
}

function named({ version }: PolicyRef, { policies }: Given): NamedPolicy | undefined {
  // Nobody asks for a policy without what is there of it being read: anything else is a mistake of ours.
  if (policies === undefined) throw new Error(`Version ${version} of the policy was not looked for`);
  return policies.find((each) => each.version === version);
}

function notNational(field: FieldProblem): Refusal {
  return refusal('policy-not-national', field.detail, { fields: [field] });
}
