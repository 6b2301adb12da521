import { AsyncLocalStorage } from 'node:async_hooks';
import type { Origin } from './names.ts';

const storage = new AsyncLocalStorage<Origin>();

/** The request in whose name this is done; `undefined` for what nobody asked for, such as a due date that passes. */
export function currentOrigin(): Origin | undefined {
  return storage.getStore();
}

/** Everything that `run` begins is done in the name of this request. Telemetry only: nothing is decided by it. */
export function withOrigin<T>(origin: Origin, run: () => T): T {
  return storage.run(origin, run);
}

/** What a caller may name a request by: it goes into logs, headers and rows, so it is short and plain. */
const REQUEST = /^[A-Za-z0-9][\w.:=-]{0,63}$/;
/** W3C Trace Context: version, trace id, span id, flags. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The id of the trace that a W3C `traceparent` names; `undefined` for anything else. */
export function traceOf(traceparent: string | undefined): string | undefined {
  return traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];
}

/** What came from outside, a header or a job's payload, as an origin; `undefined` where it names no request. */
export function readOrigin(given: unknown): Origin | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { request, traceparent } = given as { request?: unknown; traceparent?: unknown };
  if (typeof request !== 'string' || !REQUEST.test(request)) return undefined;
  const traced = typeof traceparent === 'string' && traceOf(traceparent) !== undefined;
  return traced ? { request, traceparent } : { request };
}
