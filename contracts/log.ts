import { pino, type DestinationStream, type Logger } from 'pino';
import { currentOrigin } from './origin.ts';

export type Log = Logger;

/**
 * Structured logs, one JSON object a line. `REMIT_LOG` is the least level that is written. Each line carries the
 * `request` in whose name it was done, where there is one. Ids, codes and counts are logged; names, words that people
 * wrote, tokens and cookies are not: a request is its method and path, an error what `errorInLog` keeps of it.
 */
export function createLog(name: string, level: string, to?: DestinationStream): Log {
  const options = {
    name,
    level,
    mixin: () => {
      const origin = currentOrigin();
      return origin === undefined ? {} : { request: origin.request };
    },
    serializers: { err: errorInLog },
  };
  return to === undefined ? pino(options) : pino(options, to);
}

/**
 * What the log keeps of an error: where it happened and its codes. A database's error also holds the statement's
 * parameters and the row in question, which are people's names and words.
 */
export function errorInLog(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, status } = error as { code?: unknown; status?: unknown };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(error.cause === undefined ? {} : { cause: errorInLog(error.cause) }),
  };
}
