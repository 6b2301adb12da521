import type { BodyMap } from '../../domain/body.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Place, Planned } from '../../domain/initiative/moving-plan.ts';
import { explain } from '../../domain/policy/plain-english.ts';
import { problemOf } from '../problem.ts';
import type { NameOf } from './people.ts';

/** Everybody whom a planned move mentions. */
export function peopleOfMove({ then }: Planned): readonly string[] {
  return then.what === 'moves' ? [...then.counts, ...then.left].map(({ by }) => by) : [];
}

export function presentPlanned(
  state: Initiative,
  { gate, now, then }: Planned,
  map: BodyMap,
  nameOf: NameOf,
) {
  const isMove = then.what === 'moves';
  return {
    gate: gate.id,
    initiative: { id: state.id, title: state.proposal.value?.title ?? null },
    stage: gate.stage,
    round: gate.round,
    policyVersion: gate.receipt.policy.version,
    now: placeIn(now, map),
    what: then.what,
    then: then.what === 'cannot-be-moved' ? null : placeIn(then.at, map),
    counts: isMove
      ? then.counts.map(({ by, votedAt, from }) => ({ by: nameOf(by), votedAt, task: from }))
      : [],
    left: isMove
      ? then.left.map(({ by, votedAt, from, because }) => ({ by: nameOf(by), votedAt, task: from, because }))
      : [],
    superseded: isMove ? then.superseded.map(({ task }) => task) : [],
    problem: then.what === 'cannot-be-moved' ? problemOf(then.why) : null,
  };
}

function placeIn({ level, bodies, receipt }: Place, map: BodyMap) {
  const deciders = bodies.map((code) => map.get(code)?.name ?? code).join(' and ');
  return { level, bodies, deciding: receipt.deciding, explanation: explain(receipt, { [level]: deciders }) };
}
