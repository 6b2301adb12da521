import { readConfig } from '../../contracts/config.ts';
import { createDatabase } from '../../store/database.ts';
import { dataFolderPath } from '../embedded/folders.ts';
import { registeredAccounts } from './registered-accounts.ts';
import { startIdentityProvider } from './start-identity-provider.ts';

// The local identity provider as a process of its own. Whoever is registered can sign in, also those who came later.
const config = readConfig(['DATABASE_URL', 'PORT', 'REMIT_PUBLIC_URL', 'REMIT_IDENTITY_BEYOND_LOOPBACK']);
// Under `npm start` it is at 127.0.0.1, whatever HOST says; in a container it is told where it is to be found.
const inContainer = config.REMIT_IDENTITY_BEYOND_LOOPBACK !== undefined;
const { HOST: host, OIDC_ISSUER: issuer } = inContainer
  ? readConfig(['HOST', 'OIDC_ISSUER'])
  : { HOST: '127.0.0.1', OIDC_ISSUER: `http://127.0.0.1:${config.PORT}` };
const pages = config.REMIT_PUBLIC_URL ?? 'http://127.0.0.1:8080';
const database = await createDatabase({
  url: config.DATABASE_URL,
  role: 'remit_app',
  poolSize: 2,
}).initialize();
const provider = await startIdentityProvider({
  port: config.PORT,
  host,
  issuer,
  beyondLoopback: inContainer,
  dataDir: dataFolderPath(),
  redirectUris: [new URL('/sign-in/callback', pages).href],
  postLogoutRedirectUris: [new URL('/', pages).href],
  onProblem: (error) => console.error(error),
  ...registeredAccounts(database, issuer),
});

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  void provider.close().then(() => database.destroy());
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
process.send?.('ready');
