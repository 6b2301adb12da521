import { MOST_LINKS } from '../../domain/cover.ts';
import { remitIn } from '../../domain/gate/remit-at.ts';
import { conflictOf } from '../../domain/gate/seat.ts';
import type { Level } from '../../domain/level.ts';
import { bodiesOf } from '../../domain/person.ts';
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
  select h.*, i.owner, i.editors, i.recused, i.lead, i.affected,
         (select c.value -> 'partners' from content c where c.hash = i.proposal) as partners
    from (select t.initiative, t.claimed_by as person, t.role, t.bodies, t.level from task t
           where ${HELD} and not ${HAS('t.claimed_by', ' and r.role = t.role')}
           union all
          select t.initiative, t.delegated_to, null, t.bodies, t.level from task t
           where t.delegated_to is not null and not ${HAS('t.delegated_to', '')}) as h
    join initiative i on i.id = h.initiative`;

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
   where ${isOn('c')} and (i.owner = c.person or c.person = any (i.editors))
  union
  select t.initiative from cover c
    join task t on t.delegated_to = c.substitute and t.delegated_to is not null
    join initiative i on i.id = t.initiative
   where ${isOn('c')} and (i.owner = c.person or c.person = any (i.editors))`;

/**
 * Initiatives at whose open gate somebody has answered in the role of who has an interest. They are found by who ever stood in for
 * whom, one after the other, so that no vote of another is looked at.
 */
const ANSWERED_FOR_THEM = `
  with recursive stood_in as (
    select n.person, n.kind, n.about, c.substitute, 1 as links from interest n join cover c on c.person = n.person
     where ${holdsOn('n')} and c.substitute is not null
     union
    select s.person, s.kind, s.about, c.substitute, s.links + 1 from stood_in s join cover c on c.person = s.substitute
     where s.links < ${MOST_LINKS} and c.substitute is not null),
  answered as (
    select s.person, s.kind, s.about, t.initiative, t.gate from stood_in s
      join task t on t.claimed_by = s.substitute and t.vote is not null and (t.vote ->> 'onBehalfOf')::uuid = s.person
     union
    select s.person, s.kind, s.about, t.initiative, t.gate from stood_in s
      join task t on t.outdated is not null and (t.outdated ->> 'by')::uuid = s.substitute
                 and t.state = 'ready' and (t.outdated ->> 'onBehalfOf')::uuid = s.person)
  select a.initiative from answered a
    join gate g on g.id = a.gate and g.state = 'open'
    join initiative i on i.id = a.initiative
   where ${interestedIn('a.kind', 'a.about')}`;

interface Held {
  readonly initiative: string;
  readonly person: string;
  /** `null` for who prepares it: any role for one of its bodies will do. */
  readonly role: string | null;
  readonly bodies: readonly string[];
  readonly level: Level;
  readonly owner: string;
  readonly editors: readonly string[];
  readonly recused: readonly string[];
  readonly lead: string;
  readonly affected: readonly string[];
  readonly partners: readonly string[] | null;
}

/**
 * The initiatives of which people have tasks in hand that they may not have, on a day: they left, hold another role, stand
 * in for nobody any more, or have an interest. Found from how things stand, so that nothing is missed that was
 * interrupted, and what begins or ends on a later day is found on that day.
 */
export async function initiativesToFree(sql: Sql, now: string, day: string): Promise<readonly string[]> {
  const held: Held[] = await sql.query(WITHOUT_A_ROLE, [day]);
  const people = await peopleById(sql, [...new Set(held.map(({ person }) => person))], now);
  const astray = held.filter(({ person: id, role, bodies, level, lead, affected, partners, ...who }) => {
    const known = people.get(id);
    if (known === undefined) return false;
    const matter = { ...who, proposal: { value: { lead, affected, partners: partners ?? [] } } };
    if (conflictOf(matter, known) !== null) return true;
    const person = remitIn(matter, level, known);
    if (role === null) return !bodiesOf(person).some((body) => bodies.includes(body));
    return !person.roles.some((one) => one.role === role && bodies.includes(one.body ?? ''));
  });
  const conflicts: { initiative: string }[] = await sql.query(IN_CONFLICT, [day]);
  const answered: { initiative: string }[] = await sql.query(ANSWERED_FOR_THEM, [day]);
  return [...new Set([...astray, ...conflicts, ...answered].map(({ initiative }) => initiative))].slice(
    0,
    AT_ONCE,
  );
}
