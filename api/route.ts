import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { isAction, type Action } from '../domain/authorisation.ts';
import type { Identity, KnownPerson } from '../store/registry.ts';
import type { Answer } from '../store/idempotency.ts';

type Shape = z.ZodObject;
type Out<S extends z.ZodType | undefined> = S extends z.ZodType ? z.output<S> : undefined;

/** What a route is given: everything it declared, parsed, and who asks. */
export interface Asking<P extends Shape, Q extends Shape, B extends z.ZodType | undefined> {
  /** Who asks. A command reads their roles in its own transaction. */
  readonly identity: Identity;
  /** Who asks, with the roles that they hold now: for what is read, or decided outside a turn. */
  readonly readPerson: () => Promise<KnownPerson>;
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: Out<B>;
  readonly request: Request;
  readonly response: Response;
}

/** An answer that is a file, sent as it is read; none where the caller has it already. */
export interface Streamed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly filename?: string;
  readonly stream: Readable | null;
}

/** What an answer is: JSON of a schema, a file of one of some types, or nothing but its headers. */
interface Described {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly mediaTypes?: readonly string[];
}

/** One operation of the API: where it is, what it takes, what it answers; the OpenAPI document is made of these. */
export interface Route<
  P extends Shape = Shape,
  Q extends Shape = Shape,
  B extends z.ZodType | undefined = z.ZodType | undefined,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As in OpenAPI: `/v1/initiatives/{id}`. */
  readonly path: string;
  readonly id: string;
  /** What the authorisation function is asked: nobody does what is not in its table. */
  readonly action: Action;
  readonly summary: string;
  readonly description?: string;
  readonly tag:
    'Initiatives' | 'Tasks' | 'Gates' | 'Sittings' | 'Facts' | 'Policies' | 'Registry' | 'Webhooks';
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** What the document says of a body whose schema depends on the path. */
  readonly bodyInDocument?: z.ZodType;
  /** True where nothing needs to be sent. */
  readonly bodyOptional?: boolean;
  /** True where a form with a file is sent instead of JSON. */
  readonly upload?: boolean;
  /** Set for what can be edited: the version that is changed, by `If-Match`. */
  readonly ifMatch?: boolean;
  readonly answers: Readonly<Record<number, Described>>;
  /** Statuses of the problems that it may answer with, beside those that every route may. */
  readonly problems: readonly number[];
  readonly handle: (asking: Asking<P, Q, B>) => Promise<Answer | Streamed>;
}

/** Declares a route; the types of what it handles follow from its schemas. */
export function route<P extends Shape, Q extends Shape, B extends z.ZodType | undefined>(
  definition: Route<P, Q, B>,
): Route {
  return definition;
}

/** Stops the start where a route names no action of the table. */
export function requireActions(routes: readonly Pick<Route, 'id' | 'action'>[]): void {
  const open = routes.filter(({ action }) => !isAction(action as string));
  if (open.length === 0) return;
  throw new Error(`Nobody may do ${open.map(({ id }) => id).join(', ')}: an action is missing.`);
}

export function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers, body };
}
