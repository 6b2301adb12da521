import { v7 as uuid } from 'uuid';
import { createAuthenticator } from '../../api/authenticate.ts';
import { createServices } from '../../api/services.ts';
import { completeTask } from '../../api/routes/tasks.ts';
import { createLog } from '../../contracts/log.ts';
import { createDatabase } from '../../store/database.ts';
import { hashOf } from '../../domain/log/hash.ts';
import { REASON, type Ballot } from './messages.ts';
import { serveOrders } from './serve.ts';

// Votes through the handler as the API calls it, with the answer made and kept; no HTTP, no token.
const database = await createDatabase({
  url: process.env['BENCH_DATABASE'] ?? '',
  role: 'remit_app',
}).initialize();
const issuer = process.env['BENCH_ISSUER'] ?? '';
const clock = () => new Date().toISOString();
const services = createServices({
  database,
  issuer,
  clock,
  log: createLog('bench', 'silent'),
  authenticate: createAuthenticator({ issuer, audience: 'nobody asks' }),
});
async function cast({ task, contentHash, voter: { subject } }: Ballot): Promise<void> {
  const identity = await services.identities.find(issuer, subject);
  if (identity === null) throw new Error(`Nobody is ${subject}`);
  const body = { outcome: 'approve', contentHash, reason: REASON } as const;
  const once = {
    caller: identity.id,
    route: `POST /v1/tasks/${task}/complete`,
    key: uuid(),
    requestHash: hashOf([body, null]),
  };
  const answer = await completeTask(services, identity, task, body, once);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

serveOrders(cast);
