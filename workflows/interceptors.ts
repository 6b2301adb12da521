import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { log, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { ORIGIN_HEADER, type Origin } from '../contracts/names.ts';

/**
 * Carries on in whose name the workflow acts: from the nudge that woke it to the steps that follow, until a timer of its
 * own wakes it. Nothing of it is decided by or kept: a history without the header goes the same way.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let origin: Payload | undefined;
  const header = () => (origin === undefined ? {} : { [ORIGIN_HEADER]: origin });
  const request = () =>
    origin === undefined ? {} : { request: defaultPayloadConverter.fromPayload<Origin>(origin).request };
  return {
    inbound: [
      {
        execute: (input, next) => {
          origin = input.headers[ORIGIN_HEADER];
          return next(input);
        },
        handleSignal: (input, next) => {
          origin = input.headers[ORIGIN_HEADER];
          log.info(`workflow: ${input.signalName}`);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        getLogAttributes: (input, next) => ({ ...next(input), ...request() }),
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
