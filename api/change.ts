import type { Request } from 'express';
import type { LinkedFound, PersonCommand } from '../domain/initiative/commands.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Answer } from '../store/idempotency.ts';
import { decodeCursor } from '../store/keyset.ts';
import type { About } from '../store/about.ts';
import type { Identity } from '../store/registry.ts';
import type { Outcome } from '../store/turn.ts';
import { handle, onceKeyOf } from './commands.ts';
import { presentWhole } from './present/initiatives.ts';
import { naming } from './present/people.ts';
import { problem, ProblemError, problemOf } from './problem.ts';
import { answer } from './route.ts';
import type { Services } from './services.ts';

/** Who asks, and the request with its headers. */
export interface Plain {
  readonly identity: Identity;
  readonly request: Request;
}

type Told = Extract<Outcome, { ok: true }>;

/** Hands a person's command to the handler and answers with the new representation, or with the refusal. */
export function change(
  services: Services,
  { identity, request }: Plain,
  about: About,
  command:
    PersonCommand | ((state: Initiative | null, linked: LinkedFound | null) => PersonCommand | Refusal),
  tell: (told: Told) => Answer = tellInitiative,
  /** The initiatives that it is to be linked with, and the version of the policy that it is to name. */
  { linked, policy }: { readonly linked?: readonly string[]; readonly policy?: string } = {},
): Promise<Answer> {
  const asked = { by: identity, about, once: onceKeyOf(request, identity), linked, policy };
  return handle(
    services,
    asked,
    (turn) => (typeof command === 'function' ? command(turn.state, turn.linked) : command),
    (outcome) => (outcome.ok ? tell(outcome) : refused(outcome.refusal)),
  );
}

/** The initiative as it is now. */
export function tellInitiative({ state, given, names }: Told): Answer {
  return answer(200, presentWhole(state, given, naming(names)), etag(state.revision));
}

/** A refusal as an answer: kept under the Idempotency-Key like any other. */
export function refused(no: Refusal): Answer {
  const document = problemOf(no);
  return answer(document.status, document);
}

export function etag(revision: number): { ETag: string } {
  return { ETag: `"${revision}"` };
}

export function cursorOf(text: string) {
  const cursor = decodeCursor(text);
  if (cursor !== null) return cursor;
  throw new ProblemError(
    problem(
      400,
      'cursor-invalid',
      'This page cannot be read on from: `after` takes the `next` of the page before.',
      {
        fields: [{ field: 'after', rule: 'cursor', detail: 'Take it from `page.next`, or leave it out.' }],
      },
    ),
  );
}
