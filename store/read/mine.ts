import { nameAsMatched } from '../../domain/interest.ts';
import type { Person } from '../../domain/person.ts';
import type { Value } from '../sql.ts';

/** Tasks that nobody is done with. */
export const OPEN = `t.state in ('ready', 'claimed', 'info-requested')`;

/** A name as it is compared: `nameAsMatched` of the domain, whatever the locale of the database knows of letters and spaces. */
export const matched = (name: string) =>
  String.raw`btrim(regexp_replace(lower(normalize(${name}, NFKC) collate "und-x-icu"), '[\t\n\v\f\r .,]+', ' ', 'g'), ' ')`;

/** Whether the initiative `i` is one that an interest is in: `hasInterest` of the domain. */
export const interestedIn = (kind: string, about: string) => `
  case when ${kind} = 'body' then ${about} = i.lead or ${about} = any (i.affected)
       else exists (
         select from content c cross join lateral jsonb_array_elements_text(c.value -> 'partners') as partner
          where c.hash = i.proposal and ${matched('partner')} = ${matched(about)}) end`;

/**
 * What is open to a person of the tasks that are offered for their roles, as `cannotClaim` and `notTheirs` of the domain say
 * for one task: not closed to their profession, at a gate where they do nothing yet, and not on their own proposal or one
 * that they have an interest in.
 */
const OPEN_TO_THEM = `
  t.state = 'ready' and t.offered is not false
  and not coalesce($2, '') = any (coalesce(t.closed_to, '{}'))
  and not exists (select from task o where o.engages = $1 and o.gate = t.gate)
  and not exists (select from initiative i where i.id = t.initiative
                     and ($1 = i.owner or $1 = any (i.editors) or $1 = any (i.recused)))`;

const MINE = `unnest($3::text[], $4::text[]) as mine(role, body)`;

/** Those of their roles, and of whom they stand in for: whose it is, and at which levels; both may be empty. */
const MINE_AND_COVERED = `(
  select role, body, nullif(whose, '')::uuid as whose, string_to_array(nullif(levels, ''), ' ') as levels
    from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as m(role, body, whose, levels)) as mine`;

/** As `remitAt` of the domain has it: their level, and nobody at whose gate whose remit it is has answered or has an interest. */
const IN_THEIR_REMIT = `
  (mine.levels is null or t.level = any (mine.levels))
  and (mine.whose is null or not exists (
    select from task o where o.gate = t.gate and o.vote is not null
       and (o.claimed_by = mine.whose or o.vote ->> 'onBehalfOf' = mine.whose::text)))
  and not exists (
    select from initiative i where i.id = t.initiative and (
      i.owner = any ($7::uuid[]) or i.editors && $7::uuid[] or mine.whose = any (i.recused) or exists (
        select from unnest($8::uuid[], $9::text[], $10::text[]) as n(by, kind, about)
         where (n.by = $1 or n.by = mine.whose) and ${interestedIn('n.kind', 'n.about')})))`;

/** True for somebody whose queue needs more than their own roles to be found. */
function hasMore({ standsFor = [], interests = [], roles }: Person): boolean {
  return standsFor.length > 0 || interests.length > 0 || roles.some(({ levels }) => levels !== undefined);
}

/**
 * What waits for a person, found by `select`, the parameters of which come after these. Each kind of task is found where an
 * index has it in order: what is held, what is prepared for somebody, what is offered to a role of one body, of several.
 * For somebody who stands in for others also what those hold, to be taken over.
 */
export function mineOf(person: Person): {
  readonly values: readonly Value[];
  readonly rows: (select: string, ordered: string) => string;
} {
  const more = hasMore(person);
  const mine = more ? MINE_AND_COVERED : MINE;
  const remit = more ? `and ${IN_THEIR_REMIT}` : '';
  const several = (select: string) => `
    ${select} and cardinality(t.bodies) > 1 and ${OPEN}
       and exists (select from ${mine} where mine.body = any (t.bodies) and mine.role = t.role ${remit})
       and ${OPEN_TO_THEM}`;
  const away = (select: string) => `
  union all
  select * from (
    ${select} and t.claimed_by = any ($7::uuid[]) and t.state in ('claimed', 'info-requested')
       and exists (select from ${mine} where mine.whose = t.claimed_by and mine.body = any (t.bodies) and mine.role = t.role
                      and ${IN_THEIR_REMIT}) offset 0) as of_who_is_away`;
  const all = (select: string, ordered: string) => `
  select * from (${select} and t.claimed_by = $1 and t.state in ('claimed', 'info-requested') offset 0) as held
  union all
  select * from (${select} and t.delegated_to = $1 offset 0) as delegated
  union all
  select found.* from ${mine} cross join lateral (
    ${select} and t.bodies[1] = mine.body and t.role = mine.role and cardinality(t.bodies) = 1
       and ${OPEN_TO_THEM} ${remit} ${ordered}) as found
  union all
  select * from (${several(select)} offset 0) as several ${more ? away(select) : ''}`;
  return {
    values: more ? [...asMine(person), ...asCovered(person)] : asMine(person),
    // What several of their roles are for is found by each.
    rows: (select, ordered) =>
      more ? `select distinct * from (${all(select, ordered)}) as mine` : all(select, ordered),
  };
}

/** Each role once, and whose it is: their own before another's. */
function heldBy(person: Person) {
  const own = new Set(
    person.roles.flatMap(({ role, body, onBehalfOf, levels }) =>
      onBehalfOf === undefined && levels === undefined ? [`${role} ${body ?? ''}`] : [],
    ),
  );
  const held = person.roles.flatMap(({ role, body, onBehalfOf = '', levels = [] }) =>
    body === null ||
    !(role === 'approver' || role === 'signatory') ||
    (onBehalfOf !== '' && own.has(`${role} ${body}`))
      ? []
      : [{ role, body, whose: onBehalfOf, levels: levels.join(' ') }],
  );
  return [...new Map(held.map((each) => [Object.values(each).join('|'), each])).values()];
}

function asMine(person: Person): readonly Value[] {
  const held = heldBy(person);
  return [person.id, person.profession, held.map(({ role }) => role), held.map(({ body }) => body)];
}

function asCovered(person: Person): readonly Value[] {
  const held = heldBy(person);
  const { standsFor = [], interests = [] } = person;
  return [
    held.map(({ whose }) => whose),
    held.map(({ levels }) => levels),
    standsFor,
    interests.map(({ by }) => by),
    interests.map(({ kind }) => kind),
    interests.map(({ kind, of }) => (kind === 'body' ? of : nameAsMatched(of))),
  ];
}
