import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as a receiver has it. */
export interface Received {
  readonly id: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly initiative: string | undefined;
  readonly n: number | undefined;
  readonly type: string;
}

/** Something that webhooks are sent to: it takes what comes, unless it is told to answer otherwise. */
export interface Receiver {
  readonly url: string;
  /** As `REMIT_WEBHOOK_ALLOW` names it. */
  readonly place: string;
  /** What it took, in order. */
  readonly took: Received[];
  /** How often it was asked at all. */
  asked: number;
  /** What it answers; `null`: nothing, ever. */
  answers: (message: Received) => number | null;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const headers = request.headers as Record<string, string>;
      const { type, data } = JSON.parse(body) as { type: string; data: { initiative?: string; n?: number } };
      const message = {
        ...{ id: headers['webhook-id'] ?? '', body, headers, type },
        ...{ initiative: data.initiative, n: data.n },
      };
      receiver.asked += 1;
      const status = receiver.answers(message);
      if (status === null) return;
      if (status >= 200 && status < 300) receiver.took.push(message);
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: Receiver = {
    url: `http://${place}/hook`,
    place,
    took: [],
    asked: 0,
    answers: () => 204,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
