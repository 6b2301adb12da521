import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { log, proxySinks, uuid4, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { ORIGIN_HEADER, type Origin } from '../contracts/names.ts';

/** What is written down outside: that a nudge came, as a span of the trace that it came in. */
export interface SpanSinks extends Sinks {
  readonly spans: {
    nudged(by: Origin, spanId: string): void;
  };
}

const { spans } = proxySinks<SpanSinks>();
const SAMPLED = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/;

/**
 * Carries on in whose name the workflow acts: from the nudge that woke it to the steps that follow, until a timer of its
 * own wakes it. Nothing of it is decided by or kept: a history without the header goes the same way.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let origin: Origin | undefined;
  const header = () =>
    origin === undefined ? {} : { [ORIGIN_HEADER]: defaultPayloadConverter.toPayload(origin) };
  return {
    inbound: [
      {
        execute: (input, next) => {
          origin = read(input.headers[ORIGIN_HEADER]);
          return next(input);
        },
        handleSignal: (input, next) => {
          origin = traced(read(input.headers[ORIGIN_HEADER]));
          log.info(`workflow: ${input.signalName}`);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        getLogAttributes: (input, next) => ({
          ...next(input),
          ...(origin && { request: origin.request }),
        }),
        scheduleLocalActivity: (input, next) =>
          next({ ...input, headers: { ...input.headers, ...header() } }),
        startTimer: async (input, next) => {
          await next(input);
          origin = undefined;
        },
        continueAsNew: (input, next) => next({ ...input, headers: { ...input.headers, ...header() } }),
      },
    ],
  };
};

function read(header: Payload | undefined): Origin | undefined {
  return header === undefined ? undefined : defaultPayloadConverter.fromPayload<Origin>(header);
}

/** Where a trace came with the nudge, what follows is below a span of the workflow. */
function traced(by: Origin | undefined): Origin | undefined {
  const trace = SAMPLED.exec(by?.traceparent ?? '')?.[1];
  if (by === undefined || trace === undefined) return by;
  const spanId = uuid4().replaceAll('-', '').slice(16);
  spans.nudged(by, spanId);
  return { request: by.request, traceparent: `00-${trace}-${spanId}-01` };
}
