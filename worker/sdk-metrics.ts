import type { MetricsBuffer } from '@temporalio/worker';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { SECONDS } from '../contracts/metrics.ts';

/** The labels that are kept of what the SDK says: few values each. Task queue and namespace are one each for a worker. */
const LABELS = [
  'operation',
  'status_code',
  'workflow_type',
  'activity_type',
  'worker_type',
  'poller_type',
  'failure_reason',
];

/** Milliseconds between looks into the buffer, which holds ten thousand updates. */
const EVERY = 1_000;

/** Shows what Temporal's SDK measures, latencies of the task queue among it, beside our own figures. */
export function showSdkMetrics(registry: Registry, buffer: MetricsBuffer): void {
  const shown = new Map<string, (labels: Record<string, string>, value: number) => void>();
  const take = (): void => {
    for (const { metric, value, attributes } of buffer.retrieveUpdates()) {
      const labels = Object.fromEntries(
        LABELS.flatMap((name) => (attributes[name] === undefined ? [] : [[name, String(attributes[name])]])),
      );
      const name = metric.name.replaceAll(/\W/g, '_');
      let show = shown.get(name);
      if (show === undefined) {
        show = collector(registry, name, metric.kind, metric.description);
        shown.set(name, show);
      }
      show(labels, value);
    }
  };
  setInterval(take, EVERY).unref();
}

function collector(
  registry: Registry,
  name: string,
  kind: string,
  description: string | undefined,
): (labels: Record<string, string>, value: number) => void {
  const about = { name, help: description ?? name, labelNames: LABELS, registers: [registry] };
  if (kind === 'counter') {
    const counter = new Counter(about);
    return (labels, value) => {
      counter.inc(labels, value);
    };
  }
  if (kind === 'histogram') {
    const histogram = new Histogram({ ...about, buckets: SECONDS });
    return (labels, value) => {
      histogram.observe(labels, value);
    };
  }
  const gauge = new Gauge(about);
  return (labels, value) => {
    if (kind === 'up-down-counter') gauge.inc(labels, value);
    else gauge.set(labels, value);
  };
}
