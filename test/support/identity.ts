import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startIdentityProvider,
  type RunningIdentityProvider,
} from '../../cli/identity/start-identity-provider.ts';
import type { Account } from '../../cli/organisation/example-people.ts';
import { exampleAccounts, examplePeople } from '../../cli/organisation/example-people.ts';
import { readBodies } from '../../cli/organisation/read-bodies.ts';

export interface TestProvider extends RunningIdentityProvider {
  readonly dataDir: string;
  readonly problems: readonly unknown[];
}

type Overrides = Partial<Parameters<typeof startIdentityProvider>[0]>;

let accounts: Promise<readonly Account[]> | undefined;

export function shippedAccounts(): Promise<readonly Account[]> {
  accounts ??= readBodies(['reference/bodies-2023-04.csv', 'examples/places.csv']).then((read) => {
    if (!read.ok) throw new Error('the shipped bodies were not read');
    return exampleAccounts(examplePeople(read.value), read.value);
  });
  return accounts;
}

/** The real local provider with the real example people, on any free port, with a data folder of its own. */
export async function startTestProvider(overrides: Overrides = {}): Promise<TestProvider> {
  const people = await shippedAccounts();
  const dataDir = overrides.dataDir ?? (await mkdtemp(join(tmpdir(), 'remit-identity-')));
  const problems: unknown[] = [];
  const running = await startIdentityProvider({
    port: 0,
    redirectUris: ['http://127.0.0.1:1/sign-in/callback'],
    accountExists: (subject) => Promise.resolve(people.some((each) => each.subject === subject)),
    listAccounts: () => Promise.resolve(people),
    onProblem: (error) => problems.push(error),
    ...overrides,
    dataDir,
  });
  const close = async (): Promise<void> => {
    await running.close();
    if (overrides.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  return { ...running, close, dataDir, problems };
}
