import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import type { Origin } from './names.ts';
import { currentOrigin, withOrigin } from './origin.ts';

export { SpanKind };
export type { Span };

/** Set where traces are sent; without it nothing is measured. */
let tracer: Tracer | undefined;

export function traceWith(given: Tracer | undefined): void {
  tracer = given;
}

interface About {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** A span that was begun, and the origin that what happens within it has. */
export interface Begun {
  readonly span: Span;
  readonly origin: Origin;
}

/** Begins a span below that of `origin`; `undefined` where nothing is traced. It must be ended. */
export function beginSpan(
  name: string,
  origin: Origin,
  { kind = SpanKind.INTERNAL, attributes = {} }: About = {},
): Begun | undefined {
  if (tracer === undefined) return undefined;
  const { request } = origin;
  const span = tracer.startSpan(
    name,
    { kind, attributes: { 'remit.request': request, ...attributes } },
    parentOf(origin),
  );
  return { span, origin: { request, traceparent: traceparentOf(span.spanContext()) } };
}

/**
 * Runs something within a span, and ends it as that ends. What nobody asked for has no span. Of an error only its name is
 * kept: its words may be somebody's.
 */
export function inSpan<T>(name: string, about: About, run: (span?: Span) => T): T {
  const origin = currentOrigin();
  const begun = origin === undefined ? undefined : beginSpan(name, origin, about);
  if (begun === undefined) return run();
  const { span } = begun;
  const failed = (error: unknown): never => {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
    span.end();
    throw error;
  };
  return withOrigin(begun.origin, () => {
    let result: T;
    try {
      result = run(span);
    } catch (error) {
      return failed(error);
    }
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    return result.then((value: unknown) => {
      span.end();
      return value;
    }, failed) as T;
  });
}

/** The context whose span is the one that `traceparent` names. */
export function parentOf({ traceparent }: Pick<Origin, 'traceparent'>): typeof ROOT_CONTEXT {
  const [, traceId, spanId, flags] = (traceparent ?? '').split('-');
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const parent: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
}
