import { isCovered, ownRoles } from '../domain/cover.ts';
import { isHeld, type Gate } from '../domain/gate/gate.ts';
import { cannotKeep } from '../domain/gate/hand-over.ts';
import { reachOf } from '../domain/gate/reach.ts';
import type { Person, RoleHeld } from '../domain/person.ts';
import type { BodyMap } from '../domain/body.ts';
import { gatesThatWaitFor, ownedBy, tasksInHand } from '../store/read/of-person.ts';
import { readTasks, type QueuedTask } from '../store/read/tasks.ts';
import { readAs } from '../store/reading.ts';
import { decidersOf, type KnownPerson } from '../store/registry.ts';
import type { Services } from './services.ts';

/** So many tasks, gates and initiatives at most are looked at and told of. */
const MOST = 200;

/**
 * What another set of roles for somebody would do to what is open, with nothing changed: which tasks would go back, and at
 * which gates the quorum could not be reached any more that can be today. It is looked at with their eyes, since an
 * operator sees no initiative, and told by ids.
 */
export async function previewRoles(services: Services, whom: KnownPerson, roles: readonly RoleHeld[]) {
  const { database, world, clock } = services;
  return readAs(database, whom, async (sql) => {
    const now = await clock();
    const { bodies: map } = await world.given(sql, now);
    const after: KnownPerson = {
      ...whom,
      roles: [...roles, ...whom.roles.filter((held) => held.onBehalfOf !== undefined)],
    };
    const inHand = await tasksInHand(sql, whom.id, MOST);
    const held = await readTasks(sql, whom, inHand);
    const lost = ownRoles(whom).flatMap(({ role, body }) =>
      isCovered(role) && body !== null && !roles.some((each) => each.role === role && each.body === body)
        ? [{ role, body }]
        : [],
    );
    const waiting = lost.length === 0 ? [] : await gatesThatWaitFor(sql, lost, MOST);
    const gates = [...(await readTasks(sql, whom, waiting)).values()];
    const bodies = [...new Set(gates.flatMap(({ gate }) => gate.seats.flatMap((seat) => seat.bodies)))];
    const people = bodies.length === 0 ? [] : await decidersOf(sql, bodies, now);
    const changed = people.map((person) => withRoles(person, whom.id, roles));
    const owns = await ownedBy(sql, whom.id, MOST);
    return {
      tasks: [...held.values()].map((found) => inHandOf(found, whom, after)),
      gates: gates.flatMap((found) => outOfReachAfter(found, people, changed, map)),
      owns,
      more: [inHand, waiting, owns].some((each) => each.length === MOST),
    };
  });
}

/** Somebody who decides, once one of them has other roles: what others hold for that one follows. */
function withRoles<P extends Person>(person: P, whom: string, roles: readonly RoleHeld[]): P {
  const stays = (held: RoleHeld) => roles.some((each) => each.role === held.role && each.body === held.body);
  if (person.id === whom)
    return {
      ...person,
      roles: [
        ...person.roles.filter((held) => held.onBehalfOf !== undefined || stays(held)),
        ...newOf(person, roles),
      ],
    };
  return { ...person, roles: person.roles.filter((held) => held.onBehalfOf !== whom || stays(held)) };
}

function newOf(person: Person, roles: readonly RoleHeld[]): readonly RoleHeld[] {
  return roles.filter(
    (each) => !ownRoles(person).some((held) => held.role === each.role && held.body === each.body),
  );
}

function inHandOf({ gate, seat, initiative }: QueuedTask, whom: Person, after: Person) {
  const holds = isHeld(seat) && seat.claimedBy === whom.id;
  return {
    task: seat.task,
    ...placeOf({ gate, initiative }),
    has: holds ? ('holds' as const) : ('prepares' as const),
    goesBack: cannotKeep(initiative, gate, seat, after) !== null,
  };
}

function outOfReachAfter(
  { gate, initiative }: QueuedTask,
  before: readonly Person[],
  after: readonly Person[],
  map: BodyMap,
) {
  if (reachOf(initiative, gate, before, map).outOfReach.length > 0) return [];
  const { outOfReach } = reachOf(initiative, gate, after, map);
  return outOfReach.length === 0 ? [] : [{ ...placeOf({ gate, initiative }), dueAt: gate.dueAt, outOfReach }];
}

const placeOf = ({ gate, initiative }: { gate: Gate; initiative: { id: string } }) => ({
  gate: gate.id,
  initiative: initiative.id,
  stage: gate.stage,
  level: gate.level,
});
