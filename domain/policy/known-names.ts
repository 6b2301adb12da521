import { parser, trackVariables } from 'lezer-feel';
import { nameLength, type ItemType } from './item-types.ts';

/** What an expression may name: facts, decisions and parameters with their types, and what it may call. */
export interface KnownNames {
  readonly values: ReadonlyMap<string, ItemType>;
  /** The names of business knowledge models with how many parameters each has. */
  readonly functions: ReadonlyMap<string, number>;
}

/** How much reading names costs: what is left of it for one file, counted down by every text that is read. */
export interface Work {
  left: number;
}

/**
 * Enough for a thousand expressions of paths into structures of a few dozen names. The grammar looks names up anew at
 * each path, list and condition, and a file could else make it look up millions.
 */
const MOST_WORK = 2_000_000;

export const newWork = (): Work => ({ left: MOST_WORK });

/** The grammar for expressions and for cells, told which names there are: a name of FEEL may have spaces and signs in it. */
export interface Grammar {
  readonly known: KnownNames;
  readonly expression: typeof parser;
  readonly unaryTests: typeof parser;
  /** The characters of all names in the largest structure that is known. */
  readonly weight: number;
  readonly work: Work;
}

export function grammarFor(known: KnownNames, work: Work = newWork()): Grammar {
  const names: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name of known.functions.keys()) names[name] = true;
  for (const [name, type] of known.values) names[name] = namesIn(type);
  const contextTracker = trackVariables(names);
  return {
    known,
    expression: parser.configure({ top: 'Expression', contextTracker }),
    unaryTests: parser.configure({ top: 'UnaryTests', contextTracker }),
    weight: Math.max(0, ...[...known.values.values()].map(nameLength)),
    work,
  };
}

/** Counts what reading a text costs; why it is not read, in a sentence, or `null`. */
export function spend({ work, weight }: Grammar, text: string): string | null {
  const lookups = text.match(/[.[{(]|\bif\b/g)?.length ?? 0;
  work.left -= text.length + lookups * weight;
  return work.left < 0 ? 'The file has more names and expressions than are read: say it with fewer.' : null;
}

function namesIn(type: ItemType): unknown {
  if (type.kind === 'collection') return namesIn(type.of);
  if (type.kind !== 'structure') return true;
  const names: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, field] of type.fields) names[name] = namesIn(field);
  return names;
}

/** The longest name; a sentence is not one. */
export const MOST_OF_A_NAME = 120;

/** A name as it is looked up: FEEL does not tell one space from several. */
export const plainName = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
