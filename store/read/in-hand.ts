import type { Seat } from '../../domain/gate/gate.ts';
import { isColleague } from '../../domain/gate/hand-over.ts';
import { rolesAt } from '../../domain/gate/remit-at.ts';
import { roleFor } from '../../domain/gate/seat.ts';
import type { Level } from '../../domain/level.ts';
import { holdsOn, isOn } from '../person-statement.ts';
import { peopleById } from '../registry.ts';
import type { Sql } from '../sql.ts';
import { interestedIn } from './mine.ts';

/** So many initiatives at most are freed in one round. */
const AT_ONCE = 200;

const HELD = `t.state in ('claimed', 'info-requested')`;
const HAS = (person: string, role: string) =>
  `exists (select from role_held r where r.person = ${person} and r.body = any (t.bodies)${role} and ${holdsOn('r')})`;

/** Tasks that somebody has in hand without a role of their own for it: they may stand in for somebody. */
const WITHOUT_A_ROLE = `
  select t.initiative, t.claimed_by as person, t.role, t.bodies, t.level from task t
   where ${HELD} and not ${HAS('t.claimed_by', ' and r.role = t.role')}
  union all
  select t.initiative, t.delegated_to, null, t.bodies, t.level from task t
   where t.delegated_to is not null and not ${HAS('t.delegated_to', '')}`;

/** Initiatives at whose open gate somebody has something in hand, or has answered, and may not decide it. */
const IN_CONFLICT = `
  select t.initiative from interest n
    join task t on n.person in (t.claimed_by, t.delegated_to)
    join gate g on g.id = t.gate and g.state = 'open'
    join initiative i on i.id = t.initiative
   where ${holdsOn('n')} and (${HELD} or t.vote is not null or t.delegated_to is not null) and ${interestedIn('n.kind', 'n.about')}
  union
  select t.initiative from interest n
    join task t on t.state = 'ready' and t.outdated is not null and n.person = (t.outdated ->> 'by')::uuid
    join gate g on g.id = t.gate and g.state = 'open'
    join initiative i on i.id = t.initiative
   where ${holdsOn('n')} and ${interestedIn('n.kind', 'n.about')}
  union
  select t.initiative from cover c
    join task t on t.claimed_by = c.substitute and ${HELD}
    join initiative i on i.id = t.initiative
   where ${isOn('c')} and (i.owner = c.person or c.person = any (i.editors))`;

interface Held {
  readonly initiative: string;
  readonly person: string;
  /** `null` for who prepares it: any role for one of its bodies will do. */
  readonly role: Seat['role'] | null;
  readonly bodies: readonly string[];
  readonly level: Level;
}

/**
 * The initiatives of which people have tasks in hand that they may not have, on a day: they left, hold another role, stand
 * in for nobody any more, or have an interest. Found from how things stand, so that nothing is missed that was
 * interrupted, and what begins or ends on a later day is found on that day.
 */
export async function initiativesToFree(sql: Sql, now: string, day: string): Promise<readonly string[]> {
  const held: Held[] = await sql.query(WITHOUT_A_ROLE, [day]);
  const people = await peopleById(sql, [...new Set(held.map(({ person }) => person))], now);
  const astray = held.filter(({ person: id, role, bodies, level }) => {
    const person = people.get(id);
    if (person === undefined) return false;
    const there = { ...person, roles: rolesAt(level, person) };
    return role === null ? !isColleague({ bodies }, there) : roleFor({ role, bodies }, there) === undefined;
  });
  const conflicts: { initiative: string }[] = await sql.query(IN_CONFLICT, [day]);
  return [...new Set([...astray, ...conflicts].map(({ initiative }) => initiative))].slice(0, AT_ONCE);
}
