import type { Durations, RoutedAlike } from '../../domain/learning/figures.ts';
import { LEVELS } from '../../domain/level.ts';
import { bodiesOf, type Person } from '../../domain/person.ts';
import type { Sql } from '../sql.ts';
import { CALENDAR } from '../world.ts';

/** Gates that opened on this day or later, and on this day or before, as the calendar has them. */
export interface RoutedFilter {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const STARTS = (day: string) => `((${day})::timestamp at time zone '${CALENDAR.timeZone}')`;

/** Of initiatives in which a body of theirs has a part, or that they own: what `initiative.read` lets them read. */
const THEIRS = `
  from gate g join initiative i on i.id = g.initiative
 where (i.owner = $4 or exists (select from part p where p.initiative = g.initiative and p.body = any ($3)))
   and ($1::date is null or g.opened_at >= ${STARTS('$1::date')})
   and ($2::date is null or g.opened_at < ${STARTS('$2::date + 1')})`;

const ROUTED = `
  select to_char(g.opened_at at time zone '${CALENDAR.timeZone}', 'YYYY-MM') as month, g.stage, g.home, g.level,
         coalesce(g.receipt -> 'policy' ->> 'version', '') as policy,
         jsonb_path_query_array(g.receipt, '$.rules[*] ? (@.matched == true).id') as matched,
         coalesce(g.receipt -> 'deciding', '[]') as deciding,
         case when g.state = 'approved' and exists (
                     select from task t where t.gate = g.id and t.outcome = 'approve' and t.vote -> 'conditions' <> 'null')
              then 'approved-with-conditions' else g.state end as end,
         count(*)::int as gates
    ${THEIRS}
   group by 1, 2, 3, 4, 5, 6, 7, 8
   order by 1, 2, 3, 4, 5, 6, 7, 8`;

const ABOVE = `array_position($5::text[], g.level) > array_position($5::text[], g.home)`;

const DURATIONS = `
  with decided as (
    select g.stage, ${ABOVE} as above, extract(epoch from g.decided_at - g.opened_at) / 86400 as days
      ${THEIRS} and g.decided_at is not null and g.state <> 'superseded'),
  medians as (
    select stage, above, count(*)::int as gates, percentile_cont(0.5) within group (order by days) as median
      from decided group by stage, above)
  select stage,
         coalesce(max(gates) filter (where not above), 0) as "gatesAtHome",
         max(median) filter (where not above) as "medianAtHome",
         coalesce(max(gates) filter (where above), 0) as "gatesAbove",
         max(median) filter (where above) as "medianAbove",
         (select sum(greatest(0, d.days - m.median))
            from decided d join medians m on m.stage = d.stage and not m.above
           where d.stage = medians.stage and d.above) as lost
    from medians group by stage`;

/** How the gates that this person may read were routed, and how long they took. */
export async function readRouted(
  sql: Sql,
  person: Person,
  { since, until }: RoutedFilter,
): Promise<{ readonly routed: readonly RoutedAlike[]; readonly durations: readonly Durations[] }> {
  const values = [since ?? null, until ?? null, bodiesOf(person), person.id];
  const routed: RoutedAlike[] = await sql.query(ROUTED, values);
  const durations: DurationRow[] = await sql.query(DURATIONS, [...values, LEVELS]);
  return { routed, durations: durations.map(durationsFrom) };
}

interface DurationRow {
  readonly stage: Durations['stage'];
  readonly gatesAtHome: number;
  readonly medianAtHome: number | null;
  readonly gatesAbove: number;
  readonly medianAbove: number | null;
  readonly lost: string | null;
}

function durationsFrom({
  stage,
  gatesAtHome,
  medianAtHome,
  gatesAbove,
  medianAbove,
  lost,
}: DurationRow): Durations {
  return {
    stage,
    atHome: { gates: gatesAtHome, medianDays: days(medianAtHome) },
    above: { gates: gatesAbove, medianDays: days(medianAbove) },
    lostDays: gatesAtHome === 0 ? null : days(lost === null ? 0 : Number(lost)),
  };
}

/** To a tenth of a day. */
const days = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);
