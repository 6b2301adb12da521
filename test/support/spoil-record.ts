import type { InitiativeRecord } from '../../domain/doctor/record.ts';

const LISTS = ['stages', 'gates', 'tasks', 'parts', 'events'] as const;

/** A record in which one thing is another: one row or event gone, or one member of a row changed. */
export function spoil(record: InitiativeRecord, pick: number): InitiativeRecord {
  const ways = [
    ...LISTS.flatMap((list) => record[list].map((_, index) => without(record, list, index))),
    ...Object.keys(record.row).map((key) => ({ ...record, row: changed(record.row, key) })),
    ...(['stages', 'gates', 'tasks'] as const).flatMap((list) =>
      record[list].flatMap((row, index) =>
        Object.keys(row).map((key) => ({
          ...record,
          [list]: record[list].with(index, changed(row, key) as never),
        })),
      ),
    ),
  ];
  return ways[pick % ways.length] ?? record;
}

function without(record: InitiativeRecord, list: (typeof LISTS)[number], index: number): InitiativeRecord {
  return { ...record, [list]: record[list].filter((_, each) => each !== index) };
}

function changed<T extends object>(row: T, key: string): T {
  const value = (row as Record<string, unknown>)[key];
  return { ...row, [key]: another(value) };
}

/** A value of the same kind that is not this one. */
function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return `${value}?`;
  if (Array.isArray(value)) return [...(value as readonly unknown[]), 'another'];
  if (value === null || value === undefined) return 'something';
  if (typeof value === 'object' && 'hash' in value) return { ...value, hash: 'f'.repeat(64) };
  return { ...value, another: true };
}
