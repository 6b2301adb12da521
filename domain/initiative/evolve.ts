import { never } from '../result.ts';
import { voteToRecall } from '../gate/seat.ts';
import { isEarlierStage, type Stage } from '../stage.ts';
import type { Happened } from './events.ts';
import { attemptsAfter } from './attempts.ts';
import { attachedAfter, wereRead } from './evolve-attachments.ts';
import { atGate, ended, opened } from './evolve-gate.ts';
import { NO_CLAIMS } from './claim.ts';
import { confirmationsOf, confirmedBy, reasserted, settled, takenBack } from './claims.ts';
import { noWork, type Initiative, type StageWork } from './initiative.ts';

/**
 * Folds one event into an initiative. Pure, and total over the events: what an initiative is follows from what
 * happened to it and from nothing else.
 */
export function evolve(state: Initiative | null, event: Happened, id: string): Initiative {
  if (event.type === 'initiative-drafted') return drafted(event, id);
  if (state === null) throw new Error(`${event.type} before initiative-drafted`);
  const next = { ...state, n: event.n, at: event.at };
  return { ...next, ...change(next, event) };
}

/** Folds a whole history. */
export function fold(id: string, events: readonly Happened[], from: Initiative | null = null): Initiative {
  const state = events.reduce<Initiative | null>((found, event) => evolve(found, event, id), from);
  if (state === null) throw new Error('An initiative has at least one event');
  return state;
}

function drafted(event: Extract<Happened, { type: 'initiative-drafted' }>, id: string): Initiative {
  const { owner, ownerProfession, salt, proposal, facts, scope } = event.data;
  return {
    id,
    n: event.n,
    at: event.at,
    createdAt: event.at,
    status: 'draft',
    owner,
    ownerProfession,
    editors: [owner],
    recused: [],
    salt,
    proposal,
    facts,
    scope,
    claims: NO_CLAIMS,
    revision: 1,
    stage: 'develop-plan',
    stages: noWork(),
    gate: null,
    conditions: [],
    approvedMoney: null,
    attachments: [],
    attempts: [],
    sentBack: null,
  };
}

function change(
  state: Initiative,
  event: Exclude<Happened, { type: 'initiative-drafted' }>,
): Partial<Initiative> {
  switch (event.type) {
    case 'initiative-edited': {
      const { proposal, facts, scope } = event.data;
      const claims = reasserted(state, facts, { by: event.actor, at: event.at });
      const editors = writtenBy(state, [event.actor, ...(event.data.policy?.authors ?? [])]);
      return { proposal, facts, scope, claims, revision: state.revision + 1, editors };
    }
    case 'fact-confirmed': {
      const { fact, by, body } = event.data;
      const confirmation = { by, body, at: event.at, gate: null, facts: [fact] };
      return { claims: confirmedBy(state.claims, confirmation) };
    }
    case 'fact-challenged': {
      const { challenge: id, fact, value, by, body, reason } = event.data;
      const made = { id, fact, value, by, body, at: event.at, reason };
      return { claims: { ...state.claims, challenges: [...state.claims.challenges, made] } };
    }
    case 'challenge-settled':
      return afterSettling(state, event);
    case 'comment-made':
    case 'level-lowered':
      return {};
    case 'attachment-added':
    case 'attachment-removed':
      return { attachments: attachedAfter(state.attachments, event) };
    case 'person-recused':
      return { recused: [...state.recused, event.data.by] };
    case 'recusal-ended':
      return { recused: state.recused.filter((each) => each !== event.data.by) };
    case 'initiative-submitted':
    case 'initiative-reopened':
      return { status: 'under-way', editors: writtenBy(state, event.data.policy?.authors ?? []) };
    case 'initiative-withdrawn':
      return { status: 'withdrawn', gate: ended(state.gate, 'superseded', event.at) };
    case 'initiative-declined':
      return { status: 'declined' };
    case 'initiative-closed':
      return { status: 'closed' };
    case 'stage-started': {
      const { stage, round } = event.data;
      return { stage, stages: startedAgain(state, stage, round) };
    }
    case 'stage-content-sent': {
      const { stage, content } = event.data;
      const revision = state.stages[stage].revision + 1;
      return { ...withStage(state, stage, { content, revision }), ...edited(state, event.actor) };
    }
    case 'stage-presented':
      return { ...withStage(state, event.data.stage, { state: 'presented' }), sentBack: null };
    case 'stage-sent-back':
      return { sentBack: { code: event.data.code, detail: event.data.detail } };
    case 'gate-opened':
      return { gate: opened(event, state.conditions, state.gate) };
    case 'gate-escalated':
    case 'systems-told':
    case 'vote-refused':
    case 'put-on-agenda':
    case 'taken-off-agenda':
    case 'deferred-at-sitting':
    case 'gate-returned':
      return {};
    case 'attempt-refused':
      return { attempts: attemptsAfter(state.attempts, event.data, event.at) };
    case 'gate-decided': {
      const { stage, state: outcome, returnTo, conditions, approvedMoney } = event.data;
      const { because, requirements, declinedBy, policy } = event.data;
      const gate = ended(state.gate, outcome, event.at);
      return {
        gate: gate && {
          ...gate,
          returnTo,
          decision: { because, requirements, declinedBy, ...(policy !== undefined && { policy }) },
        },
        ...withStage(state, stage, outcome === 'approved' ? { state: 'decided' } : {}),
        ...(outcome === 'superseded' ? {} : confirmedAtGate(state)),
        ...(outcome === 'approved' ? { conditions } : {}),
        ...(approvedMoney ? { approvedMoney } : {}),
        // A gate that was superseded was decided by nobody.
        ...(outcome === 'superseded' ? {} : { attachments: wereRead(state.attachments, stage) }),
      };
    }
    case 'vote-recalled': {
      const { gate, task } = event.data;
      const seat = state.gate?.seats.find((each) => each.task === task);
      const vote = seat && voteToRecall(seat);
      const claims = vote ? takenBack(state.claims, vote.cast?.gate ?? gate, vote.by) : state.claims;
      return { gate: state.gate && atGate(state.gate, event), claims };
    }
    case 'task-claimed':
    case 'task-taken-over':
    case 'task-assigned':
    case 'task-delegated':
    case 'task-resolved':
    case 'task-reminded':
    case 'task-released':
    case 'information-requested':
    case 'information-given':
    case 'information-not-given':
    case 'clock-stopped':
    case 'clock-started':
    case 'task-completed':
    case 'votes-outdated':
    case 'votes-stand-again':
    case 'votes-carried':
    case 'referral-answered':
    case 'requirement-overridden':
    case 'gate-reminded':
    case 'advice-not-given':
    case 'gate-past-due':
    case 'verdict-retaken':
    case 'policy-moved':
      return { gate: state.gate && atGate(state.gate, event) };
    default:
      return never(event);
  }
}

