import type { Named } from '../api/present/people.ts';
import type { BodyCode } from '../domain/body.ts';
import type { Gate } from '../domain/gate/gate.ts';
import type { PersonId } from '../domain/person.ts';
import { mayBeInvited } from '../domain/sitting/invite.ts';
import { colleaguesOf } from '../store/registry.ts';
import type { Sql } from '../store/sql.ts';
import { professionName } from './words/names.ts';

/**
 * Those who can be invited to a sitting, as boxes: whoever could decide something of it first, then by name. Who is ticked
 * stays among them, whatever they may still do.
 */
export async function invitable(
  sql: Sql,
  body: BodyCode,
  gates: readonly Gate[],
  able: readonly Named[],
  ticked: readonly PersonId[],
  now: string,
) {
  const bodies = new Set([body, ...gates.flatMap((gate) => gate.seats.flatMap((seat) => seat.bodies))]);
  const found = await colleaguesOf(sql, [...bodies], now);
  const decides = new Set(able.map(({ id }) => id));
  const listed = found
    .filter((each) => ticked.includes(each.id) || mayBeInvited(each, body, gates))
    .map(({ id, name, profession }) => ({ id, name, profession }));
  const missing = able.filter(({ id }) => !listed.some((each) => each.id === id));
  return [...listed, ...missing.map(({ id, name }) => ({ id, name: name ?? id, profession: null }))]
    .toSorted((a, b) => Number(decides.has(b.id)) - Number(decides.has(a.id)))
    .map(({ id: value, name, profession }) => ({
      value,
      text: profession === null ? name : `${name}, ${professionName(profession).toLowerCase()}`,
      checked: ticked.includes(value),
    }));
}
