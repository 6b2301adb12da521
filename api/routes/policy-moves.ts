import type { Request } from 'express';
import type { PersonCommand } from '../../domain/initiative/commands.ts';
import { plannedMove } from '../../domain/initiative/moving-plan.ts';
import { noSuchVersion } from '../../domain/policy-life/draft-policy.ts';
import { refusal } from '../../domain/refusal.ts';
import { linkedWith } from '../../store/links.ts';
import { policySource } from '../../store/policies.ts';
import { readInitiative } from '../../store/read-initiative.ts';
import { listUnderOthers } from '../../store/read/moving.ts';
import type { Answer } from '../../store/idempotency.ts';
import type { Identity } from '../../store/registry.ts';
import { cursorOf, refused } from '../change.ts';
import { handle, keyOfOne, onceKeyOf } from '../commands.ts';
import { nameThem } from '../present/people.ts';
import { peopleOfMove, presentPlanned } from '../present/policy-moves.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing, page } from '../schemas/common.ts';
import {
  gatesToMove,
  moveResults,
  movingQuery,
  ofVersion,
  plannedMove as planned,
} from '../schemas/policy-moves.ts';
import type { Services } from '../services.ts';

const RESULTS = { 200: { description: 'A result for each, in the order given', schema: moveResults } };

/** Open gates keep the version of the policy that they opened with; these bring them over to the one in force, and back. */
export function policyMoveRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/policies/{version}/moving-plan',
      id: 'readMovingPlan',
      action: 'policy.move',
      tag: 'Policies',
      summary:
        'What would become of each open gate that is judged by another version, if it were brought over to this one',
      description:
        'For the version in force: which gates stay where they are, with a new receipt, which move and to where, which answers would count ' +
        'on there and which tasks would be superseded, and which cannot be moved and why. Nothing is changed.',
      params: ofVersion,
      query: movingQuery,
      body: undefined,
      answers: {
        200: {
          description: 'A page, in the order in which the gates opened',
          schema: page(planned, 'MovingPlan'),
        },
      },
      problems: [403, 404, 409],
      handle: async ({ readPerson, params: { version }, query }) => {
        const person = await readPerson();
        const after = query.after === undefined ? null : cursorOf(query.after);
        return readOne(services, person, async (sql, given) => {
          if (version !== given.policy.version) return notInForce(services, version, given.policy.version);
          const { items, next } = await listUnderOthers(sql, { version, limit: query.limit, after });
          const found = [];
          for (const id of items) {
            const state = await readInitiative(sql, id);
            if (state === null) continue;
            const linked = await linkedWith(sql, id);
            const plan = plannedMove(state, { ...(await services.world.about(sql, state, given)), linked });
            if (plan !== null) found.push({ state, plan });
          }
          const nameOf = await nameThem(
            sql,
            found.flatMap(({ plan }) => peopleOfMove(plan)),
          );
          return answer(200, {
            items: found.map(({ state, plan }) => presentPlanned(state, plan, given.bodies, nameOf)),
            page: { next },
          });
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/policies/{version}/move',
      id: 'moveGates',
      action: 'policy.move',
      tag: 'Policies',
      summary: 'Bring open gates over to the version in force, with a result for each',
      description:
        'Each by itself, in the order given: it stays where it is with a new receipt, or moves to where this version sends it, and answers ' +
        'that still count there count on. Sent again with the same Idempotency-Key, what was done is told again.',
      params: ofVersion,
      query: nothing,
      body: gatesToMove,
      answers: RESULTS,
      problems: [403, 422],
      handle: async ({ identity, readPerson, params: { version }, body, request }) => {
        // Who is not of that board is refused once, and not for each.
        await readPerson();
        return each(services, identity, { gates: body.gates, request }, (gate) => ({
          type: 'move-gate',
          gate,
          version,
        }));
      },
    }),
    route({
      method: 'post',
      path: '/v1/policies/{version}/move/undo',
      id: 'undoMoves',
      action: 'policy.move',
      tag: 'Policies',
      summary: 'Take back that gates were brought over to this version, with a result for each',
      description:
        'Each is judged again by the version that it had, for as long as it is not decided and no change of facts moved it since. A gate is ' +
        'named by its id, or by that of the gate before it which the move superseded.',
      params: ofVersion,
      query: nothing,
      body: gatesToMove,
      answers: RESULTS,
      problems: [403, 422],
      handle: async ({ identity, readPerson, params: { version }, body, request }) => {
        // Who is not of that board is refused once, and not for each.
        await readPerson();
        return each(services, identity, { gates: body.gates, request }, (gate) => ({
          type: 'undo-move',
          gate,
          version,
        }));
      },
    }),
  ];
}

async function notInForce(services: Services, version: string, inForce: string): Promise<Answer> {
  const known = await policySource(services.database, 'subsidiarity', version);
  if (known === null) return refused(noSuchVersion(version));
  const detail = `Version ${version} is not in force: gates are brought over to ${inForce}, and to no other.`;
  return refused(refusal('policy-not-in-force', detail, { data: { inForce } }));
}

/** Each gate in a transaction of its own, answered once for a key. */
async function each(
  services: Services,
  by: Identity,
  { gates, request }: { readonly gates: readonly string[]; readonly request: Request },
  command: (gate: string) => PersonCommand,
): Promise<Answer> {
  const once = onceKeyOf(request, by);
  const items = [];
  for (const [index, gate] of gates.entries()) {
    const asked = { by, about: { kind: 'gate', id: gate }, once: keyOfOne(once, index) } as const;
    const { status, body } = await handle(
      services,
      asked,
      () => command(gate),
      (outcome) => {
        if (!outcome.ok) return refused(outcome.refusal);
        const { state, events } = outcome;
        const moved = events.find((event) => event.type === 'policy-moved');
        if (moved?.type !== 'policy-moved') throw new Error('A gate was moved, and nothing says so');
        const what = events.some(({ type }) => type === 'gate-decided') ? 'moves' : 'stays';
        const { stage, to: policyVersion } = moved.data;
        return answer(200, { initiative: state.id, stage, what, policyVersion });
      },
    );
    const isDone = status === 200;
    items.push({ gate, status, done: isDone ? body : null, problem: isDone ? null : body });
  }
  const done = items.filter(({ problem }) => problem === null).length;
  return answer(200, { items, done, refused: items.length - done });
}