/** What the approvals at the gate of the plan confirmed stays confirmed when the gate is over. */
function confirmedAtGate(state: Initiative): Pick<Initiative, 'claims'> {
  const confirmed = confirmationsOf(state);
  return { claims: confirmed === state.claims.confirmed ? state.claims : { ...state.claims, confirmed } };
}

/** A challenge that is accepted or upheld gives the fact its value: asserted by one of the two, confirmed by the other. */
function afterSettling(
  state: Initiative,
  event: Extract<Happened, { type: 'challenge-settled' }>,
): Partial<Initiative> {
  const { challenge, how, fact, value, by, body } = event.data;
  const made = state.claims.challenges.find(({ id }) => id === challenge);
  const claims = settled(state.claims, challenge);
  if (made === undefined || how === 'withdrawn' || how === 'dismissed') return { claims };
  const facts = { ...state.facts, [fact]: value };
  const { at } = event;
  const [asserter, confirmer] =
    how === 'accepted' ? [by, { by: made.by, body: made.body }] : [made.by, { by, body: body ?? made.body }];
  const anew = reasserted({ ...state, claims }, facts, { by: asserter, at });
  const changed = state.facts[fact] !== value;
  return {
    facts,
    claims: confirmedBy(anew, { ...confirmer, at, gate: null, facts: [fact] }),
    ...(changed ? { revision: state.revision + 1 } : {}),
  };
}

function withStage(state: Initiative, stage: Stage, change: Partial<StageWork>): Pick<Initiative, 'stages'> {
  return { stages: { ...state.stages, [stage]: { ...state.stages[stage], ...change } } };
}

/** The stage that is worked now; a later one that was being worked waits for its turn again. */
function startedAgain({ stages }: Initiative, stage: Stage, round: number): Initiative['stages'] {
  const next = Object.entries(stages).map(([name, work]): [string, StageWork] => {
    if (work.stage === stage) return [name, { ...work, state: 'working', round }];
    const waits =
      isEarlierStage(stage, work.stage) && (work.state === 'working' || work.state === 'presented');
    return [name, waits ? { ...work, state: 'waiting' } : work];
  });
  return Object.fromEntries(next) as Initiative['stages'];
}

function edited(state: Initiative, actor: string): Pick<Initiative, 'editors'> {
  return { editors: writtenBy(state, [actor]) };
}

/** Who wrote the text of a policy that is asked for has a hand in what is decided, as who edits the proposal has. */
function writtenBy({ editors }: Initiative, people: readonly string[]): Initiative['editors'] {
  return people.every((each) => editors.includes(each)) ? editors : [...new Set([...editors, ...people])];
}
