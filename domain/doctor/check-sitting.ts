import type { SittingHappened } from '../sitting/events.ts';
import { foldSitting } from '../sitting/evolve.ts';
import type { Sitting } from '../sitting/sitting.ts';
import { differences, inWords } from './differences.ts';
import { stored, type Finding } from './finding.ts';

/** All that is stored of one sitting, of one moment; words are hashes. */
export interface SittingRecord {
  /** As its rows have it. */
  readonly row: Sitting;
  readonly events: readonly SittingHappened[];
}

/** Compares the rows of a sitting with its events. Its rows say nothing that the events do not, so they can be written anew. */
export function checkSitting({ row, events }: SittingRecord): readonly Finding[] {
  const of = `Sitting ${row.id}`;
  const there = new Set(events.map(({ n }) => n));
  const last = Math.max(row.n, events.at(-1)?.n ?? 0);
  const gone = Array.from({ length: last }, (_, index) => index + 1).filter((n) => !there.has(n));
  if (gone.length > 0)
    return [
      stored(
        'sitting-event-missing',
        null,
        `${of}: of its ${last} events these are missing: ${gone.join(', ')}.`,
      ),
    ];
  try {
    const differ = differences(comparable(foldSitting(row.id, events)), comparable(row));
    if (differ.length === 0) return [];
    return [
      {
        code: 'sitting-row-differs',
        initiative: null,
        says: `${of}: ${inWords(differ)}.`,
        wayOut: 'Its rows are written anew, from its events.',
        mend: { by: 'sitting', sitting: row.id },
      },
    ];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [stored('sitting-event-missing', null, `${of}: its events cannot be told again (${why}).`)];
  }
}

/** With items by gate and people by id: in which order rows come says nothing. */
function comparable({ items, people, ...sitting }: Sitting) {
  return {
    ...sitting,
    // An instant is written in more ways than one, and rows know one.
    heldAt: new Date(sitting.heldAt).toISOString(),
    items: Object.fromEntries(items.map((item) => [item.gate, item])),
    people: Object.fromEntries(people.map(({ person, attendance }) => [person, { attendance }])),
  };
}
