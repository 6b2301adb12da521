import { Agent, request } from 'node:http';
import { v7 as uuid } from 'uuid';
import { REASON, type Ballot } from './messages.ts';
import { serveOrders } from './serve.ts';

// Votes as a client casts them: signed token, Idempotency-Key, JSON over HTTP, connections kept.
const url = new URL(process.env['BENCH_URL'] ?? '');
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function cast({ task, contentHash, voter }: Ballot): Promise<void> {
  const body = JSON.stringify({ outcome: 'approve', contentHash, reason: REASON });
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        host: url.hostname,
        port: url.port,
        method: 'POST',
        path: `/v1/tasks/${task}/complete`,
        headers: {
          authorization: `Bearer ${voter.token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'idempotency-key': uuid(),
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`${answer.statusCode ?? 0}: ${text}`));
        });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

serveOrders(cast);
