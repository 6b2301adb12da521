import { once } from 'node:events';
import { createServer } from 'node:net';
import { messageOf, StartProblem } from '../../cli/embedded/start-problem.ts';
import { namesOf } from './plan.ts';
import type { ComposeFile } from './compose.ts';

/**
 * An address for each service out of 127.0.0.0/8, all of which is this machine under Linux, in a block that nobody else
 * uses: each service keeps the ports that it has in its container, and two clusters can run side by side.
 */
export async function chooseAddresses(file: ComposeFile): Promise<ReadonlyMap<string, string>> {
  const any = () => 1 + Math.floor(Math.random() * 250);
  const block = `127.${any()}.${any()}`;
  await holdOnce(`${block}.1`);
  return new Map(
    namesOf(file).flatMap((names, at) => names.map((name) => [name, `${block}.${10 + at}`] as const)),
  );
}

async function holdOnce(address: string): Promise<void> {
  const server = createServer();
  try {
    server.listen(0, address);
    await once(server, 'listening');
  } catch (error) {
    throw new StartProblem(
      `This machine has no address ${address} (${messageOf(error)}): the cluster by hand needs Linux, where all of 127.0.0.0/8 is the machine's own.`,
      { cause: error },
    );
  } finally {
    await new Promise((done) => server.close(done));
  }
}
