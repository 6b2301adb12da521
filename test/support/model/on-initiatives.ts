import type { Stage } from '../../../domain/stage.ts';
import { holdsFor, type KnownPerson } from './cast.ts';
import { follow, openRequirements, shownAnew, startStage, supersede } from './consequences.ts';
import { unseen, type No } from './may-not.ts';
import { shownAt, suspended, type Model, type StageModel } from './state.ts';

const notOwner = (model: Model, by: KnownPerson): No =>
  unseen(model, by) ?? (by.id === model.owner.id ? null : 'not-allowed');

/** A decline and the last approval stand from the moment they are given: nothing overtakes them. */
function notNow({ status, stage, stages, gate }: Model, ...when: readonly Model['status'][]): No {
  if (!when.includes(status)) return 'status-conflict';
  if (status !== 'under-way') return null;
  if (gate?.stage !== stage || gate.round !== stages[stage].round) return null;
  const last = stage === 'assure-accountability' && gate.state === 'approved';
  return last || gate.state === 'declined' ? 'status-conflict' : null;
}

/** `version`: the one that was named, or `null` where none was. */
const notThatVersion = (version: number | null, now: number): No =>
  version === null ? 'version-required' : version === now ? null : 'version-stale';

function unless(no: No, does: () => void): No {
  if (no === null) does();
  return no;
}

export function submit(model: Model, by: KnownPerson): No {
  if (model.status === 'declined') return submitAgain(model, by);
  return unless(notOwner(model, by) ?? notNow(model, 'draft'), () => {
    model.status = 'under-way';
    model.left.push('initiative-submitted');
    startStage(model, 'develop-plan');
    presented(model);
  });
}

/** What was declined is presented again once approvers would be shown something else. */
function submitAgain(model: Model, by: KnownPerson): No {
  const { gate, stage } = model;
  const same = gate?.shown === shownAt(model, stage);
  return unless(notOwner(model, by) ?? (same ? 'nothing-changed' : null), () => {
    model.status = 'under-way';
    model.left.push('initiative-reopened');
    startStage(model, stage);
    presented(model);
  });
}

function presented(model: Model): void {
  model.stages[model.stage].state = 'presented';
  model.left.push('stage-presented');
}

export function present(model: Model, stage: Stage, by: KnownPerson): No {
  const working = model.stage === stage && model.stages[stage].state === 'working';
  const no = notOwner(model, by) ?? notNow(model, 'under-way') ?? (working ? null : 'stage-conflict');
  return unless(no, () => {
    presented(model);
  });
}

export function withdraw(model: Model, by: KnownPerson): No {
  return unless(notOwner(model, by) ?? notNow(model, 'draft', 'under-way'), () => {
    supersede(model);
    model.status = 'withdrawn';
    model.left.push('initiative-withdrawn');
  });
}

/** Other words, or the same once more. */
export function retitle(model: Model, title: number, version: number | null, by: KnownPerson): No {
  const stands = model.stages['develop-plan'].state === 'decided' && title !== model.title;
  const no =
    notOwner(model, by) ??
    notThatVersion(version, model.revision) ??
    notNow(model, 'draft', 'under-way', 'declined') ??
    (stands ? 'stage-conflict' : null);
  return unless(no, () => {
    model.title = title;
    model.revision += 1;
    model.left.push('initiative-edited');
    shownAnew(model);
  });
}

export function send(
  model: Model,
  stage: Stage,
  content: NonNullable<StageModel['content']>,
  version: number | null,
  by: KnownPerson,
): No {
  const work = model.stages[stage];
  const no =
    notOwner(model, by) ??
    (work.content === null && version === null ? null : notThatVersion(version, work.revision)) ??
    notNow(model, 'draft', 'under-way', 'declined') ??
    (work.state === 'decided' ? 'stage-conflict' : null);
  return unless(no, () => {
    work.content = content;
    work.revision += 1;
    model.left.push('stage-content-sent');
    shownAnew(model);
  });
}

/** Somebody who decides at the gate, and did not write what is decided. */
function notDecider(model: Model, by: KnownPerson, roles = ['approver', 'signatory']): No {
  const bodies = model.gate?.bodies ?? [];
  const blind = unseen(model, by);
  if (blind !== null) return blind;
  if (!roles.some((role) => holdsFor(by, role, bodies) !== undefined)) return 'not-allowed';
  return by.id === model.owner.id ? 'own-proposal' : null;
}

export type NoticeAnswer = 'notified' | 'called-in' | 'released' | 'consented';

/** What an outside authority that must be told had to say. Called in, only its release is left to record. */
export function record(model: Model, authority: string, answer: NoticeAnswer, by: KnownPerson): No {
  const { gate } = model;
  const no = notDecider(model, by);
  if (no !== null || gate === null) return no;
  if (gate.state !== 'open') return 'late';
  const before = gate.notices.get(authority);
  if (before === undefined) return 'not-found';
  const calledIn = suspended(gate);
  if (calledIn && answer !== 'released') return 'gate-suspended';
  const known = answer === 'notified' || answer === 'called-in' ? answer : null;
  const recorded = calledIn ? 'released' : known;
  if (recorded === null) return 'not-this-answer';
  gate.notices.set(authority, recorded);
  model.left.push('referral-answered');
  follow(model, gate);
  return null;
}

/** A requirement that is open is set aside by an approver; what is met, or nobody asks for, is not. */
export function setAside(model: Model, requirement: string, by: KnownPerson): No {
  const { gate } = model;
  const no = notDecider(model, by, ['approver']);
  if (no !== null || gate === null) return no;
  if (gate.state !== 'open') return 'late';
  if (!openRequirements(model, gate).includes(requirement))
    return isAsked(model, requirement) ? 'stage-conflict' : 'not-found';
  gate.setAside.add(requirement);
  model.left.push('requirement-overridden');
  follow(model, gate);
  return null;
}

function isAsked({ gate }: Model, requirement: string): boolean {
  const [kind, rest = ''] = requirement.split(':', 2);
  if (kind === 'notice') return gate?.notices.has(rest) ?? false;
  if (kind === 'condition') return gate?.conditions.includes(rest) ?? false;
  return requirement !== 'nothing-of-the-kind';
}
