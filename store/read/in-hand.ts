import { MOST_LINKS } from '../../domain/cover.ts';
import type { Seat } from '../../domain/gate/gate.ts';
import { isColleague } from '../../domain/gate/hand-over.ts';
import { remitIn } from '../../domain/gate/remit-at.ts';
import { conflictOf, roleFor } from '../../domain/gate/seat.ts';
import type { Level } from '../../domain/level.ts';
import type { Matter } from '../../domain/matter.ts';
import { holdsOn, isOn } from '../person-statement.ts';
import { peopleById } from '../registry.ts';
import type { Sql } from '../sql.ts';
import { interestedIn } from './mine.ts';

/** So many initiatives at most are freed in one round. */
const AT_ONCE = 200;

const HELD = `t.state in ('claimed', 'info-requested')`;
const HAS = (person: string, role: string) =>
  `exists (select from role_held r where r.person = ${person} and r.body = any (t.bodies)${role} and ${holdsOn('r')})`;
const STANDS_IN = (person: string) =>
  `exists (select from cover c where c.substitute = ${person} and ${isOn('c')})`;

/**
 * Tasks that somebody has in hand without a role of their own for it, or while they stand in for somebody: whether they may
 * is then asked of the rules, which follow whoever is away along.
 */
const TO_BE_ASKED = `
  select h.*, i.owner, i.editors, i.recused, i.lead, i.affected,
         (select c.value -> 'partners' from content c where c.hash = i.proposal) as partners
    from (select t.initiative, t.claimed_by as person, t.role, t.bodies, t.level from task t
           where ${HELD} and (not ${HAS('t.claimed_by', ' and r.role = t.role')} or ${STANDS_IN('t.claimed_by')})
           union all
          select t.initiative, t.delegated_to, null, t.bodies, t.level from task t
           where t.delegated_to is not null
             and (not ${HAS('t.delegated_to', '')} or ${STANDS_IN('t.delegated_to')})) as h
    join initiative i on i.id = h.initiative`;

/** Initiatives at whose open gate somebody has something in hand, or has answered, and has an interest. */
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
  select g.initiative from interest n
    join gate g on g.state = 'open' and g.earlier is not null and exists (
      select from jsonb_array_elements(g.earlier) as e
       where n.person::text in (e -> 'vote' ->> 'by', e -> 'vote' ->> 'onBehalfOf'))
    join initiative i on i.id = g.initiative
   where ${holdsOn('n')} and ${interestedIn('n.kind', 'n.about')}`;

/**
 * Initiatives at whose open gate somebody has answered in the role of who has an interest. They are found by who ever stood in for
 * whom, one after the other, so that no vote of anybody else is looked at.
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

interface Held extends Pick<Matter, 'owner' | 'editors' | 'recused'> {
  readonly initiative: string;
  readonly person: string;
  /** `null` for who prepares it: any role for one of its bodies will do. */
  readonly role: Seat['role'] | null;
  readonly bodies: readonly string[];
  readonly level: Level;
  readonly lead: string;
  readonly affected: readonly string[];
  readonly partners: readonly string[] | null;
}

/**
 * The initiatives of which people have tasks in hand that they may not have, on a day: they left, hold another role, stand
 * in for nobody any more or for who wrote it, or they or whom they stand in for have an interest. Found from how things stand,
 * so that nothing is missed that was interrupted, and what begins or ends on a later day is found on that day.
 */
export async function initiativesToFree(sql: Sql, now: string, day: string): Promise<readonly string[]> {
  const held: Held[] = await sql.query(TO_BE_ASKED, [day]);
  const people = await peopleById(sql, [...new Set(held.map(({ person }) => person))], now);
  const astray = held.filter(({ person: id, role, bodies, level, lead, affected, partners, ...who }) => {
    const known = people.get(id);
    if (known === undefined) return false;
    const matter = { ...who, proposal: { value: { lead, affected, partners: partners ?? [] } } };
    if (conflictOf(matter, known) !== null) return true;
    const person = remitIn(matter, level, known);
    return role === null ? !isColleague({ bodies }, person) : roleFor({ role, bodies }, person) === undefined;
  });
  const conflicts: { initiative: string }[] = await sql.query(IN_CONFLICT, [day]);
  const answered: { initiative: string }[] = await sql.query(ANSWERED_FOR_THEM, [day]);
  const all = [...astray, ...conflicts, ...answered].map(({ initiative }) => initiative);
  return [...new Set(all)].slice(0, AT_ONCE);
}
