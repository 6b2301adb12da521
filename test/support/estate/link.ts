import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** The wire between two processes: it can be cut, held (bytes wait, nobody is told) and made slow. Loopback only. */
export class Link {
  private readonly sockets = new Set<Socket>();
  private open = true;
  private held = false;
  private delay = 0;

  private constructor(
    private readonly server: net.Server,
    private readonly to: number,
  ) {
    server.on('connection', (from) => {
      this.join(from);
    });
  }

  static async to(port: number): Promise<Link> {
    const server = net.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Link(server, port);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks what is connected now. New connections are made again. */
  break(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Breaks what is connected, and refuses new connections until it is mended. */
  cut(): void {
    this.open = false;
    this.break();
  }

  /** Bytes stay where they are, as on a wire that somebody stepped on: no error, no answer. */
  hold(): void {
    this.held = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** Every piece of data takes this long, in milliseconds. */
  slow(milliseconds: number): void {
    this.delay = milliseconds;
  }

  mend(): void {
    this.open = true;
    this.held = false;
    this.delay = 0;
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.break();
    await closed;
  }

  private join(from: Socket): void {
    if (!this.open) {
      from.resetAndDestroy();
      return;
    }
    const to = net.connect(this.to, '127.0.0.1');
    this.pass(from, to);
    this.pass(to, from);
  }

  private pass(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.setNoDelay(true);
    if (this.held) from.pause();
    // Whatever the wire does, bytes never overtake each other: those that come once it is quick again wait for the slow ones.
    const underWay: { readonly data: Buffer; readonly due: number }[] = [];
    const deliver = (): void => {
      for (let first = underWay[0]; first !== undefined; first = underWay[0]) {
        const left = first.due - performance.now();
        if (left > 0) {
          setTimeout(deliver, left);
          return;
        }
        to.write(first.data);
        underWay.shift();
      }
    };
    from.on('data', (data) => {
      const before = underWay.at(-1);
      underWay.push({ data, due: Math.max(performance.now() + this.delay, before?.due ?? 0) });
      if (before === undefined) deliver();
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}
