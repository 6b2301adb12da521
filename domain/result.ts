/** Success with a value, or a failure with what went wrong. A refusal is a value; an exception is a bug. */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** For the end of an exhaustive switch: compiles only when no case is left. */
export function never(value: never): never {
  throw new Error(`Not a known case: ${JSON.stringify(value)}`);
}
