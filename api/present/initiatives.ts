import type { BodyMap } from '../../domain/body.ts';
import { isWaiting, isWaitingForOwner } from '../../domain/gate/gate.ts';
import { aheadOf, chainOf } from '../../domain/initiative/ahead.ts';
import type { Given } from '../../domain/initiative/decision.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { STAGE_NAMES, STAGES, type Stage } from '../../domain/stage.ts';
import type { Comment, ListedInitiative, ToldEvent } from '../../store/read/initiatives.ts';
import type { NameOf } from './people.ts';

export function presentInitiative(state: ListedInitiative, map: BodyMap, nameOf: NameOf) {
  const proposal = state.proposal.value;
  const lead = proposal?.lead ?? '';
  return {
    id: state.id,
    status: state.status,
    title: proposal?.title ?? null,
    aim: proposal?.aim ?? null,
    involvement: proposal?.involvement ?? null,
    lead: { code: lead, name: map.get(lead)?.name ?? null },
    affected: proposal?.affected ?? [],
    partners: proposal?.partners ?? [],
    purposes: proposal?.purposes ?? [],
    team: proposal?.team ?? [],
    linkedInitiatives: proposal?.linkedInitiatives ?? [],
    policy: proposal?.policy ?? null,
    facts: state.facts,
    scope: state.scope,
    owner: nameOf(state.owner),
    stage: state.stage,
    stages: STAGES.map((each) => {
      const { stage, state: standing, round, revision } = state.stages[each];
      return { stage, name: STAGE_NAMES[stage], state: standing, round, revision };
    }),
    gate:
      state.gate === null
        ? null
        : {
            id: state.gate.id,
            state: state.gate.state,
            level: state.gate.level,
            bodies: state.gate.bodies,
            dueAt: state.gate.dueAt,
          },
    waitingFor: waitingFor(state, map),
    sentBack:
      state.sentBack === null
        ? null
        : { code: state.sentBack.code, detail: state.sentBack.detail.value ?? '' },
    revision: state.revision,
    version: state.n,
    createdAt: state.createdAt,
    updatedAt: state.at,
  };
}

/** One initiative, with what happens next to it. */
export function presentWhole(state: Initiative, given: Given, nameOf: NameOf) {
  return { ...presentInitiative(state, given.bodies, nameOf), ...presentAhead(state, given) };
}

/** What happens next if nobody acts, and the chain along which it is told. */
export function presentAhead(state: Initiative, given: Given) {
  const next = aheadOf(state, given);
  const { gate } = state;
  return { next, chain: gate?.state === 'open' ? chainOf(gate, given.rules.times, next) : [] };
}

export function presentStage(state: Initiative, stage: Stage) {
  const work = state.stages[stage];
  return { ...work, name: STAGE_NAMES[stage], content: work.content?.value ?? null };
}

/** Who has it now, in words: what an owner asks first. */
export function waitingFor(state: ListedInitiative, map: BodyMap): string {
  const name = (code: string) => map.get(code)?.name ?? code;
  const stage = STAGE_NAMES[state.stage];
  if (state.status === 'draft') return 'Its owner, who has not submitted it yet.';
  if (state.status !== 'under-way') return `Nobody: it is ${state.status}.`;
  const work = state.stages[state.stage];
  if (work.state === 'working' || work.state === 'waiting') return `Its owner, who works on “${stage}”.`;
  const { gate } = state;
  if (gate?.state !== 'open' || gate.stage !== state.stage)
    return `Remit, which is moving it on at “${stage}”.`;
  const bodies = [
    ...new Set(
      gate.seats
        .filter((seat) => isWaiting(seat) && seat.kind !== 'advice' && !isWaitingForOwner(seat))
        .flatMap((seat) => seat.bodies),
    ),
  ];
  const asked = gate.seats.some(isWaitingForOwner);
  const deciders = bodies.length === 0 ? null : `${bodies.map(name).join(', ')}, to decide “${stage}”.`;
  if (asked)
    return `Its owner, to answer a question${deciders === null ? ` about “${stage}”.` : `; and ${deciders}`}`;
  return deciders ?? `What its gate still requires at “${stage}”.`;
}

export function presentComment({ by, ...comment }: Comment, nameOf: NameOf) {
  return { ...comment, by: nameOf(by) };
}

export function presentEvent({ actor, data, ...event }: ToldEvent, nameOf: NameOf) {
  // The salt of what approvers are shown is nobody's to read: with it a hash could be guessed back to its words.
  const { salt: _salt, ...told } = data;
  return { ...event, actor: nameOf(actor), data: plain(told) as Record<string, unknown> };
}

/** Words where the event has only their hash: read beside it, and null once erased. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('sealed' in value && value.sealed === true && 'hash' in value && 'value' in value)
    return { hash: value.hash, text: value.value };
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
