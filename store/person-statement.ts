import { COVERED_ROLES, MOST_LINKS } from '../domain/cover.ts';

/** Whether a role or an interest holds on the day `$1`. */
export const holdsOn = (row: string) =>
  `${row}.valid_from <= $1 and (${row}.valid_to is null or $1 < ${row}.valid_to)`;
/** Whether somebody is away on the day `$1`. */
export const isOn = (row: string) => `${row}.valid_from <= $1 and $1 < ${row}.valid_to`;

const SCOPE = ['roles', 'bodies', 'levels'] as const;
const COVERED = COVERED_ROLES.map((role) => `'${role}'`).join(', ');

/** What two scopes have in common, `null` being all; and whether they have anything. */
const met = (
  column: string,
) => `case when s.${column} is null then c.${column} when c.${column} is null then s.${column}
            else array(select each from unnest(c.${column}) as each where each = any (s.${column})) end`;
const meets = (column: string) =>
  `(s.${column} is null or c.${column} is null or s.${column} && c.${column})`;

/**
 * For whom somebody stands in on the day, with what they hold for them: `standsInFor` and `withCover` of
 * `domain/cover.ts`, in the statement that reads who acts, so that a vote waits no longer for it. Whom several ways lead to for the
 * same is followed once (`union`), however many they are; a way that comes round to somebody again leads to nothing more.
 * `test/property/cover.test.ts` holds one against the other.
 */
const STANDS = `(
    with recursive stands as (
      select c.person, ${SCOPE.map((column) => `c.${column}`).join(', ')}, 1 as links
        from cover c where c.substitute = p.id and ${isOn('c')}
      union
      select c.person, ${SCOPE.map(met).join(', ')}, s.links + 1
        from stands s join cover c on c.substitute = s.person and ${isOn('c')}
       where c.person <> p.id and s.links < ${MOST_LINKS}
         and ${SCOPE.map(meets).join(' and ')})
    select array_agg(distinct s.person) as people,
           jsonb_agg(distinct jsonb_strip_nulls(jsonb_build_object(
             'role', r.role, 'body', r.body, 'onBehalfOf', s.person, 'levels', s.levels))) filter (where r.id is not null) as roles
      from stands s
      left join role_held r on r.person = s.person and ${holdsOn('r')} and r.role in (${COVERED})
       and (s.roles is null or r.role = any (s.roles)) and (s.bodies is null or r.body = any (s.bodies)))`;

/** Somebody with the roles that they hold on the day `$1`, their own and those of whom they stand in for. */
export const PERSON = `
  select p.id, p.issuer, p.subject, p.name, p.profession, coalesce((
    select jsonb_agg(jsonb_build_object('role', r.role, 'body', r.body) order by r.role, r.body)
      from role_held r
     where r.person = p.id and ${holdsOn('r')}), '[]') || coalesce(stands.roles, '[]') as roles,
         coalesce(to_jsonb(stands.people), '[]') as "standsFor", coalesce((
    select jsonb_agg(jsonb_build_object('by', n.person, 'kind', n.kind, 'of', n.about) order by n.id)
      from interest n
     where n.person = any (array_append(stands.people, p.id)) and ${holdsOn('n')}), '[]') as interests, (
    select jsonb_build_object('body', s.body, 'responsible', s.responsible, 'scopes', to_jsonb(s.scopes),
             'profession', (select whose.profession from person whose where whose.id = s.responsible),
             'active', s.ended_at is null and exists (
               select from role_held r
                where r.person = s.responsible and r.role = 'owner' and r.body = s.body
                  and ${holdsOn('r')}))
      from service_account s where s.person = p.id) as service
  from person p cross join lateral ${STANDS} as stands`;

/** A row `c` of the table `cover` as `Cover` of the domain. */
export const COVER_AS_JSON = `jsonb_build_object('id', c.id, 'person', c.person, 'substitute', c.substitute,
  'scope', jsonb_build_object('roles', c.roles, 'bodies', c.bodies, 'levels', c.levels),
  'from', c.valid_from, 'to', c.valid_to)`;
