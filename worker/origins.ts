import type { ClientInterceptors } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { Log } from '../contracts/log.ts';
import { ORIGIN_HEADER } from '../contracts/names.ts';
import { currentOrigin, readOrigin, withOrigin } from '../contracts/origin.ts';
import { nextSpanId } from '../contracts/span-ids.ts';
import { beginSpan, inSpan, SpanKind } from '../contracts/spans.ts';
import type { SpanSinks } from '../workflows/interceptors.ts';
import type { WorkerMetrics } from './metrics.ts';

/** What the relay signals carries in whose name it does, in a header. */
export const originOfNudges: ClientInterceptors = {
  workflow: [
    {
      signalWithStart: (input, next) => {
        if (currentOrigin() === undefined) return next(input);
        return inSpan('temporal signal with start', { kind: SpanKind.CLIENT }, () => {
          const origin = defaultPayloadConverter.toPayload(currentOrigin());
          return next({ ...input, headers: { ...input.headers, [ORIGIN_HEADER]: origin } });
        });
      },
    },
  ],
};

/** Each activity is done, and written down, in the name of the request that the workflow was woken by. */
export function originOfActivities(log: Log, metrics?: WorkerMetrics): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const given = input.headers[ORIGIN_HEADER];
        const origin =
          given === undefined ? undefined : readOrigin(defaultPayloadConverter.fromPayload(given));
        const run = async () => {
          const began = performance.now();
          const took = metrics?.steps.startTimer({ step: info.activityType });
          const about = () => ({
            activity: info.activityType,
            workflow: info.workflowExecution?.workflowId,
            attempt: info.attempt,
            ms: Math.round(performance.now() - began),
          });
          try {
            const result: unknown = await next(input);
            took?.({ result: 'done' });
            log.info(about(), 'activity: done');
            return result;
          } catch (error) {
            took?.({ result: 'failed' });
            log.warn({ ...about(), err: error }, 'activity: failed, and is tried again');
            throw error;
          }
        };
        const attributes = { 'remit.workflow': info.workflowExecution?.workflowId ?? '' };
        return origin === undefined
          ? run()
          : withOrigin(origin, () => inSpan(`step ${info.activityType}`, { attributes }, run));
      },
    },
  });
}

/** Writes down the spans that workflows tell of, under the ids that they chose. */
export const spansOfWorkflows: InjectedSinks<SpanSinks> = {
  spans: {
    nudged: {
      fn: ({ workflowId }, by, spanId) => {
        nextSpanId.give(spanId);
        beginSpan('workflow nudged', by, { attributes: { 'remit.workflow': workflowId } })?.span.end();
        nextSpanId.take();
      },
    },
  },
};
