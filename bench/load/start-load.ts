import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Done, Order } from './messages.ts';

/** A load process: of its own, so that making load and bearing it do not share a thread. */
export interface Load {
  does<T>(order: Order<T>): Promise<Done>;
  stop(): void;
}

export async function startLoad(
  program: 'http' | 'claims' | 'handler' | 'floor' | 'initiatives' | 'whole-worker',
  env: Readonly<Record<string, string>>,
): Promise<Load> {
  const child = spawn(
    process.execPath,
    ['--import', createRequire(import.meta.url).resolve('tsx'), join(import.meta.dirname, `${program}.ts`)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, ...env } },
  );
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The load process for ${program} ended with ${String(code)}`);
  });
  // Heard where somebody waits for it.
  ended.catch(() => undefined);
  await Promise.race([once(child, 'message'), ended]);
  return {
    does: async (order) => {
      const answer = Promise.race([once(child, 'message'), ended]);
      child.send(order);
      const [done] = (await answer) as [Done];
      if (done.failed !== null) throw new Error(`What ${program} did failed: ${done.failed}`);
      return done;
    },
    stop: () => {
      child.disconnect();
    },
  };
}
