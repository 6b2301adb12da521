import type { suggestAgendas } from '../../api/sittings.ts';
import { isFree } from '../../domain/sitting/suggest.ts';
import { dayAndTime, dayOf } from '../words/dates.ts';
import { levelName, listed, type Names } from '../words/names.ts';

type Suggested = Awaited<ReturnType<typeof suggestAgendas>>['items'];
const MOST_NAMED = 4;

/**
 * Agendas that a body might take, as groups of boxes; `without` is on the agenda already. What another sitting is to take
 * says so, with the way there.
 */
export function suggestionsView(
  suggested: Suggested,
  ticked: readonly string[],
  names: Names,
  without: ReadonlySet<string> = new Set(),
) {
  return suggested
    .map(({ people, gates }) => ({
      who: whoCould(people.map(({ name }) => name ?? 'somebody')),
      items: gates
        .filter(({ gate }) => !without.has(gate))
        .map(({ gate, initiative, stageName, level, dueAt, priority, sittings }) => ({
          value: gate,
          text: initiative.title ?? 'Title erased',
          hint: `${stageName}. ${levelName(level)}. Led by ${names.body(initiative.lead)}. Due ${dayOf(dueAt)}${priority === 'high' ? ', high priority' : ''}.`,
          elsewhere: sittings.map(({ id, heldAt }) => ({
            href: `/sittings/${id}`,
            when: dayAndTime(heldAt),
          })),
          checked: ticked.includes(gate),
        })),
    }))
    .filter(({ items }) => items.length > 0);
}

/** What a new sitting is for, before anybody has chosen: the first suggestion, without what another sitting is to take. */
export function firstChoice(suggested: Suggested) {
  const first = suggested.find(({ gates }) => gates.some(isFree));
  return {
    agenda: first?.gates.filter(isFree).map(({ gate }) => gate) ?? [],
    able: first?.people.map(({ id }) => id) ?? [],
  };
}

function whoCould(people: readonly string[]): string {
  if (people.length <= MOST_NAMED) return listed(people);
  return `${people.slice(0, MOST_NAMED - 1).join(', ')} and ${people.length - MOST_NAMED + 1} others`;
}
