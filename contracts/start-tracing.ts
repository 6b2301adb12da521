import type { Config, TRACE_KEYS } from './config.ts';
import { nextSpanId } from './span-ids.ts';
import { traceWith } from './spans.ts';

/** What is still to be sent is sent, and nothing more is measured. */
export type StopTracing = () => Promise<void>;

/**
 * Sends traces by OTLP over HTTP where a collector is set, as OpenTelemetry's own settings say (`OTEL_…`). Else nothing
 * is measured, and the SDK is not even loaded.
 */
export async function startTracing(
  process: 'web' | 'worker',
  config: Pick<Config, (typeof TRACE_KEYS)[number]>,
): Promise<StopTracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = config;
  if (all === undefined && traces === undefined) return () => Promise.resolve();
  const { BasicTracerProvider, BatchSpanProcessor, RandomIdGenerator } =
    await import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const random = new RandomIdGenerator();
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': `remit-${process}` }))
      .merge(detectResources({ detectors: [envDetector] })),
    idGenerator: {
      generateTraceId: () => random.generateTraceId(),
      generateSpanId: () => nextSpanId.take() ?? random.generateSpanId(),
    },
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  traceWith(provider.getTracer('remit'));
  return async () => {
    traceWith(undefined);
    await provider.shutdown();
  };
}
