import type { suggestAgendas } from '../../api/sittings.ts';
import { dayOf } from '../words/dates.ts';
import { levelName, listed, type Names } from '../words/names.ts';

type Suggested = Awaited<ReturnType<typeof suggestAgendas>>['items'];
const MOST_NAMED = 4;

/** Agendas that a body might take, as groups of boxes; `without` is on the agenda already. */
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
        .map(({ gate, initiative, stageName, level, dueAt, priority }) => ({
          value: gate,
          text: initiative.title ?? 'Title erased',
          hint: {
            text: `${stageName}. ${levelName(level)}. Led by ${names.body(initiative.lead)}. Due ${dayOf(dueAt)}${priority === 'high' ? ', high priority' : ''}.`,
          },
          checked: ticked.includes(gate),
        })),
    }))
    .filter(({ items }) => items.length > 0);
}

function whoCould(people: readonly string[]): string {
  if (people.length <= MOST_NAMED) return listed(people);
  return `${people.slice(0, MOST_NAMED - 1).join(', ')} and ${people.length - MOST_NAMED + 1} others`;
}
