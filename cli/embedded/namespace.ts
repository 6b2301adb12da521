import { msToTs } from '@temporalio/common/lib/time.js';
import { Connection, type ConnectionOptions } from '@temporalio/client';

const day = 24 * 60 * 60;

/** The development server forgets a closed history after a day; a board asks about last week's. */
export const retentionDays = 30;

const grpcAlreadyExists = 6;
const grpcNotFound = 5;

/**
 * Connects, and sees to it that the namespace exists and keeps closed histories long enough. Rejects while the server
 * does not answer yet, so it serves as the server's readiness probe as well.
 */
export async function ensureNamespace(place: ConnectionOptions, namespace: string): Promise<void> {
  // Lazy, because a `connect` that fails leaves its channel open, and that keeps the process alive.
  const connection = Connection.lazy({ ...place, connectTimeout: 1000 });
  try {
    await connection.ensureConnected();
    await connection.withDeadline(Date.now() + 5000, async () => {
      const service = connection.workflowService;
      const workflowExecutionRetentionTtl = msToTs(retentionDays * day * 1000);
      if ((await readRetentionDays(connection, namespace)) === undefined) {
        try {
          await service.registerNamespace({
            namespace,
            workflowExecutionRetentionPeriod: workflowExecutionRetentionTtl,
          });
        } catch (error) {
          if (grpcCodeOf(error) !== grpcAlreadyExists) throw error;
        }
      }
      if ((await readRetentionDays(connection, namespace)) !== retentionDays) {
        await service.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
      }
      const kept = await readRetentionDays(connection, namespace);
      if (kept !== retentionDays) {
        throw new Error(`namespace ${namespace} keeps closed histories for ${kept ?? 0} days`);
      }
    });
  } finally {
    await connection.close();
  }
}

/** `undefined` when there is no such namespace. */
export async function readRetentionDays(
  connection: Connection,
  namespace: string,
): Promise<number | undefined> {
  try {
    const answer = await connection.workflowService.describeNamespace({ namespace });
    return Number(answer.config?.workflowExecutionRetentionTtl?.seconds ?? 0) / day;
  } catch (error) {
    if (grpcCodeOf(error) === grpcNotFound) return undefined;
    throw error;
  }
}

function grpcCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
