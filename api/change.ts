import type { Request } from 'express';
import type { EntityManager } from 'typeorm';
import type { Given } from '../domain/initiative/decision.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Asked } from '../store/handler.ts';
import type { Answer } from '../store/idempotency.ts';
import { decodeCursor } from '../store/keyset.ts';
import type { KnownPerson } from '../store/registry.ts';
import { handle, onceKeyOf } from './commands.ts';
import { presentInitiative } from './present/initiatives.ts';
import { nameThem } from './present/people.ts';
import { problem, ProblemError, problemOf } from './problem.ts';
import { answer } from './route.ts';
import type { Services } from './services.ts';

/** Who asks, and the request with its headers. */
export interface Plain {
  readonly person: KnownPerson;
  readonly request: Request;
}

/** Hands a person's command to the handler and answers with the new representation, or with the refusal. */
export function change(
  services: Services,
  { person, request }: Plain,
  id: string,
  command: Asked['command'],
  status = 200,
  present?: (state: Initiative, given: Given, manager: EntityManager) => Promise<Answer>,
): Promise<Answer> {
  return handle(services, {
    by: person,
    initiative: id,
    command,
    once: onceKeyOf(request, person),
    answer: async (manager, outcome) => {
      if (!outcome.ok) return refused(outcome.refusal);
      if (present !== undefined) return present(outcome.state, outcome.given, manager);
      const nameOf = await nameThem(manager, [outcome.state.owner]);
      const headers = status === 201 ? { Location: `/v1/initiatives/${id}` } : {};
      const body = presentInitiative(outcome.state, outcome.given.bodies, nameOf);
      return answer(status, body, { ...headers, ...etag(outcome.state.revision) });
    },
  });
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
