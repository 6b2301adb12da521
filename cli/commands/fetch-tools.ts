import type { Command } from 'commander';
import { findBrowser } from '../embedded/browser.ts';
import { postgresBinaries } from '../embedded/postgres-binaries.ts';
import type { Say } from '../embedded/start-problem.ts';
import { findTemporal, findTimeSkippingServer } from '../embedded/temporal-binary.ts';

export interface FetchToolsOptions {
  readonly say: Say;
  /** The tests need a browser and a server that skips time as well. */
  readonly forTests: boolean;
}

export interface Tools {
  readonly temporal: string;
  readonly postgres: string;
  readonly timeSkippingServer?: string;
  readonly browser?: string;
}

/** Sees to it that every program that is not a package of Node's is here; quick when all are. */
export async function fetchTools({ say, forTests }: FetchToolsOptions): Promise<Tools> {
  const postgres = postgresBinaries();
  const temporal = await findTemporal({ say });
  if (!forTests) return { temporal, postgres };
  const timeSkippingServer = await findTimeSkippingServer({ say });
  const { executablePath } = await findBrowser({ say });
  return { temporal, postgres, timeSkippingServer, browser: executablePath };
}

export function addFetchTools(program: Command, say: Say): void {
  program
    .command('fetch-tools')
    .description('fetch the servers that start and test need, ahead of time')
    .option('--for-tests', 'the time-skipping server and the browser too', false)
    .action(async ({ forTests }: { forTests: boolean }) => {
      for (const [name, path] of Object.entries(await fetchTools({ say, forTests }))) say(`${name}: ${path}`);
    });
}
