import type { Acknowledged } from './desk.ts';
import { lookInto, type Estate } from './estate.ts';
import type { Script } from './script.ts';

interface StoredEvent {
  readonly stream: string;
  readonly n: number;
  readonly type: string;
  readonly actor: string;
  readonly data: Record<string, unknown>;
}

/**
 * What is wrong with what is stored, given what was acknowledged: a command whose event is not there, one that is
 * there twice, an event that nobody asked for, a stream with a gap, an initiative that did not end as it was to; where
 * work was stopped in its middle, it may also be under way.
 */
export async function wrongWithStored(
  estate: Estate,
  acknowledged: readonly Acknowledged[],
  scripts: ReadonlyMap<string, Script>,
  { stoppedInTheMiddle = false } = {},
): Promise<readonly string[]> {
  const ids = [...scripts.keys()];
  const { events, statuses } = await lookInto(estate, async (client) => ({
    events: (
      await client.query<StoredEvent>(
        'select stream, n, type, actor, data from event where stream = any ($1) order by stream, n',
        [ids],
      )
    ).rows,
    statuses: (
      await client.query<{ id: string; status: string }>(
        'select id, status from initiative where id = any ($1)',
        [ids],
      )
    ).rows,
  }));
  const wrong: string[] = [];
  const streams = grouped(events, (event) => event.stream);
  const asked = grouped(acknowledged, (each) => each.initiative);
  const status = new Map(statuses.map((each) => [each.id, each.status]));
  for (const [id, script] of scripts) {
    const stream = streams.get(id) ?? [];
    stream.forEach((event, index) => {
      if (event.n !== index + 1) wrong.push(`${id}: event ${index + 1} has the number ${event.n}`);
    });
    const goesOn = stoppedInTheMiddle && status.get(id) === 'under-way';
    if (!goesOn && status.get(id) !== script.end)
      wrong.push(`${id}: is ${status.get(id) ?? 'gone'}, not ${script.end}`);
    const left = [...stream];
    for (const { type, data } of asked.get(id) ?? []) {
      const index = left.findIndex(
        (event) =>
          event.type === type && Object.entries(data).every(([field, value]) => event.data[field] === value),
      );
      if (index < 0) wrong.push(`${id}: ${type} ${JSON.stringify(data)} was acknowledged and is not there`);
      else left.splice(index, 1);
    }
    for (const event of left)
      if (COMMANDS.has(event.type) && event.actor !== 'workflow')
        wrong.push(`${id}: ${event.type} ${event.n} is there and nobody asked for it (again)`);
    for (const [what, events] of grouped(
      stream.filter((event) => ONCE_A_GATE.has(event.type)),
      (event) => `${event.type} ${String(event.data['gate'])}`,
    ))
      if (events.length > 1) wrong.push(`${id}: ${what} ${events.length} times`);
  }
  return wrong;
}

const ONCE_A_GATE = new Set(['gate-opened', 'gate-decided', 'gate-escalated']);
const COMMANDS = new Set([
  'initiative-drafted',
  'initiative-submitted',
  'initiative-withdrawn',
  'stage-content-sent',
  'stage-presented',
  'task-claimed',
  'task-taken-over',
  'task-completed',
  'vote-recalled',
]);

function grouped<T>(list: readonly T[], by: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const key = by(each);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return groups;
}
