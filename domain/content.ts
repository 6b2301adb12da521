import { hashOf } from './log/hash.ts';

/**
 * Names and free text, kept apart from the events that mention them. An event carries only the hash, which is
 * salted so that an erased text cannot be guessed back; the text itself can be erased and every proof still holds.
 * `salt` and `value` are `null` once erased.
 */
export interface Content<T> {
  readonly sealed: true;
  readonly hash: string;
  readonly salt: string | null;
  readonly value: T | null;
}

/** Seals a value under a salt. The salt is random and made at the edge: nothing in the domain is. */
export function seal<T>(value: T, salt: string): Content<T> {
  return { sealed: true, hash: hashOf([salt, value]), salt, value };
}

/** True for a sealed value inside an event's data. */
export function isContent(value: unknown): value is Content<unknown> {
  return typeof value === 'object' && value !== null && 'sealed' in value && value.sealed === true;
}
