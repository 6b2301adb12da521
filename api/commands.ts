import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { seal, type Content } from '../domain/content.ts';
import { inSpan, type Span } from '../contracts/spans.ts';
import type { Denied, PersonCommand } from '../domain/initiative/commands.ts';
import { hashOf } from '../domain/log/hash.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Answer, OnceKey } from '../store/idempotency.ts';
import type { Identity } from '../store/registry.ts';
import type { Asked, Outcome, Turn } from '../store/turn.ts';
import { problem, ProblemError, type Problem } from './problem.ts';
import type { Services } from './services.ts';
import { watch } from './watch.ts';

/** Seals words with a salt of their own: the edge is where chance comes in. */
export function sealed<T>(value: T): Content<T> {
  return seal(value, randomBytes(16).toString('base64url'));
}

/**
 * The `Idempotency-Key` of a request: scoped to the caller and the very path, bound to the body as it was sent, or as it
 * was read where nothing sent and `{}` ask the same.
 */
export function onceKeyOf(
  request: Request,
  { id: caller }: Identity,
  body: unknown = request.body ?? null,
): OnceKey | null {
  const key = request.get('Idempotency-Key');
  if (key === undefined) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ProblemError(
      problem(400, 'idempotency-key-invalid', 'Idempotency-Key takes 1 to 255 visible ASCII characters.'),
    );
  const route = `${request.method} ${addressOf(request)}`;
  return {
    caller,
    route,
    key,
    requestHash: hashOf([body, request.get('If-Match') ?? null]),
  };
}

/**
 * The key of one of many that are asked for at once. The first has the very key that was sent, so that one used before with another body is
 * found out before anything is done; each other one has it with its number.
 */
export function keyOfOne(once: OnceKey | null, index: number): OnceKey | null {
  return once === null || index === 0 ? once : { ...once, route: `${once.route} ${index + 1}` };
}

/** The address as its route has it: the router takes it in any case, and with a slash at its end. */
function addressOf({ route, params }: Request): string {
  const { path } = route as { path: string };
  return path.replaceAll(/:(\w+)/g, (_, name: string) => String(params[name]));
}

/**
 * A command from what is asked to the rows, straight through: its turn opens with the initiative locked and read; what is
 * asked is made from what stands there, decided, and told; then rows, events and answer are committed together.
 */
export async function handle(
  services: Services,
  asked: Asked,
  ask: (turn: Turn) => PersonCommand | Denied | Refusal,
  tell: (outcome: Outcome) => Answer,
): Promise<Answer> {
  return inSpan('command', {}, (span) => handleWithin(services, asked, ask, tell, span));
}

async function handleWithin(
  services: Services,
  asked: Asked,
  ask: (turn: Turn) => PersonCommand | Denied | Refusal,
  tell: (outcome: Outcome) => Answer,
  span: Span | undefined,
): Promise<Answer> {
  const watched = watch(services);
  try {
    const turn = await services.handler.open(asked);
    if ('before' in turn) {
      if (turn.before === 'other-body') throw new ProblemError(reusedKey());
      return turn.before;
    }
    try {
      const command = ask(turn);
      span?.updateName(`command ${'code' in command ? 'change' : command.type}`);
      const outcome = inSpan('decide', {}, () => turn.decide(command));
      if (!outcome.ok) span?.setAttribute('remit.refused', outcome.refusal.code);
      const answer = tell(outcome);
      await inSpan('commit', {}, () => turn.commit(answer));
      watched.done(command, outcome);
      return answer;
    } finally {
      await turn.close();
    }
  } catch (error) {
    watched.failed(error);
    throw error;
  }
}

export function reusedKey(): Problem {
  return problem(
    422,
    'idempotency-key-reused',
    'This Idempotency-Key was used with another body: take a new one.',
  );
}

/** The version in `If-Match`, a strong entity tag of ours; `null` without one. */
export function ifMatch(request: Request): number | null {
  const header = request.get('If-Match');
  if (header === undefined) return null;
  const found = /^"(\d{1,9})"$/.exec(header.trim());
  if (found === null)
    throw new ProblemError(
      problem(400, 'if-match-invalid', 'If-Match takes one ETag as this API gave it, such as "3".'),
    );
  return Number(found[1]);
}
