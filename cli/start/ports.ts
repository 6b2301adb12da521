import { join } from 'node:path';
import { z } from 'zod';
import { freePort, isFreePort } from '../embedded/free-port.ts';
import { StartProblem } from '../embedded/start-problem.ts';
import { keep, readKept } from './kept-file.ts';

const NAMES = ['identity', 'postgres', 'temporal', 'temporalUi'] as const;
export type PortName = (typeof NAMES)[number];
export type Ports = Readonly<Record<PortName, number>>;

const portsFile = z.record(z.enum(NAMES), z.int().min(1).max(65_535));

/** How far above `PORT` the first of the others is looked for, and then each next: a second Remit may well be at `PORT` + 1. */
const APART = 100;
const TRIES = 20;

/**
 * The ports of what runs beside the API. They are chosen at the first start and kept. The identity provider's is kept
 * whatever happens: it is part of its name, by which the registry knows people. Another that is taken moves.
 */
export async function choosePorts(folder: string, apiPort: number): Promise<Ports> {
  const file = join(folder, 'ports.json');
  const kept = readPorts(file);
  if (kept?.identity === apiPort) {
    throw new StartProblem(
      `Port ${apiPort} is where people sign in to the Remit with this data: set PORT to another one.`,
    );
  }
  const chosen: Partial<Record<PortName, number>> = {};
  const taken = new Set([apiPort]);
  for (const [index, name] of NAMES.entries()) {
    const before = kept?.[name];
    const stays =
      before !== undefined && (name === 'identity' || (!taken.has(before) && (await isFreePort(before))));
    const port = stays ? before : await firstFree(apiPort + APART * (index + 1), taken);
    chosen[name] = port;
    taken.add(port);
  }
  const ports = portsFile.parse(chosen);
  if (JSON.stringify(ports) !== JSON.stringify(kept)) keep(file, JSON.stringify(ports));
  return ports;
}

/** The ports that a start chose; `undefined` where none did. */
export function readPorts(file: string): Ports | undefined {
  try {
    return portsFile.parse(JSON.parse(readKept(file) ?? ''));
  } catch {
    return undefined;
  }
}

async function firstFree(from: number, taken: ReadonlySet<number>): Promise<number> {
  for (let port = from; port < from + TRIES && port < 65_536; port += 1) {
    if (!taken.has(port) && !isBlockedByBrowsers(port) && (await isFreePort(port))) return port;
  }
  return freePort();
}

/** The bad ports of https://fetch.spec.whatwg.org/#port-blocking that an ordinary user could choose. */
const BLOCKED = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10_080,
]);

export function isBlockedByBrowsers(port: number): boolean {
  return BLOCKED.has(port);
}
