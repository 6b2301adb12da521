import type { Server } from 'node:http';

const PATIENCE = 10_000;

/** Takes no new connections, lets what is being answered finish, and after ten seconds waits no longer. */
export async function closeGracefully(server: Server, patience = PATIENCE): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const impatient = setTimeout(() => {
    server.closeAllConnections();
  }, patience);
  await closed;
  clearTimeout(impatient);
}
