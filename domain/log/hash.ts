import { hash } from 'node:crypto';
import { canonical } from './canonical.ts';

/** SHA-256 of a text, as 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** SHA-256 of a value's canonical JSON. */
export function hashOf(value: unknown): string {
  return sha256(canonical(value));
}

/** A UUID (version 8, RFC 9562) that follows from its parts: the same parts give the same id. */
export function uuidFrom(...parts: readonly (string | number)[]): string {
  const hex = hashOf(parts).slice(0, 32);
  const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
