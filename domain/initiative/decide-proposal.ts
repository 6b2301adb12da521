import type { BodyCode } from '../body.ts';
import { mayNot } from '../authorisation.ts';
import type { Facts } from '../facts.ts';
import { inTheNameOf } from '../person.ts';
import { refusal, versionProblem, type FieldProblem, type Refusal } from '../refusal.ts';
import { scopeOf } from '../scope.ts';
import type { Level } from '../level.ts';
import { canonical } from '../log/canonical.ts';
import { afterEdit } from './after-edit.ts';
import type { PersonCommand } from './commands.ts';
import { accept, refuse, type Decision, type Given, type GivenBy } from './decision.ts';
import type { Initiative } from './initiative.ts';
import { settledByEdit } from './decide-challenge.ts';
import { notNow } from './not-now.ts';
import { reopen } from './reopen.ts';
import type { Proposal } from './proposal.ts';
import { linkedIn, linksOf, unknownLinks } from './links.ts';
import { askedFor, notLedNationally, policyChangeProblem } from './policy-change.ts';
import { incomplete, notRoutable } from './routable.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** Drafts an initiative: the proposal of somebody who is owner for its lead body. */
export function draft(command: Command<'draft-initiative'>, given: GivenBy): Decision {
  const proposal = command.proposal.value;
  if (proposal === null) throw new Error('A draft has words');
  const denied = mayNot(given.by, 'initiative.draft', { lead: proposal.lead });
  const unknown =
    unknownBodies(proposal, given) ??
    notLedNationally(proposal, given) ??
    unknownLinks(proposal, [], command.linked ?? null, command.id);
  if (unknown !== null) return refuse(unknown);
  if (denied !== null) return refuse(denied);
  const owner = inTheNameOf(given.by);
  return accept({
    type: 'initiative-drafted',
    data: {
      owner: owner.id,
      ownerProfession: owner.profession,
      salt: command.salt,
      lead: proposal.lead,
      affected: proposal.affected,
      ...linksOf(proposal),
      proposal: command.proposal,
      facts: command.facts,
      scope: derivedScope(proposal, given),
    },
  });
}

/** Changes proposal or facts. What was voted on other words no longer stands, and says so. */
export function edit(state: Initiative, command: Command<'edit-initiative'>, given: GivenBy): Decision {
  const proposal = command.proposal.value;
  if (proposal === null) throw new Error('An edit has words');
  const denied =
    // To hand it to another lead is to draft it there: the lead's approvers decide it.
    (proposal.lead === state.proposal.value?.lead
      ? null
      : mayNot(given.by, 'initiative.draft', { lead: proposal.lead })) ??
    versionProblem(command.revision, state.revision, 'initiative') ??
    notNow(state, ['draft', 'under-way', 'declined'], 'edited') ??
    unknownBodies(proposal, given) ??
    notLedNationally(proposal, given) ??
    unknownLinks(proposal, linkedIn(state.proposal.value), command.linked ?? null, state.id);
  if (denied !== null) return refuse(denied);
  const settled = settledByEdit(state, command.facts, given.by.id);
  // To write down the value that somebody challenged is to accept it, which is a person's to do.
  const notTheirs = settled.length > 0 ? mayNot(given.by, 'challenge.accept', { initiative: state }) : null;
  if (notTheirs !== null) return refuse(notTheirs);
  const then: Given = { ...given, linked: command.linked?.money ?? given.linked ?? [] };
  const scope = derivedScope(proposal, given);
  const after = { ...state, proposal: command.proposal, facts: command.facts, scope };
  const asksAnew = state.status !== 'draft' && state.stages['develop-plan'].state !== 'decided';
  if (state.status !== 'draft') {
    const problem =
      wordsStand(state, proposal) ??
      incomplete(after) ??
      (asksAnew ? policyChangeProblem(after, given) : null) ??
      notRoutable(after, state.stage, then);
    if (problem !== null) return refuse(problem);
  }
  const events = [
    {
      type: 'initiative-edited',
      data: {
        lead: proposal.lead,
        affected: proposal.affected,
        ...linksOf(proposal),
        proposal: command.proposal,
        facts: command.facts,
        scope,
        changed: changedFacts(state.facts, command.facts),
        ...(asksAnew && askedFor(after, given)),
      },
    },
    ...settled,
  ] as const;
  return accept(...afterEdit(state, { events, actor: given.by.id, linkedBefore: given.linked ?? [] }, then));
}

