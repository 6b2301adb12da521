/** Where a page ends: the value it is sorted by, and the id that breaks ties. */
export interface Cursor {
  readonly at: string;
  readonly id: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly total?: number;
}

/** A cursor as it is handed out: opaque to whoever carries it. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.at, cursor.id])).toString('base64url');
}

const INSTANT = /^(?!0000)\d{4}-/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads a cursor back; `null` for what was not one of ours, to the letter. */
export function decodeCursor(text: string): Cursor | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value)) return null;
    const [at, id] = value as unknown[];
    if (typeof at !== 'string' || !INSTANT.test(at) || new Date(at).toISOString() !== at) return null;
    if (typeof id !== 'string' || !UUID.test(id)) return null;
    return encodeCursor({ at, id }) === text ? { at, id } : null;
  } catch {
    return null;
  }
}

/** One page of rows that were read one more than fit. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  cursor: (row: T) => Cursor,
  total?: number,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? encodeCursor(cursor(last)) : null;
  return { items, next, ...(total !== undefined && { total }) };
}
