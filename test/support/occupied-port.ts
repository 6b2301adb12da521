import { createServer } from 'node:net';
import { freePort } from '../../cli/embedded/free-port.ts';

/** A port, any or this one, that another program listens on: one that hangs up on everybody. */
export async function occupyPort(wanted?: number): Promise<{ port: number; free(): Promise<void> }> {
  const server = createServer((socket) => socket.destroy());
  const port = wanted ?? (await freePort());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port, free: () => new Promise((resolve) => server.close(() => resolve())) };
}