/** The words of an approved plan stand as they were approved; a gate may send the plan back, and then they change. */
function wordsStand(state: Initiative, proposal: Proposal): Refusal | null {
  if (state.stages['develop-plan'].state !== 'decided' || state.proposal.value === null) return null;
  const { lead, affected } = proposal;
  const words = ({ linkedInitiatives: _, ...rest }: Proposal) => canonical({ ...rest, lead, affected });
  if (words(state.proposal.value) === words(proposal)) return null;
  return refusal(
    'stage-conflict',
    'The plan has been decided: its words stand as they were approved. Facts, lead and affected bodies can be ' +
      'changed, and send the plan back where they ask for another decision.',
  );
}

/** Starts the initiative and presents its plan; one that was declined is begun again. */
export function submit(state: Initiative, given: GivenBy): Decision {
  if (state.status === 'declined') return reopen(state, given);
  const denied =
    notNow(state, ['draft'], 'submitted') ??
    incomplete(state) ??
    policyChangeProblem(state, given) ??
    notRoutable(state, 'develop-plan', given);
  if (denied !== null) return refuse(denied);
  const first = { stage: 'develop-plan', round: 1 } as const;
  return accept(
    { type: 'initiative-submitted', data: askedFor(state, given) },
    { type: 'stage-started', data: first },
    { type: 'stage-presented', data: first },
  );
}

/** Stops an initiative that is not over. Its open gate is superseded, and votes cast so far stay in the history. */
export function withdraw(state: Initiative, command: Command<'withdraw-initiative'>): Decision {
  const denied = notNow(state, ['draft', 'under-way'], 'withdrawn');
  if (denied !== null) return refuse(denied);
  return accept({ type: 'initiative-withdrawn', data: { reason: command.reason } });
}

/** Sends the content of a stage that is not decided: the stage being worked, or one still to come. */
export function sendContent(
  state: Initiative,
  command: Command<'send-stage-content'>,
  given: GivenBy,
): Decision {
  const work = state.stages[command.stage];
  const denied =
    (work.content === null && command.revision === null
      ? null
      : versionProblem(command.revision, work.revision, `stage ${command.stage}`)) ??
    notNow(state, ['draft', 'under-way', 'declined'], 'worked on') ??
    (work.state === 'decided'
      ? refusal('stage-conflict', `${command.stage} has been decided: its content stands as it was approved.`)
      : null);
  if (denied !== null) return refuse(denied);
  const sent = {
    type: 'stage-content-sent',
    data: { stage: command.stage, content: command.content },
  } as const;
  return accept(...afterEdit(state, { events: [sent], actor: given.by.id }, given));
}

/** Presents the stage being worked: its gate opens. */
export function present(state: Initiative, command: Command<'present-stage'>, given: GivenBy): Decision {
  const work = state.stages[command.stage];
  const denied =
    notNow(state, ['under-way'], 'presented') ??
    (state.stage === command.stage && work.state === 'working'
      ? null
      : refusal(
          'stage-conflict',
          `${command.stage} is ${work.state}; the stage being worked is ${state.stage} (${state.stages[state.stage].state}).`,
          { data: { stage: state.stage, state: state.stages[state.stage].state } },
        )) ??
    (command.stage === 'develop-plan' ? policyChangeProblem(state, given) : null) ??
    notRoutable(state, command.stage, given);
  if (denied !== null) return refuse(denied);
  return accept({ type: 'stage-presented', data: { stage: command.stage, round: work.round } });
}

function derivedScope(proposal: Proposal, given: Given): Level | null {
  return proposal.affected.length === 0 ? null : scopeOf(given.bodies, proposal.lead, proposal.affected);
}

function unknownBodies(proposal: Proposal, given: Given): Refusal | null {
  const check = (code: BodyCode, field: string): readonly FieldProblem[] =>
    given.bodies.get(code) === undefined
      ? [{ field, rule: 'known-body', detail: `No body ${code} is registered; see GET /v1/bodies.` }]
      : [];
  const fields = [
    ...check(proposal.lead, 'lead.code'),
    ...proposal.affected.flatMap((code, index) => check(code, `affected[${index}]`)),
  ];
  return fields.length === 0
    ? null
    : refusal('bodies-unknown', `Not registered: ${fields.map((each) => each.field).join(', ')}.`, {
        fields,
      });
}

function changedFacts(
  from: Partial<Facts>,
  to: Partial<Facts>,
): Record<string, { from: unknown; to: unknown }> {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])] as (keyof Facts)[];
  return Object.fromEntries(
    names
      .filter((name) => from[name] !== to[name])
      .map((name) => [name, { from: from[name] ?? null, to: to[name] ?? null }]),
  );
}
