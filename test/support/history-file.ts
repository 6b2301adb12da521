import { readFileSync, writeFileSync } from 'node:fs';
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
type Recorded = Parameters<typeof History.encode>[0];

/** Writes a workflow's history as JSON that can be read in a review. */
export function writeHistory(file: string, history: Recorded): void {
  const plain = History.toObject(History.fromObject(history), {
    longs: String,
    enums: String,
    bytes: String,
  });
  writeFileSync(file, `${JSON.stringify(plain, null, 1)}\n`);
}

/** Reads a recorded history back. */
export function readHistoryFile(file: string) {
  return History.fromObject(JSON.parse(readFileSync(file, 'utf8')) as object);
}
