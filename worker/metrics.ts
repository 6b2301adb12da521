import { MetricsBuffer } from '@temporalio/worker';
import { Counter, Histogram, type Registry } from 'prom-client';
import { createRegistry, SECONDS } from '../contracts/metrics.ts';
import { showSdkMetrics } from './sdk-metrics.ts';

/** What a worker counts of its own doing. */
export interface WorkerMetrics {
  readonly registry: Registry;
  /** For the SDK's runtime: what it writes here is shown with the rest. */
  readonly sdk: MetricsBuffer;
  readonly nudges: Histogram<'result'>;
  readonly steps: Histogram<'step' | 'result'>;
  readonly swept: Counter;
  /** What the slower sweep mended or left, by the doctor's code. */
  readonly found: Counter<'code'>;
  readonly failedRounds: Counter;
  readonly lostConnections: Counter;
  /** Initiatives of which something new was told: messages were written down for whom it concerns. */
  readonly told: Counter;
  readonly deliveries: Counter<'way' | 'result'>;
  readonly lanesFailed: Counter;
}

export function createWorkerMetrics(): WorkerMetrics {
  const registry = createRegistry();
  const registers = [registry];
  const sdk = new MetricsBuffer({ useSecondsForDurations: true });
  showSdkMetrics(registry, sdk);
  return {
    registry,
    sdk,
    nudges: new Histogram({
      name: 'remit_relay_nudge_seconds',
      help: 'Nudges that were carried from the outbox to Temporal; result is done or failed',
      labelNames: ['result'],
      buckets: SECONDS,
      registers,
    }),
    steps: new Histogram({
      name: 'remit_step_seconds',
      help: 'Steps that the workflow asked for; result is done or failed',
      labelNames: ['step', 'result'],
      buckets: SECONDS,
      registers,
    }),
    swept: new Counter({
      name: 'remit_sweep_nudges_total',
      help: 'Initiatives whose next step was overdue, that the sweep nudged again',
      registers,
    }),
    found: new Counter({
      name: 'remit_sweep_found_total',
      help: 'Workflows that the sweep found missing, not ended or of no initiative; codes as in remit doctor',
      labelNames: ['code'],
      registers,
    }),
    failedRounds: new Counter({
      name: 'remit_relay_rounds_failed_total',
      help: 'Rounds of the relay (heartbeat, locks, sweep) that failed',
      registers,
    }),
    lostConnections: new Counter({
      name: 'remit_relay_connections_lost_total',
      help: 'Connections to Postgres that the relay lost',
      registers,
    }),
    told: new Counter({
      name: 'remit_told_total',
      help: 'Times that what happened to an initiative was turned into messages',
      registers,
    }),
    deliveries: new Counter({
      name: 'remit_deliveries_total',
      help: 'Messages that were sent; way is mail, digest or webhook, result is delivered or failed',
      labelNames: ['way', 'result'],
      registers,
    }),
    lanesFailed: new Counter({
      name: 'remit_receivers_failed_total',
      help: 'Times that a mail server or a webhook failed and was left alone for a while',
      registers,
    }),
  };
}
