import type { BodyCode } from './body.ts';

export const SCOPES = [
  'initiatives:read',
  'initiatives:write',
  'comments:write',
  'tasks:read',
  'policies:read',
  'policies:evaluate',
  'registry:read',
  'webhooks',
] as const;

/** What a service account may be registered for: a kind of thing, and what is done with it. */
export type Scope = (typeof SCOPES)[number];

/**
 * A program that asks by itself. It acts for one body, and for somebody who answers for it: what it drafts is theirs, so
 * that they never decide it. While it has ended, or they are not owner for the body any more, it may do nothing.
 */
export interface ServiceAccount {
  readonly body: BodyCode;
  readonly responsible: string;
  readonly profession: string | null;
  readonly scopes: readonly Scope[];
  readonly active: boolean;
}
