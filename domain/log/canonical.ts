/** A value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Canonical JSON: one text for one value, whatever the order of its keys.
 * Source: RFC 8785 (JSON Canonicalization Scheme). Keys are sorted by UTF-16 code units; numbers are as
 * ECMAScript writes them. `undefined` members are left out, as JSON does.
 * @throws TypeError for what JSON cannot carry: NaN, an infinity, a lone surrogate, a function.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${String(value)}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (typeof value === 'object') return members(value as Readonly<Record<string, unknown>>);
  throw new TypeError(`JSON cannot carry a ${typeof value}`);
}

// In a loop: it is the innermost of all that is hashed, and lists made between would cost as much again.
function members(value: Readonly<Record<string, unknown>>): string {
  let all = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) all += `${all === '' ? '' : ','}${text(key)}:${canonical(member)}`;
  }
  return `{${all}}`;
}

function text(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('JSON text cannot carry a lone surrogate');
  return JSON.stringify(value);
}
