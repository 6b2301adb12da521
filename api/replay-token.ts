import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import type { Progress } from '../store/replay/replay-history.ts';
import { progressCarried } from './schemas/policy-replay.ts';

/** What a token may unfold to, in bytes: more than the sums of a whole country. */
const MOST_BYTES = 4_000_000;

const carried = z.object({ hash: z.string(), progress: progressCarried });

/**
 * How far a replay is, for whoever asked to carry to the next request: no process has to remember it, and any may go on. It tells
 * them nothing that the report did not, and what they make of it changes what they are told and nothing else.
 */
export function writeToken(hash: string, progress: Progress): string {
  return deflateRawSync(JSON.stringify({ hash, progress })).toString('base64url');
}

/** Reads a token back; `null` for what is none, or of another policy. */
export function readToken(token: string, hash: string): Progress | null {
  try {
    const text = inflateRawSync(Buffer.from(token, 'base64url'), { maxOutputLength: MOST_BYTES }).toString();
    const found = carried.safeParse(JSON.parse(text));
    return found.success && found.data.hash === hash ? found.data.progress : null;
  } catch {
    return null;
  }
}
