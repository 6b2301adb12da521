import { Agent, request } from 'node:http';
import { v7 as uuid } from 'uuid';

const url = new URL(process.env['BENCH_URL'] ?? '');
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** A command as a client sends it: signed token, Idempotency-Key, JSON over HTTP, connections kept. Rejects but for 200. */
export function post(path: string, token: string, content: unknown): Promise<void> {
  const body = JSON.stringify(content);
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        host: url.hostname,
        port: url.port,
        method: 'POST',
        path,
        headers: {
          authorization: `Bearer ${token}`,
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
