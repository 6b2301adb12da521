import { nameThem } from '../../api/present/people.ts';
import type { BodyMap } from '../../domain/body.ts';
import { LEVELS, LEVEL_NAMES, type Level } from '../../domain/level.ts';
import { professionOf } from '../../domain/professions.ts';
import type { Sql } from '../../store/sql.ts';

/** Puts names to codes and ids, so that no page shows a code alone. */
export interface Names {
  readonly person: (id: string) => string;
  readonly body: (code: string) => string;
  readonly bodies: (codes: readonly string[], between?: string) => string;
  /** A sentence in which a body's code stands before a colon, with the name instead. */
  readonly inSentence: (sentence: string) => string;
}

/** The names of one page: bodies from the map of the day, people read in one query. */
export async function namesFor(sql: Sql, map: BodyMap, people: Iterable<string>): Promise<Names> {
  const nameOf = await nameThem(sql, people);
  const body = (code: string) => map.get(code)?.name ?? code;
  return {
    person: (id) => nameOf(id).name ?? 'Somebody whose name was erased',
    body,
    bodies: (codes, between = 'and') => listed(codes.map(body), between),
    inSentence: (sentence) =>
      sentence.replaceAll(/(^|\s)([A-Za-z0-9][\w:-]*?):(?=\s)/g, (all, before: string, code: string) =>
        map.get(code) === undefined ? all : `${before}${body(code)}:`,
      ),
  };
}

/** "one", "one and two", "one, two and three". */
export function listed(items: readonly string[], between = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${between} ${items.at(-1) ?? ''}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "Place", "System (ICS)", "Region", "National". */
export function levelName(level: Level): string {
  return capital(LEVEL_NAMES[level]);
}

export const LEVEL_CHOICES = LEVELS.map((value) => ({ value, text: levelName(value) }));

export function professionName(code: string): string {
  return professionOf(code)?.name ?? code;
}
