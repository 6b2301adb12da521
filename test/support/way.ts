import { once } from 'node:events';
import net, { createServer, type AddressInfo } from 'node:net';
import tls, { type TlsOptions } from 'node:tls';

/** A way to a server by another address; with `secured` it is by TLS up to here. */
export interface Way {
  readonly port: number;
  close(): void;
}

export async function openWay(
  to: { readonly host: string; readonly port: number },
  { port = 0, secured }: { readonly port?: number; readonly secured?: TlsOptions } = {},
): Promise<Way> {
  const sockets = new Set<net.Socket>();
  const pass = (from: net.Socket): void => {
    const onward = net.connect(to.port, to.host);
    for (const [socket, other] of [
      [from, onward],
      [onward, from],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  };
  const server = secured === undefined ? createServer(pass) : tls.createServer(secured, pass);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
