import { Counter, Histogram, type Registry } from 'prom-client';
import { createRegistry, SECONDS } from '../contracts/metrics.ts';

/** What web counts. Labels are routes, codes, stages and levels: words of ours, never a caller's. */
export interface ApiMetrics {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly commands: Histogram<'command' | 'result'>;
  readonly refusals: Counter<'command' | 'code'>;
  readonly problems: Counter<'code'>;
  readonly limited: Counter<'kind'>;
  readonly decisions: Counter<'stage' | 'level' | 'outcome'>;
}

export function createApiMetrics(): ApiMetrics {
  const registry = createRegistry();
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'remit_http_request_seconds',
      help: 'Requests by method, route and status, and how long they took',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    }),
    commands: new Histogram({
      name: 'remit_command_seconds',
      help: 'Commands of people, from the transaction’s begin to its commit; result is accepted, refused or failed',
      labelNames: ['command', 'result'],
      buckets: SECONDS,
      registers,
    }),
    refusals: new Counter({
      name: 'remit_refusals_total',
      help: 'Commands that the domain refused, by code',
      labelNames: ['command', 'code'],
      registers,
    }),
    problems: new Counter({
      name: 'remit_problems_total',
      help: 'Problem documents that were sent, by code',
      labelNames: ['code'],
      registers,
    }),
    limited: new Counter({
      name: 'remit_rate_limited_total',
      help: 'Requests beyond the rate limit, by kind: caller is somebody who is known, address is not',
      labelNames: ['kind'],
      registers,
    }),
    decisions: new Counter({
      name: 'remit_decisions_total',
      help: 'Gates that a person’s command ended, by stage, level and outcome',
      labelNames: ['stage', 'level', 'outcome'],
      registers,
    }),
  };
}
